package dev.partywall.lifecycle.internal.registry;

import dev.partywall.lifecycle.RegistryConflictException;
import dev.partywall.lifecycle.TenantRecord;
import java.util.UUID;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * One save: reads the rows as they stand, writes if the version is still the expected one, and begins anew where another
 * save came first to the counter.
 *
 * <p>An attempt whose answer is lost may have been applied. So each attempt begins with the question whether this save's mark
 * is in the tenant's row already: then it was, and the version that is one later is our own and no conflict.
 */
final class DynamoDbSave {

    private final DynamoDbRows rows;
    private final DynamoDbTransaction transaction;
    private final DynamoDbFailures failures;
    private final Backoff backoff;
    private final TenantRecord stored;
    private final String mark = UUID.randomUUID().toString();

    /** A save of a record as it is to be stored. */
    DynamoDbSave(DynamoDbSettings settings, TenantRecord stored) {
        this.rows = new DynamoDbRows(settings);
        this.transaction = new DynamoDbTransaction(settings.table(), stored, mark);
        this.failures = new DynamoDbFailures(settings.table());
        this.backoff = Backoff.within(settings.patience());
        this.stored = stored;
    }

    TenantRecord run() {
        boolean mayBeApplied = false;
        while (true) {
            try {
                DynamoDbTenantRow row = rows.tenant(stored.tenant());
                if (row.writes().contains(mark)) {
                    return stored;
                }
                requireExpected(row, mayBeApplied);
                long last = rows.counter();
                mayBeApplied = true;
                rows.write(transaction.after(row, last), UUID.randomUUID().toString());
                return stored;
            } catch (SdkException failure) {
                if (!DynamoDbFailures.isWorthAnotherTry(failure) || !backoff.pause()) {
                    throw failures.ofSave(stored.tenant(), failure);
                }
            }
        }
    }

    private void requireExpected(DynamoDbTenantRow row, boolean mayBeApplied) {
        long expected = stored.version() - 1;
        if (row.version() == expected) {
            return;
        }
        if (mayBeApplied && row.hasForgotten(stored.version())) {
            throw failures.overtaken(stored.tenant());
        }
        throw new RegistryConflictException(stored.tenant(), expected);
    }
}
