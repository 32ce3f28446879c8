package dev.partywall.testing.internal.isolation;

import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.testing.IsolationFixture;
import dev.partywall.testing.LabCalls;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** The tenants' data, made when first wanted and anew after it may have been changed. */
final class Fixtures<F> {

    private final IsolationFixture<F> maker;
    private final LabCalls calls;
    private final Footprints footprints;
    private final Map<TenantId, F> made = new HashMap<>();
    private final Map<TenantId, String> canaries = new HashMap<>();

    Fixtures(IsolationFixture<F> maker, LabCalls calls, Footprints footprints) {
        this.maker = maker;
        this.calls = calls;
        this.footprints = footprints;
    }

    /** How to find a tenant's data. */
    F of(TenantId tenant) {
        F fixture = made.get(tenant);
        if (fixture == null) {
            fixture = make(tenant);
            made.put(tenant, fixture);
        }
        return fixture;
    }

    private F make(TenantId tenant) {
        long mark = calls.mark();
        F fixture;
        try {
            fixture = TenantContext.call(tenant, () -> maker.create(tenant, canary(tenant)));
        } catch (Exception e) {
            throw new IllegalStateException(
                    "The fixture of tenant " + tenant.value() + " cannot be made: " + Failures.words(e), e);
        }
        if (!(fixture instanceof Record)) {
            throw new IllegalStateException("The fixture of tenant " + tenant.value()
                    + " is no record: attacks are made by exchanging a record's components between tenants");
        }
        footprints.note(tenant, calls.since(mark).list());
        return fixture;
    }

    /** The text that stands in a tenant's data. */
    String canary(TenantId tenant) {
        return canaries.computeIfAbsent(tenant, unseen -> "canary-" + UUID.randomUUID());
    }

    /** Has data made anew: it may have been changed. */
    void expire(TenantId tenant) {
        made.remove(tenant);
    }
}
