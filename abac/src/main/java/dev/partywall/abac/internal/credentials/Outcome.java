package dev.partywall.abac.internal.credentials;

import dev.partywall.abac.TenantCredentialsException;

/** How asking for a session ended. */
sealed interface Outcome {

    /**
     * STS gave one.
     *
     * @param session the session
     */
    record Given(Session session) implements Outcome {}

    /**
     * There is none.
     *
     * @param failure why, to be worded anew for each operation that ran into it
     */
    record Failed(TenantCredentialsException failure) implements Outcome {}
}
