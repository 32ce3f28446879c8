package dev.partywall.lifecycle.internal.steps;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantIsolationException;
import dev.partywall.keyring.BranchKeys;
import dev.partywall.keyring.DecryptionRefusedException;
import dev.partywall.keyring.KeyUnavailableException;
import dev.partywall.keyring.TenantKeyring;
import dev.partywall.lifecycle.LifecycleException;
import dev.partywall.lifecycle.TenantRecord;
import dev.partywall.lifecycle.internal.operation.Parameters;
import dev.partywall.lifecycle.internal.operation.Step;
import java.time.Clock;
import java.util.Base64;
import java.util.function.Supplier;

/**
 * Looks whether the branch key is gone: no row is left, and the canary is refused for exactly that reason. An outage or a denial
 * proves nothing.
 */
public final class VerifyStep implements Step {

    private final BranchKeys branchKeys;
    private final Supplier<TenantKeyring> keyrings;
    private final Clock clock;

    /** With the key store, what makes a keyring that has nothing in memory, and the operator's clock. */
    public VerifyStep(BranchKeys branchKeys, Supplier<TenantKeyring> keyrings, Clock clock) {
        this.branchKeys = branchKeys;
        this.keyrings = keyrings;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "verify";
    }

    @Override
    public TenantRecord perform(TenantRecord record, Notes notes) {
        if (branchKeys.delete(record.tenant()) > 0) {
            throw new LifecycleException(
                    ErrorCode.OPERATION_UNAVAILABLE,
                    record.tenant(),
                    true,
                    "rows of its branch key were written after they had been deleted, by a rotation or a restoration; they"
                            + " are deleted again; call TenantLifecycle.shred again",
                    null);
        }
        TenantRecord seen =
                Parameters.with(record, Names.VERIFIED_AT, clock.instant().toString());
        return Parameters.find(record, Names.CANARY)
                .map(message -> Parameters.with(seen, Names.CANARY_OUTCOME, refusal(record, message)))
                .orElse(seen);
    }

    private String refusal(TenantRecord record, String message) {
        try (TenantKeyring keyring = keyrings.get()) {
            CanaryStep.open(record, keyring, Base64.getDecoder().decode(message));
        } catch (IllegalArgumentException notBase64) {
            throw new LifecycleException(
                    ErrorCode.REGISTRY_RECORD_MALFORMED,
                    record.tenant(),
                    false,
                    "the canary in its record is not what was stored; restore the record from a backup of the registry",
                    notBase64);
        } catch (DecryptionRefusedException | KeyUnavailableException refusal) {
            return requireGone(refusal);
        }
        throw new LifecycleException(
                ErrorCode.OPERATION_REFUSED,
                record.tenant(),
                false,
                "its canary opened though its branch key was deleted; look who writes to the key store's table, then call"
                        + " TenantLifecycle.shred again",
                null);
    }

    private static String requireGone(TenantIsolationException refusal) {
        if (refusal.code() != ErrorCode.BRANCH_KEY_MISSING) {
            throw refusal;
        }
        return refusal.code().name();
    }
}
