package dev.partywall.lifecycle.internal.steps;

import dev.partywall.lifecycle.TenantRecord;
import dev.partywall.lifecycle.Tier;
import dev.partywall.lifecycle.internal.aws.SiloKeyMaker;
import dev.partywall.lifecycle.internal.operation.Parameters;
import dev.partywall.lifecycle.internal.operation.Step;
import java.util.Optional;
import java.util.Set;

/** Lets the tenant's alias name its own KMS key; a tenant without such a key has none. */
public final class AliasStep implements Step {

    private final Optional<SiloKeyMaker> siloKeys;

    /** With what makes keys of single tenants; where that is absent there are no aliases. */
    public AliasStep(Optional<SiloKeyMaker> siloKeys) {
        this.siloKeys = siloKeys;
    }

    @Override
    public String name() {
        return "alias";
    }

    /** The record's own tier is the one that a migration comes from, and of an onboarding the one that it leads to. */
    @Override
    public TenantRecord perform(TenantRecord record, Notes notes) {
        Optional<String> from = Parameters.find(record, Names.FROM);
        siloKeys.ifPresent(maker -> {
            if (target(record) == Tier.SILO) {
                record.key().rootKey().ifPresent(key -> maker.pointAlias(record.tenant(), key, set(from)));
            } else if (record.tier() == Tier.SILO) {
                from.ifPresent(key -> maker.removeAlias(record.tenant(), key));
            }
        });
        return record;
    }

    /** Touches an alias only if it names the key that this operation made, or none. */
    @Override
    public TenantRecord undo(TenantRecord record, Notes notes) {
        Optional<String> from = Parameters.find(record, Names.FROM);
        Optional<String> made = Parameters.find(record, Names.KEY);
        siloKeys.ifPresent(maker -> {
            if (record.tier() == Tier.SILO && from.isPresent()) {
                maker.pointAlias(record.tenant(), from.get(), set(made));
            } else if (target(record) == Tier.SILO) {
                made.ifPresent(key -> maker.removeAlias(record.tenant(), key));
            }
        });
        return record;
    }

    private static Set<String> set(Optional<String> key) {
        return key.map(Set::of).orElse(Set.of());
    }

    private static Tier target(TenantRecord record) {
        return Tier.valueOf(Parameters.require(record, Names.TIER));
    }
}
