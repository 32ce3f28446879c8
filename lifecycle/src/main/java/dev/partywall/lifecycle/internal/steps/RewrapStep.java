package dev.partywall.lifecycle.internal.steps;

import dev.partywall.keyring.BranchKeys;
import dev.partywall.lifecycle.TenantKeyState;
import dev.partywall.lifecycle.TenantRecord;
import dev.partywall.lifecycle.internal.operation.Parameters;
import dev.partywall.lifecycle.internal.operation.Step;
import java.util.Optional;

/** Carries the branch key over to the root key that the record names, or back. */
public final class RewrapStep implements Step {

    private final BranchKeys branchKeys;

    /** In the key store of these. */
    public RewrapStep(BranchKeys branchKeys) {
        this.branchKeys = branchKeys;
    }

    @Override
    public String name() {
        return "rewrap";
    }

    @Override
    public TenantRecord perform(TenantRecord record, Notes notes) {
        branchKeys.rewrap(record.tenant());
        return record;
    }

    /** Nodes know both root keys by now, whichever of them is the present one. */
    @Override
    public TenantRecord undo(TenantRecord record, Notes notes) {
        Optional<String> from = Optional.of(Parameters.require(record, Names.FROM));
        TenantKeyState key = record.key();
        TenantRecord turned =
                key.rootKey().equals(from) ? record : notes.store(record.withKey(key.under(from, key.rootKey())));
        branchKeys.rewrap(turned.tenant());
        return turned;
    }
}
