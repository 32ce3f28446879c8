package dev.partywall.lifecycle.internal.steps;

import dev.partywall.core.ErrorCode;
import dev.partywall.lifecycle.LifecycleException;
import dev.partywall.lifecycle.TenantRecord;
import dev.partywall.lifecycle.internal.operation.Step;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Waits until every node knows what the registry says: a node that has not asked the registry within the bound serves nobody of
 * that tier, so after the bound no node goes by what was before. A process that comes to this step after a crash waits for all of
 * it: whose clock the first one went by, nobody knows.
 */
public final class FleetStep implements Step {

    private final Duration bound;

    /** With the longest bound of the fleet. */
    public FleetStep(Duration bound) {
        this.bound = bound;
    }

    @Override
    public String name() {
        return "fleet";
    }

    @Override
    public TenantRecord perform(TenantRecord record, Notes notes) {
        try {
            TimeUnit.NANOSECONDS.sleep(bound.toNanos());
            return record;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new LifecycleException(
                    ErrorCode.OPERATION_UNAVAILABLE,
                    record.tenant(),
                    true,
                    "the thread was interrupted while it waited for the fleet; call the operation again, it goes on from here",
                    interrupted);
        }
    }
}
