package dev.partywall.lifecycle.internal.steps;

import dev.partywall.lifecycle.TenantOperation;
import dev.partywall.lifecycle.TenantRecord;
import dev.partywall.lifecycle.TenantStatus;
import dev.partywall.lifecycle.internal.aws.SessionLockDown;
import dev.partywall.lifecycle.internal.operation.Step;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Denies the tenant's sessions at AWS, or stops denying them. Denied are those issued until every node knows: a node that does
 * not know yet may still start one.
 */
public final class SessionsStep implements Step {

    /** For clocks that differ, and for a session that was asked for just before its node knew. */
    private static final Duration MARGIN = Duration.ofMinutes(5);

    private final Optional<SessionLockDown> lockDown;
    private final boolean deny;
    private final Duration bound;
    private final Clock clock;

    private SessionsStep(Optional<SessionLockDown> lockDown, boolean deny, Duration bound, Clock clock) {
        this.lockDown = lockDown;
        this.deny = deny;
        this.bound = bound;
        this.clock = clock;
    }

    /** Denies those that are issued before the fleet's bound is over; nothing where no role is known. */
    public static SessionsStep deny(Optional<SessionLockDown> lockDown, Duration bound, Clock clock) {
        return new SessionsStep(lockDown, true, bound, clock);
    }

    /** Stops denying them. */
    public static SessionsStep allow(Optional<SessionLockDown> lockDown, Duration bound, Clock clock) {
        return new SessionsStep(lockDown, false, bound, clock);
    }

    @Override
    public String name() {
        return "sessions";
    }

    @Override
    public TenantRecord perform(TenantRecord record, Notes notes) {
        act(record);
        return record;
    }

    private void act(TenantRecord record) {
        lockDown.ifPresent(of -> {
            if (deny) {
                Instant now = clock.instant();
                of.deny(record, now.plus(bound).plus(MARGIN), now);
            } else {
                of.allow(record);
            }
        });
    }

    /** Who came in between has the last word: a suspension, or a resumption. */
    @Override
    public void disown(TenantRecord mine, TenantRecord stored) {
        if (stored.status() == TenantStatus.SHREDDED) {
            // The role that is gone from the record by now may be one that tenants share.
            if (!deny) {
                new SessionsStep(lockDown, true, bound, clock).act(mine);
            }
            return;
        }
        boolean isResumed = stored.operation()
                .filter(operation -> operation.kind() == TenantOperation.Kind.RESUME)
                .isPresent();
        boolean shouldDeny = !stored.isServed() && !isResumed;
        if (shouldDeny != deny) {
            new SessionsStep(lockDown, shouldDeny, bound, clock).act(stored);
        }
    }
}
