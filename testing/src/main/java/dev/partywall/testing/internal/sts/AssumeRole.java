package dev.partywall.testing.internal.sts;

import dev.partywall.policy.Caller;
import dev.partywall.testing.internal.Access;
import dev.partywall.testing.internal.AccessCheck;
import dev.partywall.testing.internal.Identity;
import dev.partywall.testing.internal.ServiceKeys;
import dev.partywall.testing.internal.principals.Credentials;
import dev.partywall.testing.internal.principals.Entity;
import dev.partywall.testing.internal.principals.Principals;
import dev.partywall.testing.internal.protocol.XmlElements;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** AssumeRole (https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html). */
final class AssumeRole implements StsOperation {

    private static final int LONGEST = 43_200;
    private static final int USUAL = 3600;
    private static final int LONGEST_CHAINED = 3600;

    private final Principals principals;
    private final Credentials credentials;
    private final Clock clock;
    private final StsRequest request;
    private final String roleArn;
    private final String sessionName;
    private final SessionTags tags;
    private final SessionPolicies policies;
    private final Optional<String> source;
    private final OptionalInt duration;

    /** The operation for a request, checked as far as it can be without knowing who calls. */
    AssumeRole(Principals principals, Credentials credentials, Clock clock, StsRequest request) {
        this.principals = principals;
        this.credentials = credentials;
        this.clock = clock;
        this.request = request;
        this.roleArn = request.roleArn();
        this.sessionName = request.sessionName();
        this.tags = SessionTags.in(request);
        this.policies = SessionPolicies.in(request);
        this.source = request.sourceIdentity();
        this.duration = request.duration(LONGEST);
    }

    @Override
    public Access access(Identity caller) {
        if (caller.caller() instanceof Caller.AccountRoot) {
            throw StsException.accessDenied("Roles may not be assumed by root accounts.");
        } else if (request.form().has("ProvidedContexts")) {
            return new Access.Unmodelled("sts:SetContext", "trusted identity propagation by ProvidedContexts");
        } else if (request.form().has("SerialNumber") || request.form().has("TokenCode")) {
            return new Access.Unmodelled("sts:AssumeRole", "multi-factor authentication by SerialNumber");
        } else if (policies.needPoliciesOfAws()) {
            return new Access.Unmodelled("sts:AssumeRole", "session policies that AWS manages");
        }
        Inherited inherited = Inherited.from(caller);
        boolean tagged = !tags.tags().isEmpty() || !inherited.tags().isEmpty();
        boolean sourced = source.isPresent() || inherited.sourceIdentity().isPresent();
        ServiceKeys.Builder keys = keys(inherited);
        List<AccessCheck> checks =
                new ArrayList<>(new TrustQuestions("sts:AssumeRole", roleArn, tagged, sourced).of(principals, keys));
        if (sourced && caller.isRoleSession()) {
            checks.add(AccessCheck.of(
                    "sts:SetSourceIdentity", roleArn, checks.get(0).keys()));
        }
        return new Access.Checked(checks);
    }

    private ServiceKeys.Builder keys(Inherited inherited) {
        ServiceKeys.Builder keys = RequestKeys.of(sessionName, tags, inherited, source);
        request.externalId()
                .ifPresentOrElse(id -> keys.with("sts:ExternalId", id), () -> keys.absent("sts:ExternalId"));
        return keys;
    }

    @Override
    public XmlElements perform(Identity caller) {
        Entity role = principals
                .roleByArn(roleArn)
                .orElseThrow(() -> StsException.accessDenied("The role was deleted meanwhile."));
        Inherited inherited = Inherited.from(caller);
        inherited.requireKept(tags.tags(), source);
        policies.requireExisting(principals);
        return new RoleSession(role, sessionName, tags, policies, inherited, source, Map.of())
                .begin(credentials, clock.instant(), seconds(role, caller));
    }

    private int seconds(Entity role, Identity caller) {
        int wanted = duration.orElse(USUAL);
        if (wanted > LONGEST_CHAINED && caller.isRoleSession()) {
            throw StsException.validation("The requested DurationSeconds exceeds the 1 hour session limit for roles"
                    + " assumed by role chaining.");
        }
        return requireWithin(role, wanted);
    }

    /** No longer than the role allows. */
    static int requireWithin(Entity role, int seconds) {
        if (seconds > role.settings().maxSessionDuration()) {
            throw StsException.validation(
                    "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
        }
        return seconds;
    }
}
