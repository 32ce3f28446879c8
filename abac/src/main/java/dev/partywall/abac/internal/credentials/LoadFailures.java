package dev.partywall.abac.internal.credentials;

import dev.partywall.abac.TenantCredentialsException;
import dev.partywall.core.ErrorCode;
import dev.partywall.core.Tenant;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Why there is no session, where STS did not say so. */
final class LoadFailures {

    private LoadFailures() {}

    static TenantCredentialsException late(Tenant tenant, Duration timeout) {
        return unavailable(
                tenant,
                "there was no session within the loadTimeout of " + timeout
                        + "; look at the health of STS, the role directory or the token supplier, and at the time-outs of the"
                        + " StsClient",
                null);
    }

    static TenantCredentialsException stuck(Tenant tenant) {
        return unavailable(
                tenant,
                "earlier attempts to get its session hang, past their deadline; look at the role directory, the token supplier and"
                        + " the time-outs of the StsClient",
                null);
    }

    static TenantCredentialsException rateLimited(Tenant tenant, int perSecond, Duration patience) {
        return new TenantCredentialsException(
                ErrorCode.STS_RATE_LIMITED,
                tenant.id(),
                true,
                "so many tenants want a session that this one would have waited longer than " + patience
                        + "; assumeRoleRate lets " + perSecond
                        + " a second through, out of the account's 600 that all callers of STS in the Region share",
                null);
    }

    static TenantCredentialsException expired(Tenant tenant, Duration left, Duration margin) {
        return new TenantCredentialsException(
                ErrorCode.SESSION_EXPIRED,
                tenant.id(),
                true,
                "STS gave a session with " + left + " left, by the clock of this machine, which is not more than the"
                        + " expiryMargin of " + margin + "; set the machine's clock, or lengthen duration",
                null);
    }

    static TenantCredentialsException closed(Tenant tenant) {
        return new TenantCredentialsException(
                ErrorCode.CREDENTIALS_CLOSED,
                tenant.id(),
                false,
                "the TenantCredentials are closed; use some that live as long as the service",
                null);
    }

    static TenantCredentialsException interrupted(Tenant tenant, InterruptedException cause) {
        return unavailable(tenant, "the thread was interrupted while it waited for the session", cause);
    }

    static TenantCredentialsException broken(Tenant tenant, Throwable cause) {
        return new TenantCredentialsException(
                ErrorCode.BUG,
                tenant.id(),
                false,
                "asking for its session broke; look at the cause, and report it unless it is a role directory, token supplier,"
                        + " session policy or listener of your own",
                cause);
    }

    static TenantCredentialsException noThread(Tenant tenant, @Nullable Throwable cause) {
        return unavailable(
                tenant, "the JVM has no thread or memory left to ask for its session; look at the cause", cause);
    }

    private static TenantCredentialsException unavailable(Tenant tenant, String problem, @Nullable Throwable cause) {
        return new TenantCredentialsException(ErrorCode.STS_UNAVAILABLE, tenant.id(), true, problem, cause);
    }
}
