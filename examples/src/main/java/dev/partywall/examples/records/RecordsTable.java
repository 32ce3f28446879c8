package dev.partywall.examples.records;

import dev.partywall.core.TenantId;
import dev.partywall.keyring.RecordId;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** The records of all tenants in one table: the tenant is the partition key, so IAM can pin it, the id the sort key. */
final class RecordsTable {

    /** The partition key. */
    static final String TENANT = "tenant_id";

    /** The sort key. */
    static final String ID = "record_id";

    /** The sealed columns. */
    static final String MESSAGE = "sealed";

    /** The names that no column in plain text may have. */
    static final List<String> ATTRIBUTES = List.of(TENANT, ID, MESSAGE);

    private final String name;
    private final DynamoDbClient dynamoDb;
    private final BatchCalls batches;

    RecordsTable(String name, DynamoDbClient dynamoDb) {
        this.name = name;
        this.dynamoDb = dynamoDb;
        this.batches = new BatchCalls(dynamoDb, name, Backoff.sleeping());
    }

    static Map<String, AttributeValue> key(TenantId tenant, RecordId id) {
        return Map.of(TENANT, AttributeValue.fromS(tenant.value()), ID, AttributeValue.fromS(id.value()));
    }

    /** Writes at most {@link BatchCalls#MAX_WRITES} records. */
    void write(List<StoredRecord> records) {
        batches.write(records.stream()
                .map(stored -> WriteRequest.builder()
                        .putRequest(put -> put.item(stored.item()))
                        .build())
                .toList());
    }

    /** Deletes at most {@link BatchCalls#MAX_WRITES} records. */
    void delete(TenantId tenant, List<RecordId> ids) {
        batches.write(ids.stream()
                .map(id -> WriteRequest.builder()
                        .deleteRequest(delete -> delete.key(key(tenant, id)))
                        .build())
                .toList());
    }

    /** Reads at most {@link BatchCalls#MAX_READS} records of a tenant; those that do not exist are left out. */
    Map<RecordId, StoredRecord> read(TenantId tenant, List<RecordId> ids) {
        return batches.read(ids.stream().map(id -> key(tenant, id)).toList()).stream()
                .map(StoredRecord::of)
                .collect(Collectors.toMap(StoredRecord::id, Function.identity()));
    }

    /** All records of all tenants, a page of DynamoDB at a time. */
    Iterator<List<StoredRecord>> pages() {
        Iterator<ScanResponse> pages = dynamoDb.scanPaginator(
                        request -> request.tableName(name).consistentRead(true))
                .iterator();
        return mapped(pages, ScanResponse::items);
    }

    /** All records of a tenant, a page of DynamoDB at a time. */
    Iterator<List<StoredRecord>> pages(TenantId tenant) {
        Iterator<QueryResponse> pages = dynamoDb.queryPaginator(request -> request.tableName(name)
                        .consistentRead(true)
                        .keyConditionExpression(TENANT + " = :tenant")
                        .expressionAttributeValues(Map.of(":tenant", AttributeValue.fromS(tenant.value()))))
                .iterator();
        return mapped(pages, QueryResponse::items);
    }

    private static <P> Iterator<List<StoredRecord>> mapped(
            Iterator<P> pages, Function<P, List<Map<String, AttributeValue>>> items) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return pages.hasNext();
            }

            @Override
            public List<StoredRecord> next() {
                return items.apply(pages.next()).stream().map(StoredRecord::of).toList();
            }
        };
    }
}
