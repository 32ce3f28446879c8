package dev.partywall.lifecycle.internal.source;

import dev.partywall.lifecycle.internal.aws.AwsTrouble;
import dev.partywall.lifecycle.reencryption.RecordPage;
import dev.partywall.lifecycle.reencryption.RecordSource;
import dev.partywall.lifecycle.reencryption.StoredRecord;
import dev.partywall.lifecycle.reencryption.UnreadableRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/** Items of a table, by calls that name the tenant's own partition keys and no others. */
public final class DynamoDbRecords implements RecordSource {

    private final DynamoDbSourceSettings settings;
    private final Map<String, DynamoDbPartition> partitions;
    private final SourceFailures failures;
    private final DynamoDbItems items;
    private final Map<String, String> names = new HashMap<>();
    private final String projection;

    /** The items that the settings say. */
    public DynamoDbRecords(DynamoDbSourceSettings settings) {
        this.settings = settings;
        this.partitions = DynamoDbPartition.of(settings);
        this.failures = new SourceFailures("table '" + settings.table() + "'");
        this.items = new DynamoDbItems(settings, failures);
        for (String attribute : settings.attributes()) {
            names.put("#a" + names.size(), attribute);
        }
        this.projection = String.join(", ", names.keySet());
    }

    @Override
    public String name() {
        return settings.sourceName();
    }

    @Override
    public List<String> partitions() {
        return List.copyOf(partitions.keySet());
    }

    @Override
    public RecordPage read(String partition, Optional<String> after, int limit) {
        DynamoDbPartition part = partitions.get(partition);
        if (part == null) {
            throw failures.unknownPartition(partition);
        }
        QueryRequest.Builder query = query(part).limit(limit);
        after.ifPresent(position -> query.exclusiveStartKey(settings.attributesOf(part.key(position(part, position)))));
        return page(part, calling(() -> settings.client().query(query.build())));
    }

    private QueryRequest.Builder query(DynamoDbPartition part) {
        Map<String, String> all = new HashMap<>(names);
        all.put("#partition", settings.partitionKey());
        Map<String, AttributeValue> values = new HashMap<>(part.range().conditionValues());
        values.put(":partition", AttributeValue.fromS(part.value()));
        String condition =
                part.range().condition().map(range -> " AND " + range).orElse("");
        if (!condition.isEmpty()) {
            all.put("#sort", settings.sortKey().orElseThrow());
        }
        return QueryRequest.builder()
                .tableName(settings.table())
                .consistentRead(true)
                .keyConditionExpression("#partition = :partition" + condition)
                .projectionExpression(projection)
                .expressionAttributeNames(all)
                .expressionAttributeValues(values);
    }

    private AttributeValue position(DynamoDbPartition part, String text) {
        return SortKey.parse(text)
                .filter(sort -> settings.sortKey().isPresent())
                .filter(sort -> part.range().contains(sort) || part.range().endsAt(sort))
                .orElseThrow(failures::unknownPlace);
    }

    private RecordPage page(DynamoDbPartition part, QueryResponse answer) {
        if (settings.sortKey().isEmpty()) {
            requireNoSortKey(answer);
        }
        List<StoredRecord> records = new ArrayList<>();
        List<UnreadableRecord> unreadable = new ArrayList<>();
        for (Map<String, AttributeValue> item : answer.items()) {
            if (settings.sortKey().isEmpty() || part.range().contains(sort(item))) {
                items.unreadable(item)
                        .ifPresentOrElse(
                                reason -> unreadable.add(
                                        new UnreadableRecord(items.key(item).text(), reason)),
                                () -> items.record(item).ifPresent(records::add));
            }
        }
        Optional<String> next = settings.sortKey().isPresent() && answer.hasLastEvaluatedKey()
                ? Optional.of(SortKey.text(sort(answer.lastEvaluatedKey())))
                : Optional.empty();
        return new RecordPage(records, unreadable, next);
    }

    private AttributeValue sort(Map<String, AttributeValue> item) {
        return items.key(item).sort().orElseThrow();
    }

    /** Without a sort key a partition key is one item, and what comes behind it would be left out. */
    private void requireNoSortKey(QueryResponse answer) {
        if (answer.count() > 1 || answer.lastEvaluatedKey().size() > 1) {
            throw failures.unusable("has a sort key; name it with the setting sortKey", null);
        }
    }

    @Override
    public Optional<StoredRecord> find(String key) {
        Map<String, AttributeValue> attributes = settings.attributesOf(own(key));
        Map<String, AttributeValue> item = calling(() -> settings.client()
                .getItem(get -> get.tableName(settings.table())
                        .key(attributes)
                        .consistentRead(true)
                        .projectionExpression(projection)
                        .expressionAttributeNames(names))
                .item());
        return item.isEmpty() ? Optional.empty() : items.record(item);
    }

    /** The condition fails of an item that is not there, so none is made. */
    @Override
    public boolean replace(StoredRecord read, byte[] message) {
        Map<String, AttributeValue> attributes = settings.attributesOf(own(read.key()));
        Map<String, AttributeValue> values = Map.of(":read", binary(read.message()), ":message", binary(message));
        return calling(() -> {
            try {
                settings.client()
                        .updateItem(update -> update.tableName(settings.table())
                                .key(attributes)
                                .updateExpression("SET #message = :message")
                                .conditionExpression("#message = :read")
                                .expressionAttributeNames(Map.of("#message", settings.message()))
                                .expressionAttributeValues(values));
                return true;
            } catch (ConditionalCheckFailedException changed) {
                return false;
            }
        });
    }

    private static AttributeValue binary(byte[] bytes) {
        return AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(bytes));
    }

    /** A key that one of the partitions has: through this source nothing else is read or written. */
    private ItemKey own(String text) {
        return ItemKey.parse(text)
                .filter(key -> settings.tenantValues().contains(key.partition()))
                .filter(key -> key.sort().isPresent() == settings.sortKey().isPresent())
                .filter(key -> key.sort().map(settings.range()::contains).orElse(true))
                .orElseThrow(failures::unknownPlace);
    }

    private <T> T calling(Supplier<T> call) {
        return failures.calling(() -> {
            try {
                return call.get();
            } catch (ResourceNotFoundException missing) {
                throw failures.unusable(
                        "does not exist in the account and Region of its client; mend the setting table", missing);
            } catch (DynamoDbException failure) {
                if (AwsTrouble.code(failure).equals("ValidationException")) {
                    throw failures.unusable(
                            "does not take the call; look at the cause, and at the settings partitionKey, sortKey and"
                                    + " splitAt, which must fit the table's keys. An item is 400 KB at most",
                            failure);
                }
                throw failure;
            }
        });
    }
}
