package dev.partywall.cli;

import dev.partywall.core.TenantId;
import dev.partywall.keyring.RecordId;
import dev.partywall.lifecycle.InvalidLifecycleSettingException;
import dev.partywall.lifecycle.reencryption.DynamoDbRecordSource;
import dev.partywall.lifecycle.reencryption.RecordSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Records in items of DynamoDB. */
final class DynamoDbOptions {

    @Option(names = "--dynamodb-table", required = true, paramLabel = "TABLE", description = "The table.")
    private String table = "";

    @Option(
            names = "--attribute",
            required = true,
            paramLabel = "NAME",
            description = "The binary attribute that holds the message.")
    private String attribute = "";

    @Option(
            names = "--partition-key",
            required = true,
            paramLabel = "NAME",
            description = "The partition key, which says whose an item is.")
    private String partitionKey = "";

    @Option(
            names = "--partition-value",
            paramLabel = "VALUE",
            description = "What it says of the tenant's items. May be repeated. Default: the tenant's id.")
    private List<String> partitionValues = List.of();

    @Option(names = "--sort-key", paramLabel = "NAME", description = "The sort key, in tables that have one.")
    private @Nullable String sortKey;

    @Option(
            names = "--sort-key-begins-with",
            paramLabel = "TEXT",
            description = "Only items whose sort key begins so are records.")
    private @Nullable String sortKeyPrefix;

    RecordSource source(DynamoDbClient client, TenantId tenant, RecordIds ids, List<String> boundaries) {
        String[] values =
                partitionValues.isEmpty() ? new String[] {tenant.value()} : partitionValues.toArray(String[]::new);
        DynamoDbRecordSource.Builder source = DynamoDbRecordSource.builder(client, table, attribute)
                .partitionKey(partitionKey, values)
                .splitAt(boundaries.stream().map(AttributeValue::fromS).toArray(AttributeValue[]::new))
                .recordId(item -> recordId(item, ids));
        if (sortKey != null) {
            source.sortKey(sortKey);
        }
        if (sortKeyPrefix != null) {
            source.sortKeyBeginsWith(sortKeyPrefix);
        }
        return source.build();
    }

    /** The key is the sort key as text; in tables without one, the partition key. */
    private RecordId recordId(Map<String, AttributeValue> item, RecordIds ids) {
        AttributeValue key = item.getOrDefault(sortKey == null ? partitionKey : sortKey, AttributeValue.fromNul(true));
        if (key.s() == null && key.n() == null) {
            throw InvalidLifecycleSettingException.setting(
                    "--record-id", "takes keys that are strings or numbers, and this table's are not");
        }
        return ids.ofKey(key.s() == null ? key.n() : key.s());
    }
}
