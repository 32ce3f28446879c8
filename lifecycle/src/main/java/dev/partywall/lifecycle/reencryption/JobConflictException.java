package dev.partywall.lifecycle.reencryption;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantIsolationException;

/** Somebody else stored the row of a job's memory meanwhile; nothing was stored. Read it again. */
public final class JobConflictException extends TenantIsolationException {

    private static final long serialVersionUID = 1L;

    /**
     * For stores.
     *
     * @param entry what was to be stored
     */
    public JobConflictException(JobEntry entry) {
        super(
                ErrorCode.REENCRYPTION_UNDER_WAY,
                entry.key().tenant(),
                false,
                "Tenant " + entry.key().tenant() + ": the row of job '"
                        + entry.key().job() + "' is not at version " + entry.version() + " any more; read it again",
                null);
    }
}
