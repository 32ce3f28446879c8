package dev.partywall.lifecycle.internal.reencryption;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonToken;
import dev.partywall.core.ErrorCode;
import dev.partywall.keyring.BranchKeyVersion;
import dev.partywall.keyring.InvalidKeySettingException;
import dev.partywall.lifecycle.internal.json.JsonFields;
import dev.partywall.lifecycle.internal.json.MalformedJsonException;
import dev.partywall.lifecycle.internal.json.StrictJson;
import dev.partywall.lifecycle.reencryption.ReencryptionCounts;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The one form in which a job's memory is stored: JSON, read as strictly as a registry's records. */
final class StateJson {

    private static final int FORMAT = 1;

    private StateJson() {}

    static String write(PartitionState state) {
        return StrictJson.object(json -> {
            json.writeNumberField("format", FORMAT);
            if (state.owner().isPresent()) {
                json.writeStringField("owner", state.owner().get().id().toString());
                json.writeNumberField("lease", state.owner().get().lease().toMillis());
            }
            json.writeStringField("target", state.target().toString());
            json.writeBooleanField("done", state.done());
            if (state.position().isPresent()) {
                json.writeStringField("position", state.position().get());
            }
            counts(json, state.counts());
            json.writeNumberField("failuresNotRemembered", state.failuresNotRemembered());
            StrictJson.strings(
                    json, "failures", state.failures().entrySet().stream().map(StateJson::failure));
        });
    }

    private static String failure(Map.Entry<String, ErrorCode> failure) {
        return failure.getValue().name() + " " + failure.getKey();
    }

    private static void counts(JsonGenerator json, ReencryptionCounts counts) throws IOException {
        json.writeNumberField("read", counts.read());
        json.writeNumberField("rewritten", counts.rewritten());
        json.writeNumberField("alreadyNewest", counts.alreadyNewest());
        json.writeNumberField("changedMeanwhile", counts.changedMeanwhile());
        json.writeNumberField("gone", counts.gone());
        json.writeNumberField("failed", counts.failed());
        json.writeObjectFieldStart("byVersion");
        for (Map.Entry<BranchKeyVersion, Long> count : counts.byVersion().entrySet()) {
            json.writeStringField(count.getKey().toString(), count.getValue().toString());
        }
        json.writeEndObject();
    }

    /** The state of a text, or {@link MalformedJsonException}. */
    static PartitionState read(String text) {
        JsonFields tokens = new JsonFields(text);
        JsonFields.Values values = tokens.document((name, token) -> value(tokens, name, token));
        if (!values.take("format", Long.class).equals((long) FORMAT)) {
            throw new MalformedJsonException("its format is not " + FORMAT, null);
        }
        try {
            PartitionState state = new PartitionState(
                    owner(values),
                    BranchKeyVersion.of(values.text("target")),
                    values.find("position", String.class),
                    values.take("done", Boolean.class),
                    counts(values),
                    failures(values.list("failures")),
                    values.take("failuresNotRemembered", Long.class));
            values.requireAllTaken();
            return state;
        } catch (InvalidKeySettingException refused) {
            throw new MalformedJsonException("a version or its owner is not a UUID in its usual form", refused);
        } catch (IllegalArgumentException unknown) {
            throw new MalformedJsonException("a number or a failure is not known to this release", unknown);
        }
    }

    private static Object value(JsonFields tokens, String name, JsonToken token) {
        return switch (name) {
            case "owner", "target", "position" -> tokens.string(name, token);
            case "done" -> tokens.flag(name, token);
            case "byVersion" -> tokens.map(name, token);
            case "failures" -> tokens.strings(name, token);
            default -> tokens.number(name, token);
        };
    }

    private static Optional<Owner> owner(JsonFields.Values values) {
        return values.find("owner", String.class)
                .map(text ->
                        new Owner(BranchKeyVersion.of(text).id(), Duration.ofMillis(values.take("lease", Long.class))));
    }

    private static ReencryptionCounts counts(JsonFields.Values values) {
        Map<BranchKeyVersion, Long> byVersion = new HashMap<>();
        values.map("byVersion")
                .forEach((version, count) -> byVersion.put(BranchKeyVersion.of(version), Long.valueOf(count)));
        return new ReencryptionCounts(
                values.take("read", Long.class),
                values.take("rewritten", Long.class),
                values.take("alreadyNewest", Long.class),
                values.take("changedMeanwhile", Long.class),
                values.take("gone", Long.class),
                values.take("failed", Long.class),
                byVersion);
    }

    private static Map<String, ErrorCode> failures(List<String> texts) {
        Map<String, ErrorCode> failures = new LinkedHashMap<>();
        for (String text : texts) {
            int space = text.indexOf(' ');
            ErrorCode code = ErrorCode.valueOf(text.substring(0, Math.max(space, 0)));
            failures.put(text.substring(space + 1), code);
        }
        return failures;
    }
}
