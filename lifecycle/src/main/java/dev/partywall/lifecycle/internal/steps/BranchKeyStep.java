package dev.partywall.lifecycle.internal.steps;

import dev.partywall.core.ErrorCode;
import dev.partywall.keyring.BranchKeyDescription;
import dev.partywall.keyring.BranchKeyVersion;
import dev.partywall.keyring.BranchKeys;
import dev.partywall.keyring.KeyUnavailableException;
import dev.partywall.lifecycle.LifecycleException;
import dev.partywall.lifecycle.RegistryConflictException;
import dev.partywall.lifecycle.TenantRecord;
import dev.partywall.lifecycle.Tier;
import dev.partywall.lifecycle.internal.operation.Parameters;
import dev.partywall.lifecycle.internal.operation.Step;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.kms.model.NotFoundException;

/**
 * Makes the branch key, which the key store does in one transaction. One that is there already is nobody's to take over or to
 * delete: records may be sealed under it. So it is noted first that there was none.
 */
public final class BranchKeyStep implements Step {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long PAUSE_MILLIS = 250;

    private final BranchKeys branchKeys;

    /** In the key store of these. */
    public BranchKeyStep(BranchKeys branchKeys) {
        this.branchKeys = branchKeys;
    }

    @Override
    public String name() {
        return "branch-key";
    }

    @Override
    public TenantRecord perform(TenantRecord record, Notes notes) {
        TenantRecord begun = record;
        if (Parameters.find(record, Names.BRANCH_KEY_BEGUN).isEmpty()) {
            requireNone(record);
            begun = notes.store(record, Names.BRANCH_KEY_BEGUN, "true");
        }
        TenantRecord noted = noted(begun, create(begun, notes), notes);
        requireUnderRootKey(noted);
        return noted;
    }

    /** KMS takes a moment until a new key is known everywhere. */
    private BranchKeyVersion create(TenantRecord record, Notes notes) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            notes.requireCurrent(record);
            try {
                return branchKeys.create(record.tenant());
            } catch (KeyUnavailableException failure) {
                if (!(failure.getCause() instanceof NotFoundException)
                        || record.tier() != Tier.SILO
                        || System.nanoTime() > end) {
                    throw failure;
                }
                pause(failure);
            }
        }
    }

    private static void pause(KeyUnavailableException failure) {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw failure;
        }
    }

    private TenantRecord noted(TenantRecord record, BranchKeyVersion version, Notes notes) {
        if (Parameters.find(record, Names.BRANCH_KEY).isPresent()) {
            return record;
        }
        try {
            return notes.store(record, Names.BRANCH_KEY, version.toString());
        } catch (RegistryConflictException overtaken) {
            disown(Parameters.with(record, Names.BRANCH_KEY, version.toString()), notes.read());
            throw overtaken;
        }
    }

    private void requireNone(TenantRecord record) {
        if (branchKeys.describe(record.tenant()).isPresent()) {
            throw refused(
                    record,
                    "the key store has a branch key for it that no onboarding made, and records may be sealed under it;"
                            + " give the tenant another id, or delete that key with BranchKeys.delete if nothing is");
        }
    }

    private void requireUnderRootKey(TenantRecord record) {
        boolean so = branchKeys
                .describe(record.tenant())
                .map(BranchKeyDescription::rootKeyArns)
                .filter(arns -> record.key().rootKey().filter(arns::contains).isPresent() && arns.size() == 1)
                .isPresent();
        if (!so) {
            throw refused(record, "its branch key is not under its root key; onboard it again");
        }
    }

    private static LifecycleException refused(TenantRecord record, String problem) {
        return new LifecycleException(ErrorCode.OPERATION_REFUSED, record.tenant(), false, problem, null);
    }

    /** What this onboarding made, and not what the next one made after this was taken back by another process. */
    @Override
    public TenantRecord undo(TenantRecord record, Notes notes) {
        if (Parameters.find(record, Names.BRANCH_KEY_BEGUN).isPresent()) {
            Optional<BranchKeyVersion> made =
                    Parameters.find(record, Names.BRANCH_KEY).map(BranchKeyVersion::of);
            Optional<BranchKeyVersion> found =
                    branchKeys.describe(record.tenant()).map(BranchKeyDescription::active);
            notes.requireCurrent(record);
            made.or(() -> found).ifPresent(version -> delete(record, version));
        }
        return record;
    }

    private void delete(TenantRecord record, BranchKeyVersion version) {
        branchKeys.delete(record.tenant(), version);
        boolean isStillThere = branchKeys
                .describe(record.tenant())
                .filter(left -> left.active().equals(version))
                .isPresent();
        if (isStillThere) {
            throw new LifecycleException(
                    ErrorCode.OPERATION_UNAVAILABLE,
                    record.tenant(),
                    true,
                    "its branch key was written while it was to be deleted; call the operation again",
                    null);
        }
    }

    /** The onboarding was taken back while this process made the key. */
    @Override
    public void disown(TenantRecord mine, TenantRecord stored) {
        boolean isAnothers = Parameters.find(stored, Names.BRANCH_KEY_BEGUN).isPresent()
                && !Parameters.isSameOperation(mine, stored);
        if (Parameters.isTakenBack(mine, stored) && !isAnothers) {
            Parameters.find(mine, Names.BRANCH_KEY)
                    .map(BranchKeyVersion::of)
                    .ifPresent(version -> branchKeys.delete(mine.tenant(), version));
        }
    }
}
