package dev.partywall.lifecycle.internal.steps;

import dev.partywall.lifecycle.TenantRecord;
import dev.partywall.lifecycle.Tier;
import dev.partywall.lifecycle.internal.operation.Parameters;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a record tells of a migration that stands. A shredding may take its place, and keeps this of it: the branch key's rows are
 * under two root keys then.
 */
public final class Migration {

    private static final List<String> KEPT = List.of(Names.TIER, Names.FROM, Names.OWNED_KEY);

    private Migration() {}

    /** The parameters that whatever takes its place has to keep; empty for a record without a migration. */
    public static Map<String, String> kept(TenantRecord record) {
        Map<String, String> kept = new HashMap<>();
        KEPT.forEach(name -> Parameters.find(record, name).ifPresent(value -> kept.put(name, value)));
        return kept;
    }

    /** Whether a KMS key may have been made that no record names: the migration alone can find it. */
    public static boolean mayHaveUnnamedKey(TenantRecord record) {
        return Parameters.find(record, Names.KEY_BEGUN).isPresent()
                && Parameters.find(record, Names.KEY).isEmpty();
    }

    /** The tiers that the branch key's rows may be in: the tenant's own, and the one that a migration leads to. */
    static Set<Tier> tiers(TenantRecord record) {
        Set<Tier> tiers = new HashSet<>(Set.of(record.tier()));
        Parameters.find(record, Names.TIER).map(Tier::valueOf).ifPresent(tiers::add);
        return tiers;
    }

    /** The KMS keys that the tenant brought, of those that the rows may be under. */
    static Set<String> broughtKeys(TenantRecord record) {
        Set<String> brought = new HashSet<>();
        if (record.tier() == Tier.BRING_YOUR_OWN_KEY) {
            Optional<String> from = Parameters.find(record, Names.FROM);
            from.or(() -> record.key().rootKey()).ifPresent(brought::add);
        }
        Parameters.find(record, Names.OWNED_KEY).ifPresent(brought::add);
        return brought;
    }
}
