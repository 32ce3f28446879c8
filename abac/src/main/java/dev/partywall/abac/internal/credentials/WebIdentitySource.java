package dev.partywall.abac.internal.credentials;

import dev.partywall.abac.WebIdentityTokens;
import dev.partywall.core.ErrorCode;
import dev.partywall.core.Tenant;
import java.util.Optional;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityResponse;
import software.amazon.awssdk.services.sts.model.Tag;

/**
 * Sessions by {@code AssumeRoleWithWebIdentity}
 * (<a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html">STS</a>).
 *
 * @param sts the client
 * @param request what to ask for
 * @param tokens whose token is whose
 */
public record WebIdentitySource(StsClient sts, SessionRequest request, WebIdentityTokens tokens)
        implements SessionSource {

    /** STS refuses longer ones in words that hold the token. */
    private static final int MAX_TOKEN = 20_000;

    @Override
    public Issued issue(Tenant tenant) {
        AssumeRoleWithWebIdentityRequest.Builder assumeRole = AssumeRoleWithWebIdentityRequest.builder()
                .roleArn(request.role(tenant))
                .roleSessionName(SessionRequest.sessionName(tenant.id()))
                .webIdentityToken(token(tenant))
                .durationSeconds((int) request.duration().toSeconds());
        request.sessionPolicy(tenant).ifPresent(assumeRole::policy);
        AssumeRoleWithWebIdentityRequest built = assumeRole.build();
        AssumeRoleWithWebIdentityResponse answer = sts.assumeRoleWithWebIdentity(built);
        return new Issued(answer.credentials(), built.roleArn(), request.duration(), SessionRequest.dateOf(answer));
    }

    @Override
    public boolean isSigned() {
        return false;
    }

    private String token(Tenant tenant) {
        String token = tokens.tokenOf(tenant);
        if (token.isEmpty()) {
            throw unusable(tenant, "there is no web identity token for it");
        } else if (token.length() > MAX_TOKEN) {
            throw unusable(tenant, "its web identity token is longer than the 20,000 characters that STS takes");
        }
        TokenTags tags = TokenTags.of(token)
                .orElseThrow(() -> unusable(tenant, "its web identity token is not a JWT with a readable payload"));
        for (Tag tag : request.mapping().tags(tenant)) {
            Optional<String> claimed = tags.value(tag.key());
            if (claimed.isEmpty()) {
                throw unusable(
                        tenant,
                        "its web identity token carries no single value for the session tag '" + tag.key()
                                + "'; have the identity provider put it in the claim " + TokenTags.CLAIM);
            }
            if (!claimed.get().equals(tag.value())) {
                throw unusable(
                        tenant,
                        "its web identity token has another value for the session tag '" + tag.key()
                                + "' than the tenant that is bound: it is the token of someone else");
            }
        }
        return token;
    }

    private static RuntimeException unusable(Tenant tenant, String problem) {
        return SessionRequest.failure(ErrorCode.WEB_IDENTITY_TOKEN_UNUSABLE, tenant, problem);
    }
}
