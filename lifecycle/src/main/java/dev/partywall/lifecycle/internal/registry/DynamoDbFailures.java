package dev.partywall.lifecycle.internal.registry;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantId;
import dev.partywall.core.TenantIsolationException;
import dev.partywall.lifecycle.RegistryConflictException;
import dev.partywall.lifecycle.TenantRegistryException;
import dev.partywall.lifecycle.internal.aws.AwsTrouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionInProgressException;

/** Says what a failure of DynamoDB means for the registry and what to do. */
public final class DynamoDbFailures {

    /**
     * Reasons for which DynamoDB cancels a transaction, and may apply the next.
     *
     * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html">
     *     TransactWriteItems: cancellation reasons</a>
     */
    private static final Set<String> CONTENDED = Set.of(
            "None",
            "ConditionalCheckFailed",
            "TransactionConflict",
            "ThrottlingError",
            "ProvisionedThroughputExceeded");

    private final String table;

    DynamoDbFailures(String table) {
        this.table = table;
    }

    /** Whether a transaction was cancelled for nothing but other calls at the same time. */
    static boolean isContention(TransactionCanceledException canceled) {
        return canceled.hasCancellationReasons()
                && canceled.cancellationReasons().stream()
                        .map(CancellationReason::code)
                        .allMatch(CONTENDED::contains);
    }

    /** Whether the same call may succeed soon. */
    public static boolean isWorthAnotherTry(SdkException failure) {
        if (failure instanceof TransactionCanceledException canceled) {
            return isContention(canceled);
        }
        return failure instanceof TransactionInProgressException || AwsTrouble.of(failure) == AwsTrouble.PASSING;
    }

    /** The meaning of what a save could not get past. */
    TenantRegistryException ofSave(TenantId tenant, SdkException cause) {
        if (cause instanceof TransactionCanceledException canceled && isContention(canceled)) {
            return failure(
                    ErrorCode.REGISTRY_UNAVAILABLE,
                    tenant,
                    true,
                    "other saves to table '" + table
                            + "' came first for as long as the setting patience allows; try again,"
                            + " and if it never succeeds, restore what is missing of the table's rows of '"
                            + DynamoDbRow.FEED + "' from a backup",
                    cause);
        }
        return of(tenant, cause);
    }

    /** The meaning of a failure of the SDK. */
    TenantRegistryException of(@Nullable TenantId tenant, SdkException cause) {
        if (cause instanceof ResourceNotFoundException) {
            return missing(tenant, cause);
        }
        if (AwsTrouble.of(cause) == AwsTrouble.DENIED) {
            return denied(tenant, cause);
        }
        return failure(
                ErrorCode.REGISTRY_UNAVAILABLE,
                tenant,
                isWorthAnotherTry(cause),
                "table '" + table
                        + "' could not be asked; look at the cause, the table's throughput, the network, and the"
                        + " connection pool of the client",
                cause);
    }

    /** The client itself refused, or a registry did. */
    TenantIsolationException ofRefusal(@Nullable TenantId tenant, TenantIsolationException cause) {
        if (cause instanceof TenantRegistryException || cause instanceof RegistryConflictException) {
            return cause;
        }
        return failure(
                cause.isRetryable() ? ErrorCode.REGISTRY_UNAVAILABLE : ErrorCode.REGISTRY_ACCESS_DENIED,
                tenant,
                cause.isRetryable(),
                "the client of table '" + table + "' did not send the call; look at the cause",
                cause);
    }

    /** The row went on so far that it cannot be told any more whether a write was applied. */
    TenantRegistryException overtaken(TenantId tenant) {
        return failure(
                ErrorCode.REGISTRY_UNAVAILABLE,
                tenant,
                false,
                "it is not known whether its record was stored in table '" + table
                        + "', where it was changed often since;" + " read it again",
                null);
    }

    /** The end of the feed did not come to rest. */
    TenantRegistryException feedContended() {
        return failure(
                ErrorCode.REGISTRY_UNAVAILABLE,
                null,
                true,
                "a save to table '" + table + "' was under way for as long as the setting patience allows; try again",
                null);
    }

    /** There is a table of this name that is not a registry. */
    TenantRegistryException otherSchema(Throwable cause) {
        return failure(
                ErrorCode.REGISTRY_MISSING,
                null,
                false,
                "table '" + table + "' exists and is not a registry (partition key '" + DynamoDbRow.PARTITION_KEY
                        + "', a string, sort key '" + DynamoDbRow.SORT_KEY + "', a number); name another table",
                cause);
    }

    private TenantRegistryException missing(@Nullable TenantId tenant, Throwable cause) {
        return failure(
                ErrorCode.REGISTRY_MISSING,
                tenant,
                false,
                "table '" + table + "' does not exist in the account and Region of its client; create it with"
                        + " DynamoDbTenantRegistry.createTable, or name another",
                cause);
    }

    private TenantRegistryException denied(@Nullable TenantId tenant, Throwable cause) {
        return failure(
                ErrorCode.REGISTRY_ACCESS_DENIED,
                tenant,
                false,
                "AWS denied the use of table '" + table
                        + "'; look at the policies of the role that calls, and its session's expiry",
                cause);
    }

    private static TenantRegistryException failure(
            ErrorCode code, @Nullable TenantId tenant, boolean retryable, String problem, @Nullable Throwable cause) {
        return new TenantRegistryException(code, tenant, retryable, problem, cause);
    }
}
