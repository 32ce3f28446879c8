package dev.partywall.lifecycle.internal.steps;

import dev.partywall.lifecycle.TenantKeyState;
import dev.partywall.lifecycle.TenantRecord;
import dev.partywall.lifecycle.Tier;
import dev.partywall.lifecycle.internal.operation.Parameters;
import dev.partywall.lifecycle.internal.operation.Step;
import java.util.Optional;

/** Ends a migration: from here on the former root key is not the tenant's any more. */
public final class SettleStep implements Step {

    @Override
    public String name() {
        return "settle";
    }

    @Override
    public TenantRecord perform(TenantRecord record, Notes notes) {
        TenantKeyState key = record.key();
        return record.withTier(Tier.valueOf(Parameters.require(record, Names.TIER)))
                .withKey(key.under(key.rootKey(), Optional.empty()));
    }
}
