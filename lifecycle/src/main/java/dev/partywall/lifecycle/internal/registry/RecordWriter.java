package dev.partywall.lifecycle.internal.registry;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.partywall.keyring.BranchKeyVersion;
import dev.partywall.lifecycle.Departure;
import dev.partywall.lifecycle.TenantKeyState;
import dev.partywall.lifecycle.TenantOperation;
import dev.partywall.lifecycle.TenantRecord;
import dev.partywall.lifecycle.internal.json.StrictJson;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Writes one record. What is empty is left out; the rest is there, sorted where order has no meaning. */
final class RecordWriter {

    private RecordWriter() {}

    static String write(TenantRecord record) {
        return StrictJson.object(json -> {
            json.writeNumberField("format", RecordJson.FORMAT);
            json.writeStringField("tenant", record.tenant().value());
            json.writeNumberField("version", record.version());
            json.writeStringField("status", record.status().name());
            json.writeStringField("tier", record.tier().name());
            key(json, record.key());
            optional(json, "role", record.role());
            map(json, "attributes", record.attributes());
            if (record.departure().isPresent()) {
                json.writeFieldName("departure");
                departure(json, record.departure().get());
            }
            if (record.operation().isPresent()) {
                json.writeFieldName("operation");
                operation(json, record.operation().get());
            }
            json.writeStringField("changedAt", record.changedAt().toString());
        });
    }

    private static void key(JsonGenerator json, TenantKeyState key) throws IOException {
        optional(json, "rootKey", key.rootKey());
        optional(json, "formerRootKey", key.formerRootKey());
        StrictJson.strings(
                json,
                "retired",
                key.retired().stream().map(BranchKeyVersion::toString).sorted());
        StrictJson.strings(json, "siloKeys", key.siloKeys().stream().sorted());
    }

    private static void departure(JsonGenerator json, Departure departure) throws IOException {
        json.writeStartObject();
        json.writeStringField("begunAt", departure.begunAt().toString());
        json.writeStringField("shredAfter", departure.shredAfter().toString());
        json.writeBooleanField("exportDue", departure.exportDue());
        optional(json, "export", departure.export());
        optional(json, "certificate", departure.certificate());
        json.writeEndObject();
    }

    private static void operation(JsonGenerator json, TenantOperation operation) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", operation.id().toString());
        json.writeStringField("kind", operation.kind().name());
        json.writeStringField("step", operation.step());
        json.writeBooleanField("undoing", operation.undoing());
        map(json, "parameters", operation.parameters());
        json.writeStringField("begunAt", operation.begunAt().toString());
        json.writeEndObject();
    }

    private static void optional(JsonGenerator json, String name, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            json.writeStringField(name, value.get());
        }
    }

    private static void map(JsonGenerator json, String name, Map<String, String> values) throws IOException {
        json.writeObjectFieldStart(name);
        for (Map.Entry<String, String> value : new TreeMap<>(values).entrySet()) {
            json.writeStringField(value.getKey(), value.getValue());
        }
        json.writeEndObject();
    }
}
