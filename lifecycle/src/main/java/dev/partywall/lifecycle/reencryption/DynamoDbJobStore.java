package dev.partywall.lifecycle.reencryption;

import dev.partywall.lifecycle.internal.reencryption.store.DynamoDbJobRows;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * A job's memory in one table of Amazon DynamoDB.
 *
 * <p>The table has the partition key {@code tenant} (a string), the tenant's id, and the sort key {@code job} (a string): a
 * policy that pins leading keys to the tenant holds for it, too. Use it in one Region, not through replicas of a global table.
 *
 * <p><b>Permissions</b> on the table: {@code dynamodb:GetItem} and {@code PutItem}; {@code CreateTable} and
 * {@code DescribeTable} for {@link #createTable}.
 *
 * <p><b>Costs.</b> A write for each page, and for each third of a lease in which none was needed. A row takes some 600 bytes, and the keys of
 * records that failed.
 *
 * <p>Safe for many threads. The client is the caller's to close.
 */
public final class DynamoDbJobStore implements JobStore {

    private final DynamoDbJobRows rows;

    private DynamoDbJobStore(DynamoDbJobRows rows) {
        this.rows = rows;
    }

    /**
     * The memory in a table. No call is made.
     *
     * @param table the table's name, or its ARN
     * @param dynamoDb the client for it; it may be one that is scoped to the bound tenant
     * @return the memory
     */
    public static DynamoDbJobStore of(String table, DynamoDbClient dynamoDb) {
        return new DynamoDbJobStore(new DynamoDbJobRows(table, dynamoDb));
    }

    /**
     * Makes the table where it does not exist, billed on demand, and waits until it is active. May be repeated.
     *
     * @throws JobStoreException if a table of that name has other keys, or DynamoDB refuses
     */
    public void createTable() {
        rows.createTable();
    }

    @Override
    public Optional<JobEntry> find(JobKey key) {
        return rows.find(key);
    }

    @Override
    public JobEntry save(JobEntry entry) {
        return rows.save(entry);
    }
}
