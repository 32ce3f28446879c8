package dev.partywall.lifecycle.internal;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantIsolationException;
import dev.partywall.lifecycle.LifecycleException;
import dev.partywall.lifecycle.TenantLifecycle.Recovered;
import dev.partywall.lifecycle.TenantOperation.Kind;
import dev.partywall.lifecycle.TenantRecord;
import dev.partywall.lifecycle.TenantRegistry;
import dev.partywall.lifecycle.TenantStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finishes what stands in the registry: the operations of processes that are gone. */
final class Recovery {

    private final TenantRegistry registry;
    private final Decisions decisions;

    Recovery(TenantRegistry registry, Decisions decisions) {
        this.registry = registry;
        this.decisions = decisions;
    }

    List<Recovered> of(Stream<TenantRecord> tenants) {
        List<Recovered> recovered = new ArrayList<>();
        tenants.filter(record -> record.operation().isPresent()).forEach(record -> {
            Kind kind = record.operation().orElseThrow().kind();
            recovered.add(new Recovered(record.tenant(), kind, recover(record)));
        });
        return List.copyOf(recovered);
    }

    private Optional<TenantIsolationException> recover(TenantRecord found) {
        try {
            TenantRecord record = registry.find(found.tenant()).orElse(found);
            if (record.operation().isPresent()) {
                closeAgain(record);
                finish(record);
            }
            return Optional.empty();
        } catch (TenantIsolationException failure) {
            return Optional.of(failure);
        } catch (RuntimeException broken) {
            // One tenant's, whatever it is: the others are waiting.
            return Optional.of(new LifecycleException(
                    ErrorCode.BUG, found.tenant(), false, "its operation broke; please report this", broken));
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
