package dev.partywall.lifecycle.internal;

import dev.partywall.core.ErrorCode;
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
import java.util.List;
import java.util.Optional;
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
        tenants.forEach(record -> {
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
            closeAgain(record);
            finish(record);
        }
    }

    /** A suspension that took effect beside another operation has no step of its own in the record. */
    private void closeAgain(TenantRecord record) {
        Kind kind = record.operation().orElseThrow().kind();
        if (record.status() == TenantStatus.SUSPENDED && kind != Kind.SUSPEND && kind != Kind.RESUME) {
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
