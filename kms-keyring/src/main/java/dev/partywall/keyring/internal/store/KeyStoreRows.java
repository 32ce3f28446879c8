package dev.partywall.keyring.internal.store;

import dev.partywall.core.TenantId;
import dev.partywall.keyring.BranchKeyDescription;
import dev.partywall.keyring.BranchKeyDescription.VersionDescription;
import dev.partywall.keyring.BranchKeyVersion;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/** What the material providers' key store does not offer: listing and deleting the rows of one branch key. */
final class KeyStoreRows {

    private final String table;
    private final DynamoDbClient dynamoDb;

    KeyStoreRows(String table, DynamoDbClient dynamoDb) {
        this.table = table;
        this.dynamoDb = dynamoDb;
    }

    void awaitTable() {
        try (var waiter = dynamoDb.waiter()) {
            waiter.waitUntilTableExists(request -> request.tableName(table));
        }
    }

    Optional<BranchKeyVersion> active(TenantId tenant) {
        Map<String, AttributeValue> row = dynamoDb.getItem(request -> request.tableName(table)
                        .key(KeyStoreRow.key(tenant, KeyStoreRow.ACTIVE))
                        .consistentRead(true))
                .item();
        return row.isEmpty() ? Optional.empty() : Optional.of(KeyStoreRow.activeVersion(row));
    }

    Optional<BranchKeyDescription> describe(TenantId tenant) {
        List<Map<String, AttributeValue>> rows = all(tenant);
        List<VersionDescription> versions = rows.stream()
                .flatMap(row -> KeyStoreRow.versionOfRow(row).stream()
                        .map(version -> new VersionDescription(version, KeyStoreRow.createdAt(row))))
                .sorted(Comparator.comparing(VersionDescription::createdAt))
                .toList();
        return rows.stream()
                .filter(KeyStoreRow::isActive)
                .findFirst()
                .map(row -> new BranchKeyDescription(
                        tenant, KeyStoreRow.text(row, KeyStoreRow.ROOT_KEY), KeyStoreRow.activeVersion(row), versions));
    }

    /** Deletes every row, the active one first: from then on the tenant opens nothing, wherever this stops. */
    int deleteAll(TenantId tenant) {
        int deleted = delete(KeyStoreRow.key(tenant, KeyStoreRow.ACTIVE));
        for (Map<String, AttributeValue> row : all(tenant)) {
            deleted += delete(KeyStoreRow.key(tenant, KeyStoreRow.text(row, KeyStoreRow.SORT_KEY)));
        }
        return deleted;
    }

    private int delete(Map<String, AttributeValue> key) {
        return dynamoDb.deleteItem(request -> request.tableName(table).key(key).returnValues("ALL_OLD"))
                        .attributes()
                        .isEmpty()
                ? 0
                : 1;
    }

    private List<Map<String, AttributeValue>> all(TenantId tenant) {
        QueryRequest query = QueryRequest.builder()
                .tableName(table)
                .consistentRead(true)
                .keyConditionExpression("#id = :id")
                .expressionAttributeNames(Map.of("#id", KeyStoreRow.PARTITION_KEY))
                .expressionAttributeValues(Map.of(":id", AttributeValue.fromS(tenant.value())))
                .build();
        return dynamoDb.queryPaginator(query).items().stream().toList();
    }
}
