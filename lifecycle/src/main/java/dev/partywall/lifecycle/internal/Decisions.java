package dev.partywall.lifecycle.internal;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.lifecycle.LifecycleException;
import dev.partywall.lifecycle.RegistryConflictException;
import dev.partywall.lifecycle.TenantDirectory;
import dev.partywall.lifecycle.TenantOperation;
import dev.partywall.lifecycle.TenantOperation.Kind;
import dev.partywall.lifecycle.TenantRecord;
import dev.partywall.lifecycle.TenantStatus;
import dev.partywall.lifecycle.internal.operation.OperationRunner;
import dev.partywall.lifecycle.internal.operation.Plan;
import java.util.Map;
import java.util.function.Supplier;

/** What every decision on a tenant goes by: its record, whether an operation may begin, and how one is begun and gone on with. */
final class Decisions {

    /** How often a decision is made anew because the record changed under it. */
    private static final int MAX_ATTEMPTS = 20;

    private final LifecycleSettings settings;
    private final OperationRunner runner;
    private final Plans plans;

    Decisions(LifecycleSettings settings, Plans plans) {
        this.settings = settings;
        this.runner = new OperationRunner(settings.registry(), settings.listener(), settings.clock());
        this.plans = plans;
    }

    /** Decides again where somebody else changed the record between the decision and the first save. */
    static TenantRecord deciding(TenantId tenant, Supplier<TenantRecord> decision) {
        RegistryConflictException last = null;
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            try {
                return decision.get();
            } catch (RegistryConflictException overtaken) {
                last = overtaken;
            }
        }
        throw new LifecycleException(
                ErrorCode.OPERATION_UNDER_WAY,
                tenant,
                true,
                "others change its record again and again; try again later",
                last);
    }

    /** Code that serves one tenant does nothing to another; asked before anything is. */
    static void requireBound(TenantId tenant) {
        TenantContext.run(tenant, () -> {});
    }

    TenantRecord require(TenantId tenant) {
        requireBound(tenant);
        return settings.registry()
                .find(tenant)
                .orElseThrow(() -> new LifecycleException(
                        ErrorCode.TENANT_STATUS_CONFLICT,
                        tenant,
                        false,
                        "there is no such tenant; onboard it first",
                        null));
    }

    /** One that was onboarded and is not gone, nor going. */
    TenantRecord requireOnboarded(TenantId tenant) {
        TenantRecord record = require(tenant);
        if (record.status() == TenantStatus.ONBOARDING) {
            throw conflict(record, "its onboarding is not finished; finish it with TenantLifecycle.onboard");
        }
        if (record.status() == TenantStatus.SHREDDED) {
            throw conflict(record, "it is shredded, for good");
        }
        if (record.isBeingShredded()) {
            throw conflict(record, "its shredding has begun; finish it with TenantLifecycle.shred");
        }
        return record;
    }

    void rehearseShredding(TenantRecord record) {
        plans.rehearseShredding(record);
    }

    TenantRecord begin(TenantRecord before, TenantRecord changed, Kind kind, Map<String, String> parameters) {
        return runner.begin(before, changed, plans.of(kind), parameters);
    }

    /** Goes on with the operation that the record tells of, to its end. */
    TenantRecord run(TenantRecord record) {
        Plan plan = plans.of(record.operation().orElseThrow().kind());
        return runner.run(record, plan);
    }

    /** Does the steps of an operation beside the one that the record tells of. */
    TenantRecord perform(TenantRecord record, Kind kind) {
        return runner.perform(record, plans.beside(kind));
    }

    TenantRecord store(TenantRecord before, TenantRecord changed) {
        return runner.store(before, changed);
    }

    /** This JVM's own directory need not ask for what this JVM did. */
    TenantRecord known(TenantRecord record) {
        settings.directory().ifPresent((TenantDirectory directory) -> directory.learn(record));
        return record;
    }

    /** That the operation which stands is the one that is asked for. */
    static void requireSame(TenantRecord record, Kind kind, Map<String, String> parameters) {
        TenantOperation operation = record.operation().orElseThrow();
        boolean same = operation.kind() == kind
                && parameters.entrySet().stream()
                        .allMatch(wanted ->
                                wanted.getValue().equals(operation.parameters().get(wanted.getKey())));
        if (!same) {
            throw OperationRunner.underWay(record);
        }
    }

    static LifecycleException conflict(TenantRecord record, String problem) {
        return new LifecycleException(ErrorCode.TENANT_STATUS_CONFLICT, record.tenant(), false, problem, null);
    }

    /** By another process, whose caller was told why. */
    static LifecycleException takenBack(TenantRecord record, Kind kind) {
        return conflict(
                record,
                "its operation " + kind + " was taken back, or changed, by another process meanwhile; it is "
                        + record.status() + " in tier " + record.tier());
    }
}
