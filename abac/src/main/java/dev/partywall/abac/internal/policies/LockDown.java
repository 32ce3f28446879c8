package dev.partywall.abac.internal.policies;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Ends sessions that have begun already, as IAM's own "revoke active sessions" does
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html).
 */
public final class LockDown {

    private LockDown() {}

    /** For all tenants. */
    public static Grant ofAll(Instant before) {
        return Guards.everything("DenySessionsBefore", issuedBefore(before));
    }

    /** For one tenant. */
    public static Grant ofTenant(Instant before, String tag, String id) {
        List<Bound> bounds = new ArrayList<>();
        bounds.add(Bound.equal("aws:PrincipalTag/" + tag, id));
        bounds.add(issuedBefore(before));
        return Guards.everything("DenyTenantSessionsBefore", bounds.toArray(Bound[]::new));
    }

    /** To the next second: a session of the same second may be older than it looks, so it ends too. */
    private static Bound issuedBefore(Instant before) {
        Instant second = before.truncatedTo(ChronoUnit.SECONDS);
        Instant whole = second.equals(before) ? second : second.plus(Duration.ofSeconds(1));
        return new Bound("DateLessThan", "aws:TokenIssueTime", List.of(whole.toString()));
    }
}
