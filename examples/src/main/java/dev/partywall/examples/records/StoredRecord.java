package dev.partywall.examples.records;

import dev.partywall.core.TenantId;
import dev.partywall.keyring.RecordId;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * An item of the records table.
 *
 * @param tenant its partition key
 * @param id its sort key
 * @param plain the columns in plain text, an attribute each
 * @param message the sealed columns
 */
record StoredRecord(TenantId tenant, RecordId id, Map<String, String> plain, SdkBytes message) {

    /** Copies the map. */
    StoredRecord {
        plain = Map.copyOf(plain);
    }

    static StoredRecord of(Map<String, AttributeValue> item) {
        Map<String, String> plain = new HashMap<>();
        item.forEach((name, value) -> {
            if (!RecordsTable.ATTRIBUTES.contains(name)) {
                plain.put(name, value.s());
            }
        });
        return new StoredRecord(
                TenantId.of(attribute(item, RecordsTable.TENANT).s()),
                RecordId.of(attribute(item, RecordsTable.ID).s()),
                plain,
                attribute(item, RecordsTable.MESSAGE).b());
    }

    private static AttributeValue attribute(Map<String, AttributeValue> item, String name) {
        AttributeValue value = item.get(name);
        if (value == null) {
            throw new AwsTroubleException("an item of the records table has no attribute '" + name + "'");
        }
        return value;
    }

    Map<String, AttributeValue> item() {
        Map<String, AttributeValue> item = new HashMap<>(RecordsTable.key(tenant, id));
        plain.forEach((name, value) -> item.put(name, AttributeValue.fromS(value)));
        item.put(RecordsTable.MESSAGE, AttributeValue.fromB(message));
        return item;
    }

    /** The sealed columns, not a copy. */
    byte[] messageBytes() {
        return message.asByteArrayUnsafe();
    }

    StoredRecord withMessage(byte[] other) {
        return new StoredRecord(tenant, id, plain, SdkBytes.fromByteArray(other));
    }
}
