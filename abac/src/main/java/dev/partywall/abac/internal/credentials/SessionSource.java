package dev.partywall.abac.internal.credentials;

import dev.partywall.core.Tenant;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.services.sts.model.Credentials;

/** Asks STS for a session, once. */
@FunctionalInterface
public interface SessionSource {

    /**
     * Asks.
     *
     * @param tenant whose session, narrowed to what sessions depend on
     * @return what STS gave
     * @throws dev.partywall.abac.TenantCredentialsException if it cannot even be asked for
     * @throws software.amazon.awssdk.core.exception.SdkException as the SDK does
     */
    Issued issue(Tenant tenant);

    /** Whether the request is signed with credentials of the client's own, as all are but those with a web identity. */
    default boolean isSigned() {
        return true;
    }

    /**
     * What STS gave.
     *
     * @param credentials the credentials
     * @param roleArn the role
     * @param wanted how long the session was asked to last
     * @param answeredAt the time of day at STS, if its answer was dated
     */
    record Issued(Credentials credentials, String roleArn, Duration wanted, Optional<Instant> answeredAt) {

        /**
         * How long the session lasts, counted from before it was asked for. By the time at STS where that is known: the clock
         * of this machine may be wrong, and then the end of the session is not when this clock says.
         */
        Duration lifetime(Instant localNow) {
            Duration left = Duration.between(answeredAt.orElse(localNow), credentials.expiration());
            return left.compareTo(wanted) < 0 ? left : wanted;
        }

        /** Shows no credentials. */
        @Override
        public String toString() {
            return "Issued[" + roleArn + "]";
        }
    }
}
