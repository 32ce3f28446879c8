package dev.partywall.lifecycle.internal.steps;

import dev.partywall.lifecycle.TenantRecord;
import dev.partywall.lifecycle.TenantStatus;
import dev.partywall.lifecycle.internal.operation.Step;

/** Gives the tenant its new place in life. */
public final class StatusStep implements Step {

    private final String name;
    private final TenantStatus from;
    private final TenantStatus to;

    /** From one status to another; a tenant that has another status by then keeps that. */
    public StatusStep(String name, TenantStatus from, TenantStatus to) {
        this.name = name;
        this.from = from;
        this.to = to;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public TenantRecord perform(TenantRecord record, Notes notes) {
        return record.status() == from ? record.withStatus(to == TenantStatus.ACTIVE ? served(record) : to) : record;
    }

    /** One that is on its way out is served as such. */
    public static TenantStatus served(TenantRecord record) {
        return record.departure().isPresent() ? TenantStatus.OFFBOARDING : TenantStatus.ACTIVE;
    }
}
