package dev.partywall.lifecycle.internal.registry;

import com.fasterxml.jackson.core.JsonToken;
import dev.partywall.core.InvalidTenantException;
import dev.partywall.core.TenantId;
import dev.partywall.keyring.BranchKeyVersion;
import dev.partywall.keyring.InvalidKeySettingException;
import dev.partywall.lifecycle.Departure;
import dev.partywall.lifecycle.TenantKeyState;
import dev.partywall.lifecycle.TenantOperation;
import dev.partywall.lifecycle.TenantRecord;
import dev.partywall.lifecycle.TenantStatus;
import dev.partywall.lifecycle.Tier;
import dev.partywall.lifecycle.internal.json.JsonFields;
import dev.partywall.lifecycle.internal.json.MalformedJsonException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Reads one record, or refuses the text. */
final class RecordReader {

    private final JsonFields tokens;

    RecordReader(String text) {
        this.tokens = new JsonFields(text);
    }

    TenantRecord read() {
        JsonFields.Values values = tokens.document(this::value);
        if (!values.take("format", Long.class).equals((long) RecordJson.FORMAT)) {
            throw new MalformedJsonException("its format is not " + RecordJson.FORMAT, null);
        }
        TenantRecord record = record(values);
        values.requireAllTaken();
        return record;
    }

    private Object value(String name, JsonToken token) {
        return switch (name) {
            case "format", "version" -> tokens.number(name, token);
            case "retired", "siloKeys" -> tokens.strings(name, token);
            case "attributes" -> tokens.map(name, token);
            case "departure" -> tokens.object(name, token, this::valueOfDeparture);
            case "operation" -> tokens.object(name, token, this::valueOfOperation);
            default -> tokens.string(name, token);
        };
    }

    private Object valueOfDeparture(String name, JsonToken token) {
        return name.equals("exportDue") ? tokens.flag(name, token) : tokens.string(name, token);
    }

    private Object valueOfOperation(String name, JsonToken token) {
        return switch (name) {
            case "undoing" -> tokens.flag(name, token);
            case "parameters" -> tokens.map(name, token);
            default -> tokens.string(name, token);
        };
    }

    private static TenantRecord record(JsonFields.Values values) {
        try {
            return new TenantRecord(
                    TenantId.of(values.text("tenant")),
                    version(values.take("version", Long.class)),
                    constant(TenantStatus.class, values.text("status")),
                    constant(Tier.class, values.text("tier")),
                    key(values),
                    values.find("role", String.class),
                    values.map("attributes"),
                    values.find("departure", JsonFields.Values.class).map(RecordReader::departure),
                    values.find("operation", JsonFields.Values.class).map(RecordReader::operation),
                    instant(values.text("changedAt")));
        } catch (InvalidTenantException refused) {
            throw new MalformedJsonException("its tenant or an attribute is not valid", refused);
        }
    }

    private static TenantKeyState key(JsonFields.Values values) {
        Optional<String> rootKey = values.find("rootKey", String.class);
        Optional<String> formerRootKey = values.find("formerRootKey", String.class);
        List<String> listed = values.list("retired");
        Set<BranchKeyVersion> retired = new HashSet<>();
        for (String version : listed) {
            retired.add(branchKeyVersion(version));
        }
        if (retired.size() != listed.size()) {
            throw new MalformedJsonException("a retired version is there twice", null);
        }
        List<String> siloKeys = values.list("siloKeys");
        if (Set.copyOf(siloKeys).size() != siloKeys.size()) {
            throw new MalformedJsonException("a KMS key is there twice", null);
        }
        return new TenantKeyState(rootKey, formerRootKey, retired, Set.copyOf(siloKeys));
    }

    private static Departure departure(JsonFields.Values values) {
        Departure departure = new Departure(
                instant(values.text("begunAt")),
                instant(values.text("shredAfter")),
                values.take("exportDue", Boolean.class),
                values.find("export", String.class),
                values.find("certificate", String.class));
        values.requireAllTaken();
        return departure;
    }

    private static TenantOperation operation(JsonFields.Values values) {
        TenantOperation operation = new TenantOperation(
                uuid(values.text("id")),
                constant(TenantOperation.Kind.class, values.text("kind")),
                values.text("step"),
                values.take("undoing", Boolean.class),
                values.map("parameters"),
                instant(values.text("begunAt")));
        values.requireAllTaken();
        return operation;
    }

    private static long version(long version) {
        if (version < 1) {
            throw new MalformedJsonException("its version is below 1", null);
        }
        return version;
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String name) {
        try {
            return Enum.valueOf(type, name);
        } catch (IllegalArgumentException unknown) {
            throw new MalformedJsonException("its " + type.getSimpleName() + " is not known to this release", unknown);
        }
    }

    private static BranchKeyVersion branchKeyVersion(String text) {
        try {
            return BranchKeyVersion.of(text);
        } catch (InvalidKeySettingException refused) {
            throw new MalformedJsonException("a retired version is not a UUID in its usual form", refused);
        }
    }

    /** {@link UUID#fromString} alone would take other forms, and make another UUID of them. */
    private static UUID uuid(String text) {
        return branchKeyVersion(text).id();
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException refused) {
            throw new MalformedJsonException("a time is not an instant of ISO 8601", refused);
        }
    }
}
