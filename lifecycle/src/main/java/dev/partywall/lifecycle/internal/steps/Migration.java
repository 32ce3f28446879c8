package dev.partywall.lifecycle.internal.steps;

import dev.partywall.lifecycle.TenantOperation;
import dev.partywall.lifecycle.TenantOperation.Kind;
import dev.partywall.lifecycle.TenantRecord;
import dev.partywall.lifecycle.Tier;
import dev.partywall.lifecycle.internal.operation.Parameters;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What a record tells of a migration that stands. A shredding may take its place, and keeps this of it: the branch key's rows may be
 * under two root keys then, and KMS may have a key that only the migration's id can be found by.
 */
public final class Migration {

    private static final List<String> KEPT = List.of(Names.FROM, Names.OWNED_KEY, Names.KEY_BEGUN);

    private Migration() {}

    /** The parameters that whatever takes its place has to keep; empty for a record without a migration. */
    public static Map<String, String> kept(TenantRecord record) {
        Map<String, String> kept = new HashMap<>();
        Optional<TenantOperation> standing = record.operation().filter(operation -> operation.kind() == Kind.MIGRATE);
        standing.ifPresent(migration -> {
            kept.put(Names.MIGRATION, migration.id().toString());
            KEPT.forEach(name -> Parameters.find(record, name).ifPresent(value -> kept.put(name, value)));
        });
        return kept;
    }

    /** Whether it may have had KMS make keys. */
    public static boolean mayHaveMadeKeys(TenantRecord record) {
        return Parameters.find(record, Names.KEY_BEGUN).isPresent();
    }

    /** The id that the keys have as a tag which it had KMS make, if it may have; of a record that kept it. */
    static Optional<UUID> madeKeysUnder(TenantRecord record) {
        return Parameters.find(record, Names.MIGRATION)
                .filter(id -> mayHaveMadeKeys(record))
                .map(UUID::fromString);
    }

    /** The root key of the record's own tier: the one that a migration comes from. */
    static Optional<String> comesFrom(TenantRecord record) {
        return Parameters.find(record, Names.FROM).or(() -> record.key().rootKey());
    }

    /** The KMS keys that the tenant brought, of those that the rows may be under. */
    static Set<String> broughtKeys(TenantRecord record) {
        Set<String> brought = new HashSet<>();
        if (record.tier() == Tier.BRING_YOUR_OWN_KEY) {
            comesFrom(record).ifPresent(brought::add);
        }
        Parameters.find(record, Names.OWNED_KEY).ifPresent(brought::add);
        return brought;
    }
}
