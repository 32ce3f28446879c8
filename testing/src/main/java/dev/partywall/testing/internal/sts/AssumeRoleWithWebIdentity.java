package dev.partywall.testing.internal.sts;

import dev.partywall.policy.Caller;
import dev.partywall.testing.internal.Access;
import dev.partywall.testing.internal.Identity;
import dev.partywall.testing.internal.ServiceKeys;
import dev.partywall.testing.internal.principals.Credentials;
import dev.partywall.testing.internal.principals.Entity;
import dev.partywall.testing.internal.principals.Principals;
import dev.partywall.testing.internal.protocol.XmlElements;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * AssumeRoleWithWebIdentity (https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html). It needs
 * no signature: the token says who calls.
 */
final class AssumeRoleWithWebIdentity implements StsOperation {

    static final String NAME = "AssumeRoleWithWebIdentity";

    private static final int LONGEST = 43_200;
    private static final int USUAL = 3600;
    private static final String SOURCE_IDENTITY = "https://aws.amazon.com/source_identity";

    private final Principals principals;
    private final Credentials credentials;
    private final Clock clock;
    private final String roleArn;
    private final String sessionName;
    private final SessionPolicies policies;
    private final OptionalInt duration;
    private final WebIdentityToken token;
    private final SessionTags tags;
    private final Optional<String> source;
    private final boolean oauth;

    /** The operation for a request, its token verified. */
    AssumeRoleWithWebIdentity(Principals principals, Credentials credentials, Clock clock, StsRequest request) {
        this.principals = principals;
        this.credentials = credentials;
        this.clock = clock;
        this.roleArn = request.roleArn();
        this.sessionName = request.sessionName();
        this.policies = SessionPolicies.in(request);
        this.duration = request.duration(LONGEST);
        this.oauth = request.form().has("ProviderId");
        this.token =
                WebIdentityToken.verify(request.required("WebIdentityToken", 4, 20_000), principals, clock.instant());
        this.tags = TokenTags.in(token.claims().getClaims());
        this.source =
                Optional.ofNullable(token.claims().getClaim(SOURCE_IDENTITY)).map(String::valueOf);
        source.ifPresent(value -> {
            StsRequest.requireLength(value, "sourceIdentity", 2, 64);
            StsRequest.requireSourceIdentity(value);
        });
    }

    @Override
    public Access access(Identity caller) {
        if (oauth) {
            return new Access.Unmodelled("sts:" + NAME, "OAuth 2.0 access tokens by ProviderId");
        } else if (policies.needPoliciesOfAws()) {
            return new Access.Unmodelled("sts:" + NAME, "session policies that AWS manages");
        }
        TrustQuestions questions =
                new TrustQuestions("sts:" + NAME, roleArn, !tags.tags().isEmpty(), source.isPresent());
        Caller webIdentity = new Caller.WebIdentity(token.provider().arn());
        return new Access.Vouched(
                Identity.bare(webIdentity, token.provider().arn(), "", ""), questions.of(principals, keys()));
    }

    /** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif */
    private ServiceKeys.Builder keys() {
        String prefix = token.provider().url() + ":";
        ServiceKeys.Builder keys = RequestKeys.of(sessionName, tags, new Inherited(Map.of(), Optional.empty()), source)
                .with(prefix + "sub", token.subject())
                .with(prefix + "aud", token.audience());
        if (token.claims().getClaim("azp") instanceof String) {
            keys.withAll(prefix + "oaud", token.claims().getAudience());
        } else {
            keys.absent(prefix + "oaud");
        }
        if (token.claims().getClaim("amr") instanceof List<?> amr) {
            keys.withAll(prefix + "amr", amr.stream().map(String::valueOf).toList());
        } else {
            keys.absent(prefix + "amr");
        }
        return keys;
    }

    @Override
    public XmlElements perform(Identity caller) {
        Entity role = principals
                .roleByArn(roleArn)
                .orElseThrow(() -> StsException.accessDenied("The role was deleted meanwhile."));
        policies.requireExisting(principals);
        String prefix = token.provider().url() + ":";
        Map<String, String> keys = Map.of(
                prefix + "sub",
                token.subject(),
                prefix + "aud",
                token.audience(),
                "aws:FederatedProvider",
                token.provider().arn());
        return new RoleSession(
                        role, sessionName, tags, policies, new Inherited(Map.of(), Optional.empty()), source, keys)
                .begin(credentials, clock.instant(), AssumeRole.requireWithin(role, duration.orElse(USUAL)))
                .with("SubjectFromWebIdentityToken", token.subject())
                .with("Audience", token.audience())
                .with("Provider", String.valueOf(token.claims().getIssuer()));
    }
}
