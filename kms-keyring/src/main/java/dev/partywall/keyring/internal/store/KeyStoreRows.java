package dev.partywall.keyring.internal.store;

import dev.partywall.core.TenantId;
import dev.partywall.keyring.BranchKeyDescription;
import dev.partywall.keyring.BranchKeyDescription.VersionDescription;
import dev.partywall.keyring.BranchKeyVersion;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
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

    /** The version that is active, and the root key that its row is wrapped by. */
    record Active(BranchKeyVersion version, String rootKeyArn) {}

    Optional<Active> active(TenantId tenant) {
        Map<String, AttributeValue> row = dynamoDb.getItem(request -> request.tableName(table)
                        .key(KeyStoreRow.key(tenant, KeyStoreRow.ACTIVE))
                        .consistentRead(true))
                .item();
        return row.isEmpty()
                ? Optional.empty()
                : Optional.of(new Active(KeyStoreRow.activeVersion(row), KeyStoreRow.text(row, KeyStoreRow.ROOT_KEY)));
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
                        tenant,
                        KeyStoreRow.text(row, KeyStoreRow.ROOT_KEY),
                        KeyStoreRow.activeVersion(row),
                        versions,
                        rows.stream()
                                .map(each -> KeyStoreRow.text(each, KeyStoreRow.ROOT_KEY))
                                .collect(Collectors.toSet()),
                        rows.size()));
    }

    /** Deletes every row, the active one first: from then on the tenant opens nothing, wherever this stops. */
    int deleteAll(TenantId tenant) {
        int deleted = delete(KeyStoreRow.key(tenant, KeyStoreRow.ACTIVE));
        for (Map<String, AttributeValue> row : all(tenant)) {
            deleted += delete(KeyStoreRow.key(tenant, KeyStoreRow.text(row, KeyStoreRow.SORT_KEY)));
        }
        return deleted;
    }

    /**
     * The same, if the active row is of this version or not there; and of the other rows those that are as they were read. So
     * nothing goes that somebody made anew meanwhile.
     */
    int deleteAll(TenantId tenant, BranchKeyVersion expected) {
        List<Map<String, AttributeValue>> rows = all(tenant);
        Optional<Map<String, AttributeValue>> active =
                rows.stream().filter(KeyStoreRow::isActive).findFirst();
        if (active.isPresent()
                && !(KeyStoreRow.activeVersion(active.get()).equals(expected) && deleteAsRead(active.get()))) {
            return 0;
        }
        // A creation that is being written may show its version before its active row.
        boolean isExpected = active.isPresent() || rows.stream().anyMatch(row -> isVersion(row, expected));
        int deleted = active.isPresent() ? 1 : 0;
        for (Map<String, AttributeValue> row : rows) {
            deleted += isExpected && !KeyStoreRow.isActive(row) && deleteAsRead(row) ? 1 : 0;
        }
        return deleted;
    }

    private static boolean isVersion(Map<String, AttributeValue> row, BranchKeyVersion version) {
        return KeyStoreRow.versionOfRow(row).filter(version::equals).isPresent();
    }

    private boolean deleteAsRead(Map<String, AttributeValue> row) {
        try {
            dynamoDb.deleteItem(request -> request.tableName(table)
                    .key(KeyStoreRow.keyOf(row))
                    .conditionExpression("#enc = :enc")
                    .expressionAttributeNames(Map.of("#enc", KeyStoreRow.WRAPPED))
                    .expressionAttributeValues(Map.of(":enc", AttributeValue.fromB(KeyStoreRow.wrapped(row)))));
            return true;
        } catch (ConditionalCheckFailedException changedOrGone) {
            return false;
        }
    }

    private int delete(Map<String, AttributeValue> key) {
        return dynamoDb.deleteItem(request -> request.tableName(table).key(key).returnValues("ALL_OLD"))
                        .attributes()
                        .isEmpty()
                ? 0
                : 1;
    }

    List<Map<String, AttributeValue>> all(TenantId tenant) {
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
