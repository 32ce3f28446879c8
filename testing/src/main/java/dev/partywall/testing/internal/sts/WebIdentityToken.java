package dev.partywall.testing.internal.sts;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.partywall.testing.internal.principals.IdentityProvider;
import dev.partywall.testing.internal.principals.Principals;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An OpenID Connect token, verified: by a provider of the account, for one of its audiences, signed by one of the
 * provider's keys, and in force
 * (https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html).
 *
 * @param provider who vouches for it
 * @param claims what it says
 * @param audience the party that it was made for: {@code azp} if the token has one, otherwise {@code aud}
 */
record WebIdentityToken(IdentityProvider provider, JWTClaimsSet claims, String audience) {

    private static final String SCHEME = "https://";

    /** Verifies a token. */
    static WebIdentityToken verify(String text, Principals principals, Instant now) {
        SignedJWT token = parse(text);
        JWTClaimsSet claims = claims(token);
        IdentityProvider provider = provider(claims, principals);
        TokenSignature.require(token, Optional.ofNullable(principals.keySets().get(provider.url())));
        requireInForce(claims, now);
        String audience = audience(claims);
        if (!provider.clientIds().contains(audience)) {
            throw StsException.invalidIdentityToken("Incorrect token audience");
        }
        if (claims.getSubject() == null) {
            throw missing("sub");
        }
        return new WebIdentityToken(provider, claims, audience);
    }

    /** Whom the token is about. */
    String subject() {
        return claims.getSubject();
    }

    private static SignedJWT parse(String text) {
        try {
            return SignedJWT.parse(text);
        } catch (ParseException e) {
            throw StsException.invalidIdentityToken(
                    "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)");
        }
    }

    private static JWTClaimsSet claims(SignedJWT token) {
        try {
            return token.getJWTClaimsSet();
        } catch (ParseException e) {
            throw StsException.invalidIdentityToken("The ID Token provided has no claims.");
        }
    }

    private static IdentityProvider provider(JWTClaimsSet claims, Principals principals) {
        String issuer = claims.getIssuer();
        if (issuer == null) {
            throw missing("iss");
        }
        String url = issuer.startsWith(SCHEME) ? issuer.substring(SCHEME.length()) : issuer;
        return principals
                .providers()
                .find(principals.arn("oidc-provider", "/", url))
                .orElseThrow(() -> StsException.invalidIdentityToken(
                        "No OpenIDConnect provider found in your account for " + issuer));
    }

    private static void requireInForce(JWTClaimsSet claims, Instant now) {
        Instant expires = required(claims.getExpirationTime(), "exp");
        required(claims.getIssueTime(), "iat");
        if (!now.isBefore(expires)) {
            throw StsException.expiredToken("Token expired: current date/time " + now.getEpochSecond()
                    + " must be before the expiration date/time " + expires.getEpochSecond());
        }
        Date notBefore = claims.getNotBeforeTime();
        if (notBefore != null && now.isBefore(notBefore.toInstant())) {
            throw StsException.rejectedClaim("The token is not valid before " + notBefore.toInstant());
        }
    }

    private static Instant required(@Nullable Date date, String claim) {
        if (date == null) {
            throw missing(claim);
        }
        return date.toInstant();
    }

    private static StsException missing(String claim) {
        return StsException.invalidIdentityToken("Missing a required claim: " + claim);
    }

    /** Several audiences are only taken with {@code azp}, which then says which counts. */
    private static String audience(JWTClaimsSet claims) {
        Object azp = claims.getClaim("azp");
        if (azp instanceof String party) {
            return party;
        }
        List<String> audiences = claims.getAudience();
        if (audiences.isEmpty()) {
            throw missing("aud");
        } else if (audiences.size() > 1) {
            throw StsException.invalidIdentityToken("Incorrect token audience");
        }
        return audiences.get(0);
    }
}
