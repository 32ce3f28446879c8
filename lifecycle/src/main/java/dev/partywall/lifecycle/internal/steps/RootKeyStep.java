package dev.partywall.lifecycle.internal.steps;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantId;
import dev.partywall.keyring.BranchKeyDescription;
import dev.partywall.keyring.BranchKeys;
import dev.partywall.lifecycle.LifecycleException;
import dev.partywall.lifecycle.RegistryConflictException;
import dev.partywall.lifecycle.TenantKeyState;
import dev.partywall.lifecycle.TenantRecord;
import dev.partywall.lifecycle.Tier;
import dev.partywall.lifecycle.internal.aws.OwnedKeyCheck;
import dev.partywall.lifecycle.internal.aws.SiloKeyMaker;
import dev.partywall.lifecycle.internal.operation.Parameters;
import dev.partywall.lifecycle.internal.operation.Step;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds the root key of a tier: the shared one, a new one, or the tenant's own; and names it in the record, with the one that
 * the branch key comes from if there is one.
 *
 * <p>KMS makes a new key each time it is asked, and finds none by name. So that it will be asked is noted first; a restart then
 * looks for a key with the operation's tag before it asks again.
 */
public final class RootKeyStep implements Step {

    private final Optional<String> sharedRootKey;
    private final Optional<SiloKeyMaker> siloKeys;
    private final OwnedKeyCheck ownedKeys;
    private final BranchKeys branchKeys;

    /** With the root key that tenants share, and what makes keys of single tenants; either may be absent. */
    public RootKeyStep(
            Optional<String> sharedRootKey,
            Optional<SiloKeyMaker> siloKeys,
            OwnedKeyCheck ownedKeys,
            BranchKeys branchKeys) {
        this.branchKeys = branchKeys;
        this.sharedRootKey = sharedRootKey;
        this.siloKeys = siloKeys;
        this.ownedKeys = ownedKeys;
    }

    @Override
    public String name() {
        return "root-key";
    }

    @Override
    public TenantRecord perform(TenantRecord record, Notes notes) {
        return switch (tier(record)) {
            case POOL -> named(record, requireSharedRootKey(record.tenant()));
            case SILO -> siloKey(record, notes);
            case BRING_YOUR_OWN_KEY -> {
                String owned = Parameters.require(record, Names.OWNED_KEY);
                ownedKeys.require(record.tenant(), owned);
                yield named(record, owned);
            }
        };
    }

    private static Tier tier(TenantRecord record) {
        return Tier.valueOf(Parameters.require(record, Names.TIER));
    }

    private TenantRecord siloKey(TenantRecord record, Notes notes) {
        SiloKeyMaker maker = requireSiloKeys(record.tenant());
        if (Parameters.find(record, Names.KEY_BEGUN).isEmpty()) {
            TenantRecord begun = notes.store(record, Names.KEY_BEGUN, "true");
            return chosen(begun, maker.create(record.tenant(), Parameters.operation(record)), maker, notes);
        }
        List<String> made = maker.madeBy(record.tenant(), Parameters.operation(record));
        Optional<String> named = Parameters.find(record, Names.KEY);
        if (named.isPresent()) {
            discardOthers(record, named.get(), made, maker);
            return record;
        }
        if (made.isEmpty()) {
            return chosen(record, maker.create(record.tenant(), Parameters.operation(record)), maker, notes);
        }
        TenantRecord chosen = chosen(record, made.get(0), maker, notes);
        discardOthers(record, made.get(0), made, maker);
        return chosen;
    }

    /** Of an answer that was lost, or of two processes that did this step at the same time; named by nobody. */
    private static void discardOthers(TenantRecord record, String named, List<String> made, SiloKeyMaker maker) {
        made.stream()
                .filter(key -> !key.equals(named))
                .forEach(extra -> maker.scheduleDeletion(record.tenant(), extra));
    }

    /** The record names the key before anything is done with it or with another: who comes second takes back what it made. */
    private static TenantRecord chosen(TenantRecord record, String key, SiloKeyMaker maker, Notes notes) {
        try {
            TenantRecord named = named(record, key);
            return notes.store(Parameters.with(named.withKey(named.key().withSiloKey(key)), Names.KEY, key));
        } catch (RegistryConflictException overtaken) {
            TenantRecord stored = notes.read();
            if (!names(stored, key) && !isStillToBeChosen(record, stored)) {
                maker.scheduleDeletion(record.tenant(), key);
            }
            throw overtaken;
        }
    }

    private static boolean names(TenantRecord stored, String key) {
        return stored.key().rootKey().filter(key::equals).isPresent()
                || stored.key().formerRootKey().filter(key::equals).isPresent();
    }

    /** Something else of the record changed: the step is done again, and finds the key by its tag. */
    private static boolean isStillToBeChosen(TenantRecord record, TenantRecord stored) {
        return Parameters.isSameOperation(record, stored)
                && !Parameters.isTakenBack(record, stored)
                && Parameters.find(stored, Names.KEY).isEmpty();
    }

    private static TenantRecord named(TenantRecord record, String rootKey) {
        TenantKeyState key = record.key();
        Optional<String> from = Parameters.find(record, Names.FROM);
        return record.withKey(key.under(Optional.of(rootKey), from.filter(former -> !former.equals(rootKey))));
    }

    @Override
    public TenantRecord undo(TenantRecord begun, Notes notes) {
        TenantRecord record = home(begun, notes);
        if (tier(record) == Tier.SILO
                && Parameters.find(record, Names.KEY_BEGUN).isPresent()) {
            SiloKeyMaker maker = requireSiloKeys(record.tenant());
            Set<String> used = branchKeys
                    .describe(record.tenant())
                    .map(BranchKeyDescription::rootKeyArns)
                    .orElse(Set.of());
            notes.requireCurrent(record);
            Stream.concat(
                            Parameters.find(record, Names.KEY).stream(),
                            maker.madeBy(record.tenant(), Parameters.operation(record)).stream())
                    .distinct()
                    .forEach(made -> discard(record, made, used, maker));
        }
        return record.withKey(Parameters.find(record, Names.FROM)
                .map(from -> withoutMade(record).under(Optional.of(from), Optional.empty()))
                .orElse(TenantKeyState.none()));
    }

    private static TenantKeyState withoutMade(TenantRecord record) {
        return Parameters.find(record, Names.KEY)
                .map(made -> record.key().withoutSiloKey(made))
                .orElse(record.key());
    }

    /** A row that another process still moved while the others were taken back is taken back as well. */
    private TenantRecord home(TenantRecord record, Notes notes) {
        Optional<String> from = Parameters.find(record, Names.FROM);
        boolean isAway = from.isPresent()
                && branchKeys
                        .describe(record.tenant())
                        .filter(key -> !key.rootKeyArns().equals(Set.of(from.get())))
                        .isPresent();
        return isAway ? new RewrapStep(branchKeys).undo(record, notes) : record;
    }

    private static void discard(TenantRecord record, String key, Set<String> used, SiloKeyMaker maker) {
        if (used.contains(key)) {
            throw new LifecycleException(
                    ErrorCode.OPERATION_REFUSED,
                    record.tenant(),
                    true,
                    "rows of its branch key are still under KMS key " + key
                            + ", which was to be taken back; call the operation again",
                    null);
        }
        maker.scheduleDeletion(record.tenant(), key);
    }

    private String requireSharedRootKey(TenantId tenant) {
        return sharedRootKey.orElseThrow(() -> notSet(tenant, "sharedRootKey", Tier.POOL));
    }

    private SiloKeyMaker requireSiloKeys(TenantId tenant) {
        return siloKeys.orElseThrow(() -> notSet(tenant, "siloKeys", Tier.SILO));
    }

    private static LifecycleException notSet(TenantId tenant, String setting, Tier tier) {
        return new LifecycleException(
                ErrorCode.OPERATION_REFUSED,
                tenant,
                false,
                "tier " + tier + " needs the setting '" + setting + "', which this TenantLifecycle was built without",
                null);
    }
}
