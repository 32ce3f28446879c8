package dev.partywall.testing.internal.sts;

import dev.partywall.policy.Caller;
import dev.partywall.testing.internal.Access;
import dev.partywall.testing.internal.Identity;
import dev.partywall.testing.internal.principals.Credentials;
import dev.partywall.testing.internal.principals.EntityKind;
import dev.partywall.testing.internal.principals.EntityRef;
import dev.partywall.testing.internal.principals.Session;
import dev.partywall.testing.internal.protocol.XmlElements;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** GetSessionToken (https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html). */
final class GetSessionToken implements StsOperation {

    private static final int LONGEST = 129_600;
    private static final int USUAL = 43_200;
    private static final int LONGEST_OF_ROOT = 3600;

    private final Credentials credentials;
    private final Clock clock;
    private final StsRequest request;
    private final OptionalInt duration;

    GetSessionToken(Credentials credentials, Clock clock, StsRequest request) {
        this.credentials = credentials;
        this.clock = clock;
        this.request = request;
        this.duration = request.duration(LONGEST);
    }

    @Override
    public Access access(Identity caller) {
        if (request.form().has("SerialNumber") || request.form().has("TokenCode")) {
            return new Access.Unmodelled("sts:GetSessionToken", "multi-factor authentication by SerialNumber");
        }
        return new Access.Open("policies do not control GetSessionToken: users need no permission");
    }

    @Override
    public XmlElements perform(Identity caller) {
        if (caller.isRoleSession() || caller.keys().containsKey("aws:TokenIssueTime")) {
            throw StsException.accessDenied("Cannot call GetSessionToken with session credentials");
        }
        Instant now = clock.instant();
        Session session = new Session(
                owner(caller), "", now, Map.of(), List.of(), Optional.empty(), Optional.empty(), List.of(), Map.of());
        return new XmlElements()
                .with("Credentials", RoleSession.shape(credentials.issue(session, now.plusSeconds(seconds(caller)))));
    }

    private static Optional<EntityRef> owner(Identity caller) {
        return Optional.ofNullable(caller.keys().get("aws:username"))
                .map(name -> new EntityRef(EntityKind.USER, name, caller.userId()));
    }

    /** The root user's end after an hour, however long they were asked for. */
    private int seconds(Identity caller) {
        int wanted = duration.orElse(USUAL);
        return caller.caller() instanceof Caller.AccountRoot ? Math.min(wanted, LONGEST_OF_ROOT) : wanted;
    }
}
