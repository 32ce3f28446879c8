package dev.partywall.lifecycle.internal.steps;

import dev.partywall.lifecycle.TenantRecord;
import dev.partywall.lifecycle.TenantStatus;
import dev.partywall.lifecycle.internal.operation.Step;

/** Serves the tenant. */
public final class StatusStep implements Step {

    private final String name;
    private final TenantStatus from;

    /** From this status on; a tenant that has another one by then keeps that. */
    public StatusStep(String name, TenantStatus from) {
        this.name = name;
        this.from = from;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public TenantRecord perform(TenantRecord record, Notes notes) {
        return record.status() == from ? record.withStatus(served(record)) : record;
    }

    /** The status of a tenant that is served: one that is on its way out is served as such. */
    public static TenantStatus served(TenantRecord record) {
        return record.departure().isPresent() ? TenantStatus.OFFBOARDING : TenantStatus.ACTIVE;
    }
}
