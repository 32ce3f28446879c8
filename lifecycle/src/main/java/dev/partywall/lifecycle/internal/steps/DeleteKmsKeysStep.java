package dev.partywall.lifecycle.internal.steps;

import dev.partywall.core.ErrorCode;
import dev.partywall.lifecycle.LifecycleException;
import dev.partywall.lifecycle.TenantKeyState;
import dev.partywall.lifecycle.TenantRecord;
import dev.partywall.lifecycle.internal.aws.SiloKeyMaker;
import dev.partywall.lifecycle.internal.operation.Parameters;
import dev.partywall.lifecycle.internal.operation.Step;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Schedules the KMS keys for deletion that were made for the tenant alone: its root key, and those that it moved away from, under
 * which backups may be. A key that others share, or that is the tenant's own, is not touched.
 */
public final class DeleteKmsKeysStep implements Step {

    private final Optional<SiloKeyMaker> siloKeys;
    private final KeysOfOthers others;

    /** With what makes keys of single tenants, and what keys are not. */
    public DeleteKmsKeysStep(Optional<SiloKeyMaker> siloKeys, KeysOfOthers others) {
        this.siloKeys = siloKeys;
        this.others = others;
    }

    @Override
    public String name() {
        return "delete-kms-keys";
    }

    @Override
    public TenantRecord perform(TenantRecord record, Notes notes) {
        TenantRecord named = namingAll(record, notes);
        Set<String> keys = new TreeSet<>(named.key().siloKeys());
        keys.removeAll(Migration.broughtKeys(named));
        return keys.isEmpty() ? named : deleted(named, keys, requireSiloKeys(named));
    }

    /** A migration that was not finished may have had more keys made than the record names: named before anything is deleted. */
    private TenantRecord namingAll(TenantRecord record, Notes notes) {
        Optional<UUID> migration = Migration.madeKeysUnder(record);
        if (migration.isEmpty()) {
            return record;
        }
        TenantKeyState key = record.key();
        for (String made : requireSiloKeys(record).madeBy(record.tenant(), migration.get())) {
            key = key.withSiloKey(made);
        }
        return key.equals(record.key()) ? record : notes.store(record.withKey(key));
    }

    private SiloKeyMaker requireSiloKeys(TenantRecord record) {
        return siloKeys.orElseThrow(() -> refused(
                record,
                "KMS keys were made for it, and this TenantLifecycle was built without the setting 'siloKeys'; finish it with"
                        + " one that has it"));
    }

    private TenantRecord deleted(TenantRecord record, Set<String> keys, SiloKeyMaker maker) {
        requireNobodyElses(record, keys);
        TreeMap<String, Instant> scheduled = new TreeMap<>();
        for (String key : keys) {
            // In this order: an alias that a migration still points to it is refused by KMS, or is there to be removed.
            maker.scheduleDeletion(record.tenant(), key);
            maker.removeAlias(record.tenant(), key);
            maker.deletionDate(record.tenant(), key).ifPresent(date -> scheduled.put(key, date));
        }
        return Parameters.with(
                record,
                Names.KMS_KEYS,
                scheduled.entrySet().stream()
                        .map(key -> key.getKey() + "=" + key.getValue())
                        .collect(Collectors.joining(" ")));
    }

    /** A record can be wrong, and what is deleted here is gone for whoever is under it. */
    private void requireNobodyElses(TenantRecord record, Set<String> keys) {
        others.among(keys, record.tenant()).ifPresent(key -> {
            throw refused(
                    record,
                    "KMS key " + key + " is its own by its record, and others are under it; correct its record");
        });
    }

    private static LifecycleException refused(TenantRecord record, String problem) {
        return new LifecycleException(
                ErrorCode.OPERATION_REFUSED,
                record.tenant(),
                false,
                problem + ", then call TenantLifecycle.shred again",
                null);
    }
}
