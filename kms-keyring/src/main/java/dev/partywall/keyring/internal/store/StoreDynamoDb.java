package dev.partywall.keyring.internal.store;

import dev.partywall.keyring.BranchKeyVersion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;

/**
 * The DynamoDB that the material providers' key store sees: the caller's client, with three things made stricter.
 *
 * <p>A row that is not there is an exception of its own type, and failures are carried unchanged. Reads are strongly consistent: the key store's own are not, and would for a while still find a deleted key, or miss
 * a new one. And a rotation replaces the active row only if it is still the expected version, under the same root key: the key
 * store's own condition is that some row exists, so concurrent rotations would all succeed, and one that began before the row
 * moved to another root key would take it back.
 *
 * <p>Every operation that the key store does not need is refused by the interface's default methods.
 */
final class StoreDynamoDb implements DynamoDbClient {

    private final DynamoDbClient client;
    private final Optional<String> expectedActive;
    private volatile Optional<BranchKeyVersion> written = Optional.empty();

    private StoreDynamoDb(DynamoDbClient client, Optional<String> expectedActive) {
        this.client = client;
        this.expectedActive = expectedActive;
    }

    /** For reading, and for one creation. */
    static StoreDynamoDb of(DynamoDbClient client) {
        return new StoreDynamoDb(client, Optional.empty());
    }

    /** For one rotation, away from the given version. */
    static StoreDynamoDb rotating(DynamoDbClient client, String expectedVersion) {
        return new StoreDynamoDb(client, Optional.of(expectedVersion));
    }

    @Override
    public GetItemResponse getItem(GetItemRequest request) {
        GetItemRequest consistent = request.toBuilder().consistentRead(true).build();
        GetItemResponse response = AwsCallFailed.carrying(() -> client.getItem(consistent));
        if (!response.hasItem() || response.item().isEmpty()) {
            throw new RowMissing();
        }
        return response;
    }

    @Override
    public TransactWriteItemsResponse transactWriteItems(TransactWriteItemsRequest request) {
        TransactWriteItemsRequest stricter =
                expectedActive.map(expected -> onlyIfActive(request, expected)).orElse(request);
        TransactWriteItemsResponse response = AwsCallFailed.carrying(() -> client.transactWriteItems(stricter));
        written = stricter.transactItems().stream()
                .filter(StoreDynamoDb::isActiveRow)
                .map(item -> KeyStoreRow.activeVersion(item.put().item()))
                .findFirst();
        return response;
    }

    /** The version that this client made the active one. */
    BranchKeyVersion requireWritten() {
        return written.orElseThrow(() -> new IllegalStateException("the key store wrote no active row"));
    }

    private static TransactWriteItemsRequest onlyIfActive(TransactWriteItemsRequest request, String expected) {
        List<TransactWriteItem> items = request.transactItems().stream()
                .map(item -> isActiveRow(item) ? onlyIfActive(item, expected) : item)
                .toList();
        if (items.equals(request.transactItems())) {
            throw new IllegalStateException("a rotation that does not replace the active row");
        }
        return request.toBuilder().transactItems(items).build();
    }

    private static boolean isActiveRow(TransactWriteItem item) {
        return item.put() != null && KeyStoreRow.isActive(item.put().item());
    }

    private static TransactWriteItem onlyIfActive(TransactWriteItem item, String expected) {
        Put put = item.put();
        Map<String, String> names = new HashMap<>(put.expressionAttributeNames());
        names.put("#partywallVersion", KeyStoreRow.VERSION);
        names.put("#partywallRootKey", KeyStoreRow.ROOT_KEY);
        Map<String, AttributeValue> values = new HashMap<>(put.expressionAttributeValues());
        values.put(":partywallExpected", KeyStoreRow.versionValue(expected));
        values.put(":partywallRootKey", AttributeValue.fromS(KeyStoreRow.text(put.item(), KeyStoreRow.ROOT_KEY)));
        Put stricter = put.toBuilder()
                .conditionExpression("(" + put.conditionExpression()
                        + ") AND #partywallVersion = :partywallExpected AND #partywallRootKey = :partywallRootKey")
                .expressionAttributeNames(names)
                .expressionAttributeValues(values)
                .build();
        return item.toBuilder().put(stricter).build();
    }

    /** Its failures are not carried: the key store tells by their type whether there is a table. */
    @Override
    public CreateTableResponse createTable(CreateTableRequest request) {
        return client.createTable(request);
    }

    /** As {@link #createTable}. */
    @Override
    public DescribeTableResponse describeTable(DescribeTableRequest request) {
        return client.describeTable(request);
    }

    @Override
    public String serviceName() {
        return client.serviceName();
    }

    /** Nothing: the client is the caller's. */
    @Override
    public void close() {}
}
