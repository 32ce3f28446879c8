package dev.partywall.lifecycle.internal;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantId;
import dev.partywall.core.TenantIsolationException;
import dev.partywall.lifecycle.Departure;
import dev.partywall.lifecycle.LifecycleException;
import dev.partywall.lifecycle.TenantLifecycle.Recovered;
import dev.partywall.lifecycle.TenantOperation;
import dev.partywall.lifecycle.TenantOperation.Kind;
import dev.partywall.lifecycle.TenantRecord;
import dev.partywall.lifecycle.TenantRegistry;
import dev.partywall.lifecycle.TenantStatus;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Finishes what stands in the registry: the operations of processes that are gone. */
final class Recovery {

    private final TenantRegistry registry;
    private final Decisions decisions;
    private final Departures departures;

    Recovery(TenantRegistry registry, Decisions decisions, Departures departures) {
        this.registry = registry;
        this.decisions = decisions;
        this.departures = departures;
    }

    List<Recovered> of(Stream<TenantRecord> tenants) {
        List<Recovered> recovered = new ArrayList<>();
        Set<TenantId> seen = new HashSet<>();
        // One that changes meanwhile comes again.
        tenants.filter(record -> seen.add(record.tenant())).forEach(record -> {
            failureOf(record, this::closeAgain)
                    .ifPresent(failure ->
                            recovered.add(new Recovered(record.tenant(), Kind.SUSPEND, Optional.of(failure))));
            record.operation()
                    .map(TenantOperation::kind)
                    .ifPresent(kind -> recovered.add(recovered(record, kind, this::finishOperation)));
            if (record.departure().filter(Departure::exportDue).isPresent()) {
                recovered.add(recovered(record, Kind.OFFBOARD, due -> departures.export(due.tenant())));
            }
        });
        return List.copyOf(recovered);
    }

    private static Recovered recovered(TenantRecord found, Kind kind, Consumer<TenantRecord> work) {
        return new Recovered(found.tenant(), kind, failureOf(found, work));
    }

    private static Optional<TenantIsolationException> failureOf(TenantRecord found, Consumer<TenantRecord> work) {
        try {
            work.accept(found);
            return Optional.empty();
        } catch (TenantIsolationException failure) {
            return Optional.of(failure);
        } catch (RuntimeException broken) {
            // One tenant's, whatever it is: the others are waiting.
            return Optional.of(new LifecycleException(
                    ErrorCode.BUG, found.tenant(), false, "its operation broke; please report this", broken));
        }
    }

    private void finishOperation(TenantRecord found) {
        TenantRecord record = registry.find(found.tenant()).orElse(found);
        if (record.operation().isPresent()) {
            finish(record);
        }
    }

    /** A suspension that took effect beside another operation has no step of its own in the record, and that may be over by now. */
    private void closeAgain(TenantRecord found) {
        if (found.status() != TenantStatus.SUSPENDED) {
            return;
        }
        TenantRecord record = registry.find(found.tenant()).orElse(found);
        boolean isNoted = record.operation()
                .filter(operation -> operation.kind() == Kind.SUSPEND || operation.kind() == Kind.RESUME)
                .isPresent();
        if (record.status() == TenantStatus.SUSPENDED && !isNoted) {
            decisions.perform(decisions.known(record), Kind.SUSPEND);
        }
    }

    /** An operation that was being taken back ends with the failure that it is taken back for. */
    private void finish(TenantRecord record) {
        try {
            decisions.known(decisions.run(record));
        } catch (LifecycleException takenBack) {
            boolean over = registry.find(record.tenant())
                    .map(TenantRecord::operation)
                    .filter(Optional::isEmpty)
                    .isPresent();
            if (!over || !record.operation().orElseThrow().undoing()) {
                throw takenBack;
            }
        }
    }
}
