package dev.partywall.lifecycle.internal.certificate;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.partywall.lifecycle.internal.certificate.Destroyed.KmsKey;
import dev.partywall.lifecycle.internal.certificate.Destroyed.RootKey;
import dev.partywall.lifecycle.internal.json.StrictJson;
import java.io.IOException;

/** The document that is signed. */
final class CertificateDocument {

    static final String TYPE = "partywall.shredding";
    static final int FORMAT = 1;

    private CertificateDocument() {}

    static String write(Destroyed destroyed) {
        return StrictJson.object(json -> {
            head(json, destroyed);
            branchKey(json, destroyed);
            kmsKeys(json, destroyed);
            if (destroyed.role().isPresent()) {
                json.writeStringField("role", destroyed.role().get());
            }
            canary(json, destroyed.canary());
            StrictJson.strings(json, "statements", Statements.of(destroyed).stream());
        });
    }

    private static void head(JsonGenerator json, Destroyed destroyed) throws IOException {
        json.writeNumberField("format", FORMAT);
        json.writeStringField("type", TYPE);
        json.writeStringField("id", destroyed.operation().toString());
        json.writeStringField("tenant", destroyed.tenant().value());
        json.writeStringField("tier", destroyed.tier().name());
        json.writeStringField("requestedBy", destroyed.requestedBy());
        json.writeStringField("offboardedAt", destroyed.departure().begunAt().toString());
        json.writeStringField(
                "gracePeriodEndedAt", destroyed.departure().shredAfter().toString());
        json.writeStringField("begunAt", destroyed.begunAt().toString());
        json.writeStringField("finishedAt", destroyed.finishedAt().toString());
        if (destroyed.departure().export().isPresent()) {
            json.writeStringField("export", destroyed.departure().export().get());
        }
    }

    private static void branchKey(JsonGenerator json, Destroyed destroyed) throws IOException {
        json.writeObjectFieldStart("branchKey");
        json.writeStringField("keyStore", destroyed.branchKey().keyStore());
        json.writeStringField("id", destroyed.tenant().value());
        json.writeNumberField("rows", destroyed.branchKey().rows());
        json.writeNumberField("versionCount", destroyed.branchKey().versionCount());
        StrictJson.strings(json, "versions", destroyed.branchKey().versions().stream());
        StrictJson.strings(
                json, "rootKeys", destroyed.branchKey().rootKeys().stream().map(RootKey::arn));
        json.writeEndObject();
    }

    private static void kmsKeys(JsonGenerator json, Destroyed destroyed) throws IOException {
        json.writeArrayFieldStart("kmsKeys");
        for (KmsKey key : destroyed.kmsKeys()) {
            json.writeStartObject();
            json.writeStringField("arn", key.arn());
            json.writeStringField("deletionDate", key.deletionDate().toString());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void canary(JsonGenerator json, Destroyed.Canary canary) throws IOException {
        json.writeObjectFieldStart("canary");
        if (canary.version().isPresent()) {
            json.writeStringField("branchKeyVersion", canary.version().get());
            json.writeBooleanField("openedBefore", true);
            json.writeStringField("refusedAfter", canary.outcome());
        } else {
            json.writeStringField("notSealed", canary.outcome());
        }
        json.writeEndObject();
    }
}
