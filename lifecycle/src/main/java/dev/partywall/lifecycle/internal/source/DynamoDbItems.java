package dev.partywall.lifecycle.internal.source;

import dev.partywall.keyring.RecordId;
import dev.partywall.lifecycle.reencryption.RecordSourceException;
import dev.partywall.lifecycle.reencryption.StoredRecord;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Items as records. Says of what it refuses where it is, and not what it holds: keys can be names of people. */
final class DynamoDbItems {

    private final DynamoDbSourceSettings settings;
    private final SourceFailures failures;

    DynamoDbItems(DynamoDbSourceSettings settings, SourceFailures failures) {
        this.settings = settings;
        this.failures = failures;
    }

    /** The record of an item; empty if the item has no message. */
    Optional<StoredRecord> record(Map<String, AttributeValue> item) {
        AttributeValue message = item.get(settings.message());
        if (message == null) {
            return Optional.empty();
        }
        unreadable(item).ifPresent(reason -> {
            throw reason;
        });
        return Optional.of(
                StoredRecord.of(key(item).text(), recordId(item), message.b().asByteArrayUnsafe()));
    }

    /** Why an item that has something in the message's place cannot be read, if so. */
    Optional<RecordSourceException> unreadable(Map<String, AttributeValue> item) {
        AttributeValue message = item.get(settings.message());
        return message == null || message.type() == AttributeValue.Type.B
                ? Optional.empty()
                : Optional.of(failures.unusable(
                        "has an item whose attribute '" + settings.message() + "' is no binary but of type "
                                + message.type()
                                + "; find it with the filter NOT attribute_type(" + settings.message()
                                + ", 'B'), and mend it or move it to another attribute",
                        null));
    }

    /** The key of an item, or of where a page ended. */
    ItemKey key(Map<String, AttributeValue> item) {
        AttributeValue partition = item.get(settings.partitionKey());
        if (partition == null || partition.type() != AttributeValue.Type.S) {
            throw unfit("partitionKey", settings.partitionKey());
        }
        return new ItemKey(partition.s(), settings.sortKey().map(attribute -> sort(attribute, item.get(attribute))));
    }

    private AttributeValue sort(String attribute, @Nullable AttributeValue value) {
        if (value == null || !SortKey.isKey(value)) {
            throw unfit("sortKey", attribute);
        }
        return value;
    }

    private RuntimeException unfit(String setting, String attribute) {
        return failures.unusable("has an item without '" + attribute + "' as a key; mend the setting " + setting, null);
    }

    private RecordId recordId(Map<String, AttributeValue> item) {
        if (settings.recordId().isPresent()) {
            return Objects.requireNonNull(settings.recordId().get().apply(item), "recordId");
        }
        AttributeValue last = item.get(settings.sortKey().orElse(settings.partitionKey()));
        if (last == null || last.type() != AttributeValue.Type.S) {
            throw failures.unusable(
                    "has a sort key that is not a string; say with the setting recordId what the record id of an item is",
                    null);
        }
        return RecordId.of(last.s());
    }
}
