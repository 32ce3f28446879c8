package dev.partywall.keyring.internal.cache;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantId;
import dev.partywall.keyring.KeyUnavailableException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Why the cache itself, and not the key store, has no key to give. */
final class LoadFailures {

    private LoadFailures() {}

    static KeyUnavailableException late(TenantId tenant, Duration timeout) {
        return retryable(
                tenant,
                "the key store did not give the branch key within the loadTimeout of " + timeout
                        + "; look at the health of KMS, DynamoDB and the connection pools of their clients",
                null);
    }

    static KeyUnavailableException interrupted(TenantId tenant, InterruptedException cause) {
        return retryable(tenant, "the thread was interrupted while it waited for the branch key", cause);
    }

    static KeyUnavailableException evictedAgain(TenantId tenant) {
        return retryable(
                tenant,
                "its branch key left the cache again and again before it could be used; try again, or raise"
                        + " maximumCachedKeys",
                null);
    }

    static KeyUnavailableException tooManyLoads(TenantId tenant, int quota) {
        return retryable(
                tenant,
                "loads of its own that are under way take all of the " + quota + " keys that it may have in memory, and"
                        + " none ended within the loadTimeout; look at the health of KMS and DynamoDB, or raise"
                        + " maximumCachedKeysPerTenant",
                null);
    }

    static KeyUnavailableException noThread(TenantId tenant, Throwable cause) {
        return retryable(
                tenant, "the JVM has no thread or memory left to load its branch key; look at the cause", cause);
    }

    static KeyUnavailableException broken(TenantId tenant, Throwable cause) {
        return new KeyUnavailableException(
                ErrorCode.BUG,
                tenant,
                false,
                "a load of its branch key broke; look at the cause, and report it unless it is a listener of your own",
                cause);
    }

    static KeyUnavailableException closed(TenantId tenant) {
        return new KeyUnavailableException(
                ErrorCode.KEYRING_CLOSED,
                tenant,
                false,
                "its keyring is closed; use a keyring that lives as long as the service",
                null);
    }

    static KeyUnavailableException expiredSession(TenantId tenant) {
        return new KeyUnavailableException(
                ErrorCode.KEY_ACCESS_DENIED,
                tenant,
                true,
                "the credentials that the provider given as the setting credentials answered have expired; it must renew"
                        + " them before they do",
                null);
    }

    /** Whether AWS answered, and would answer the same a moment later: worth remembering for that moment. */
    static boolean isAnswer(KeyUnavailableException failure) {
        return !failure.isRetryable() && failure.code() != ErrorCode.BUG && failure.code() != ErrorCode.KEYRING_CLOSED;
    }

    private static KeyUnavailableException retryable(TenantId tenant, String problem, @Nullable Throwable cause) {
        return new KeyUnavailableException(ErrorCode.KEY_SERVICE_UNAVAILABLE, tenant, true, problem, cause);
    }
}
