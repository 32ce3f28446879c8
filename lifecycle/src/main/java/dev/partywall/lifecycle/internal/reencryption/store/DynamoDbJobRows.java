package dev.partywall.lifecycle.internal.reencryption.store;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantId;
import dev.partywall.core.TenantIsolationException;
import dev.partywall.lifecycle.internal.aws.AwsTrouble;
import dev.partywall.lifecycle.internal.registry.DynamoDbFailures;
import dev.partywall.lifecycle.reencryption.JobConflictException;
import dev.partywall.lifecycle.reencryption.JobEntry;
import dev.partywall.lifecycle.reencryption.JobKey;
import dev.partywall.lifecycle.reencryption.JobStoreException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/** The rows of a job's memory in DynamoDB. Every read is strongly consistent, every write conditional. */
public final class DynamoDbJobRows {

    static final String PARTITION_KEY = "tenant";
    static final String SORT_KEY = "job";

    private static final String VERSION = "version";
    private static final String BODY = "body";

    private final String table;
    private final DynamoDbClient client;

    /** The rows of this table. */
    public DynamoDbJobRows(String table, DynamoDbClient client) {
        this.table = table;
        this.client = client;
    }

    /** Makes the table where it does not exist. */
    public void createTable() {
        typed(null, () -> {
            new DynamoDbJobTable(table, client).create();
            return true;
        });
    }

    /** The row, if there is one. */
    public Optional<JobEntry> find(JobKey key) {
        return typed(key.tenant(), () -> {
            Map<String, AttributeValue> row = client.getItem(
                            get -> get.tableName(table).key(keyOf(key)).consistentRead(true))
                    .item();
            return row.isEmpty() ? Optional.empty() : Optional.of(entry(key, row));
        });
    }

    /** Stores a row in the place of its version. */
    public JobEntry save(JobEntry entry) {
        JobEntry next = new JobEntry(entry.key(), entry.version() + 1, entry.text());
        return typed(entry.key().tenant(), () -> {
            try {
                client.putItem(put(entry, next));
                return next;
            } catch (ConditionalCheckFailedException another) {
                throw new JobConflictException(entry);
            }
        });
    }

    private PutItemRequest put(JobEntry former, JobEntry next) {
        Map<String, AttributeValue> row = new HashMap<>(keyOf(next.key()));
        row.put(VERSION, number(next.version()));
        row.put(BODY, AttributeValue.fromS(next.text()));
        PutItemRequest.Builder put = PutItemRequest.builder().tableName(table).item(row);
        return former.version() == 0
                ? put.conditionExpression("attribute_not_exists(#key)")
                        .expressionAttributeNames(Map.of("#key", PARTITION_KEY))
                        .build()
                : put.conditionExpression("#version = :version")
                        .expressionAttributeNames(Map.of("#version", VERSION))
                        .expressionAttributeValues(Map.of(":version", number(former.version())))
                        .build();
    }

    private static AttributeValue number(long value) {
        return AttributeValue.fromN(Long.toString(value));
    }

    private static Map<String, AttributeValue> keyOf(JobKey key) {
        return Map.of(
                PARTITION_KEY, AttributeValue.fromS(key.tenant().value()), SORT_KEY, AttributeValue.fromS(key.job()));
    }

    private JobEntry entry(JobKey key, Map<String, AttributeValue> row) {
        AttributeValue version = row.get(VERSION);
        AttributeValue body = row.get(BODY);
        if (version == null || version.n() == null || body == null || body.s() == null) {
            throw malformed(key, null);
        }
        try {
            return new JobEntry(key, Long.parseLong(version.n()), body.s());
        } catch (NumberFormatException notOurs) {
            throw malformed(key, notOurs);
        }
    }

    private JobStoreException malformed(JobKey key, @Nullable Throwable cause) {
        return new JobStoreException(
                ErrorCode.REENCRYPTION_STATE_MALFORMED,
                key.tenant(),
                false,
                "the row of job '" + key.job() + "' in table '" + table
                        + "' lacks what a re-encryption writes; delete it, and the job begins anew",
                cause);
    }

    private <T> T typed(@Nullable TenantId tenant, Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException failure) {
            throw unavailable(tenant, DynamoDbFailures.isWorthAnotherTry(failure), advice(failure), failure);
        } catch (JobConflictException | JobStoreException own) {
            throw own;
        } catch (TenantIsolationException refusal) {
            throw unavailable(
                    tenant, refusal.isRetryable(), "its client did not send the call; look at the cause", refusal);
        }
    }

    private static String advice(SdkException failure) {
        if (failure instanceof ResourceNotFoundException) {
            return "it does not exist in the account and Region of its client; create it with"
                    + " DynamoDbJobStore.createTable, or name another";
        }
        return AwsTrouble.of(failure) == AwsTrouble.DENIED
                ? "AWS denied its use; look at the policies of the role that calls, and its session's expiry"
                : "it could not be asked; look at the cause, the table's throughput, and the network";
    }

    private JobStoreException unavailable(
            @Nullable TenantId tenant, boolean retryable, String problem, @Nullable Throwable cause) {
        return new JobStoreException(
                ErrorCode.REENCRYPTION_STATE_UNAVAILABLE,
                tenant,
                retryable,
                "table '" + table + "', a re-encryption's memory: " + problem,
                cause);
    }
}
