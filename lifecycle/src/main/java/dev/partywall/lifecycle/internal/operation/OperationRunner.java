package dev.partywall.lifecycle.internal.operation;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.IsolationEvent;
import dev.partywall.core.IsolationEventListener;
import dev.partywall.core.TenantId;
import dev.partywall.core.TenantIsolationException;
import dev.partywall.lifecycle.LifecycleException;
import dev.partywall.lifecycle.RegistryConflictException;
import dev.partywall.lifecycle.TenantOperation;
import dev.partywall.lifecycle.TenantRecord;
import dev.partywall.lifecycle.TenantRegistry;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Takes an operation from step to step. The registry's record is all that it knows: whatever process has it, and after
 * whatever crash, goes on from there.
 *
 * <p>A step is done first and noted after, so a crash between the two has it done again. Where a step fails for good, the
 * steps are taken back from it to the first; the record says so, and a restart goes on taking them back.
 */
public final class OperationRunner {

    private static final String FAILURE_CODE = "failure-code";
    private static final String FAILURE = "failure";

    private final TenantRegistry registry;
    private final IsolationEventListener listener;
    private final Clock clock;

    /** Works on the records of this registry. */
    public OperationRunner(TenantRegistry registry, IsolationEventListener listener, Clock clock) {
        this.registry = registry;
        this.listener = listener;
        this.clock = clock;
    }

    /** Notes that an operation has begun, at its first step; with what changes in the record by that. */
    public TenantRecord begin(TenantRecord before, TenantRecord changed, Plan plan, Map<String, String> parameters) {
        TenantOperation operation =
                new TenantOperation(UUID.randomUUID(), plan.kind(), plan.first(), false, parameters, clock.instant());
        return store(before, changed.withOperation(Optional.of(operation)));
    }

    /** Takes the operation that the record tells of to its end; or fails, and can be called again. */
    public TenantRecord run(TenantRecord begun, Plan plan) {
        TenantRecord record = begun;
        while (record.operation().isPresent()) {
            TenantOperation operation = record.operation().get();
            Step step = plan.step(record, operation.step());
            record = operation.undoing() ? undo(record, plan, step) : perform(record, plan, step);
        }
        return record;
    }

    private TenantRecord perform(TenantRecord record, Plan plan, Step step) {
        Attempt attempt = new Attempt(record);
        TenantRecord done;
        try {
            done = step.perform(record, attempt);
        } catch (RegistryConflictException overtaken) {
            return current(record, overtaken);
        } catch (TenantIsolationException failure) {
            tellFailure(record, plan, step, failure);
            if (failure.isRetryable()) {
                disownIfOvertaken(attempt.latest, step, failure);
                throw failure;
            }
            if (!plan.isUndone()) {
                return overtaken(attempt.latest, step, failure);
            }
            return turnBack(attempt.latest, step, failure);
        }
        return noteDone(record, done, plan, step);
    }

    /** A step that another process has done by now may well fail for this one: what it acts on is gone. */
    private TenantRecord overtaken(TenantRecord latest, Step step, TenantIsolationException failure) {
        TenantRecord stored = storedSince(latest, failure).orElseThrow(() -> failure);
        step.disown(latest, stored);
        return current(latest, new RegistryConflictException(latest.tenant(), latest.version()));
    }

    /** AWS may have done what a failed call asked for, after what another process asked for that has the last word. */
    private void disownIfOvertaken(TenantRecord latest, Step step, TenantIsolationException failure) {
        try {
            storedSince(latest, failure).ifPresent(stored -> step.disown(latest, stored));
        } catch (TenantIsolationException another) {
            failure.addSuppressed(another);
        }
    }

    /** The record as somebody else has stored it meanwhile; nothing where the registry does not tell, which the failure then names. */
    private Optional<TenantRecord> storedSince(TenantRecord latest, TenantIsolationException failure) {
        try {
            return Optional.of(read(latest.tenant())).filter(stored -> stored.version() != latest.version());
        } catch (TenantIsolationException unread) {
            failure.addSuppressed(unread);
            return Optional.empty();
        }
    }

    private TenantRecord noteDone(TenantRecord record, TenantRecord done, Plan plan, Step step) {
        TenantRecord changed = done.withOperation(
                plan.after(step).map(next -> requireOperation(done).at(next, false)));
        try {
            TenantRecord stored = store(record, changed);
            tell(stored.tenant(), plan, step, false);
            return stored;
        } catch (RegistryConflictException overtaken) {
            step.disown(done, read(record.tenant()));
            return current(record, overtaken);
        }
    }

    private TenantRecord undo(TenantRecord record, Plan plan, Step step) {
        Attempt attempt = new Attempt(record);
        TenantRecord undone;
        try {
            undone = step.undo(record, attempt);
        } catch (RegistryConflictException overtaken) {
            return current(record, overtaken);
        } catch (TenantIsolationException failure) {
            if (storedSince(attempt.latest, failure).isPresent()) {
                return current(record, new RegistryConflictException(record.tenant(), record.version()));
            }
            tellFailure(record, plan, step, failure);
            throw failure;
        }
        TenantOperation operation = requireOperation(undone);
        Optional<String> before = plan.before(step);
        TenantRecord changed = undone.withOperation(before.map(name -> operation.at(name, true)));
        TenantRecord stored;
        try {
            stored = store(record, changed);
        } catch (RegistryConflictException overtaken) {
            return current(record, overtaken);
        }
        tell(stored.tenant(), plan, step, true);
        if (before.isEmpty()) {
            throw takenBack(record.tenant(), operation);
        }
        return stored;
    }

    /**
     * From here on the steps are taken back; the record remembers why. Where another process is further by now, this one has no
     * say: it goes on from there.
     */
    private TenantRecord turnBack(TenantRecord latest, Step step, TenantIsolationException failure) {
        TenantOperation operation = requireOperation(latest);
        TenantOperation turned = operation
                .with(FAILURE_CODE, failure.code().name())
                .with(FAILURE, String.valueOf(failure.getMessage()))
                .at(operation.step(), true);
        try {
            return store(latest, latest.withOperation(Optional.of(turned)));
        } catch (RegistryConflictException overtaken) {
            step.disown(latest, read(latest.tenant()));
            return current(latest, overtaken);
        }
    }

    private TenantRecord read(TenantId tenant) {
        return registry.find(tenant)
                .orElseThrow(() -> new LifecycleException(
                        ErrorCode.REGISTRY_RECORD_MALFORMED,
                        tenant,
                        false,
                        "its record is gone from the registry, where records stay for good; restore the registry",
                        null));
    }

    /** The notes of one step, and the record as it stands after them. */
    private final class Attempt implements Step.Notes {

        private TenantRecord latest;

        private Attempt(TenantRecord record) {
            this.latest = record;
        }

        @Override
        public TenantRecord store(TenantRecord changed) {
            latest = OperationRunner.this.store(latest, changed);
            return latest;
        }

        @Override
        public TenantRecord read() {
            return OperationRunner.this.read(latest.tenant());
        }
    }

    /**
     * Does the steps for a tenant whose record tells of another operation, or of none: what they change in the record is stored, but
     * not that they are done.
     *
     * @throws RegistryConflictException if a step changed the record and somebody else did meanwhile
     */
    public TenantRecord perform(TenantRecord record, Plan plan) {
        TenantRecord mine = record;
        TenantRecord stored = record;
        for (Step step : plan.steps()) {
            mine = store(mine, performed(mine, plan, step));
            tell(record.tenant(), plan, step, false);
            stored = read(record.tenant());
            if (stored.version() != mine.version()) {
                step.disown(mine, stored);
            }
        }
        return stored;
    }

    private TenantRecord performed(TenantRecord record, Plan plan, Step step) {
        try {
            return step.perform(record, new Attempt(record));
        } catch (RegistryConflictException overtaken) {
            throw overtaken;
        } catch (TenantIsolationException failure) {
            tellFailure(record, plan, step, failure);
            disownIfOvertaken(record, step, failure);
            throw failure;
        }
    }

    /** Stores a change of a record, unless it is none. */
    public TenantRecord store(TenantRecord before, TenantRecord changed) {
        if (before.version() > 0 && changed.equals(before)) {
            return before;
        }
        TenantRecord stored = registry.save(changed);
        if (before.version() == 0 || before.status() != stored.status()) {
            listener.onEvent(new IsolationEvent.TenantStatusChanged(
                    stored.changedAt(),
                    stored.tenant(),
                    before.version() == 0 ? "" : before.status().name(),
                    stored.status().name()));
        }
        return stored;
    }

    /** What is stored, if it is the same operation still, or its end; another process has been faster. */
    private TenantRecord current(TenantRecord mine, RegistryConflictException overtaken) {
        TenantRecord stored = read(mine.tenant());
        UUID id = requireOperation(mine).id();
        if (stored.operation().filter(other -> !other.id().equals(id)).isPresent()) {
            LifecycleException refusal = underWay(stored);
            refusal.addSuppressed(overtaken);
            throw refusal;
        }
        return stored;
    }

    /** Another operation has the tenant. */
    public static LifecycleException underWay(TenantRecord record) {
        TenantOperation operation = requireOperation(record);
        return new LifecycleException(
                ErrorCode.OPERATION_UNDER_WAY,
                record.tenant(),
                true,
                "its operation " + operation.kind() + ", begun at " + operation.begunAt() + ", stands at step '"
                        + operation.step()
                        + "'; wait for it, or finish it with TenantLifecycle.recover if its process is gone",
                null);
    }

    private static TenantOperation requireOperation(TenantRecord record) {
        return record.operation()
                .orElseThrow(() -> new IllegalStateException("a step gave back a record without its operation"));
    }

    private static LifecycleException takenBack(TenantId tenant, TenantOperation operation) {
        ErrorCode code = ErrorCode.valueOf(operation.parameters().getOrDefault(FAILURE_CODE, ErrorCode.BUG.name()));
        return new LifecycleException(
                code,
                tenant,
                false,
                "its operation " + operation.kind() + " failed and was taken back: "
                        + operation.parameters().getOrDefault(FAILURE, "the reason is not known"),
                null);
    }

    private void tell(TenantId tenant, Plan plan, Step step, boolean undone) {
        listener.onEvent(new IsolationEvent.OperationStepCompleted(
                clock.instant(), tenant, plan.kind().name(), step.name(), undone));
    }

    private void tellFailure(TenantRecord record, Plan plan, Step step, TenantIsolationException failure) {
        listener.onEvent(new IsolationEvent.OperationFailed(
                clock.instant(), record.tenant(), plan.kind().name(), step.name(), failure.code()));
    }
}
