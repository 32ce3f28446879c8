package dev.partywall.testing.internal.sts;

import static dev.partywall.testing.Policies.allowIf;
import static dev.partywall.testing.Policies.document;
import static dev.partywall.testing.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.partywall.testing.AwsLab;
import dev.partywall.testing.LabRole;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityResponse;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AssumeRoleWithWebIdentityTest {

    private static final String ISSUER = "https://login.example.com/tenants";
    private static final String URL = "login.example.com/tenants";
    private static final String APP = "app-client";

    private AwsLab lab;
    private RSAKey rsa;
    private ECKey ec;
    private String provider;
    private int made;

    @BeforeAll
    void start() throws JOSEException {
        lab = AwsLab.builder().withoutDynamoDb().start();
        rsa = new RSAKeyGenerator(2048).keyID("rsa").generate();
        ec = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
        provider = lab.identityProvider(
                ISSUER, new JWKSet(List.of(rsa, ec)).toPublicJWKSet().toString(), APP, "other-client");
    }

    @AfterAll
    void stop() {
        lab.close();
    }

    private LabRole role(String policy) {
        return role(policy, "\"sts:AssumeRoleWithWebIdentity\", \"sts:TagSession\", \"sts:SetSourceIdentity\"");
    }

    private LabRole role(String policy, String trusted) {
        return lab.role("role" + ++made)
                .trust(document("\"Effect\": \"Allow\", \"Principal\": {\"Federated\": \"" + provider
                        + "\"}, \"Action\": [" + trusted + "], \"Condition\": {\"StringEquals\": {\"" + URL
                        + ":aud\": \""
                        + APP + "\"}, \"StringLike\": {\"" + URL + ":sub\": \"user-*\"}}"))
                .policy("own", policy)
                .create();
    }

    private JWTClaimsSet claims(Consumer<JWTClaimsSet.Builder> change) {
        Instant now = lab.clock().instant();
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(APP)
                .subject("user-1")
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300)));
        change.accept(claims);
        return claims.build();
    }

    private static String signed(JWSHeader header, JWSSigner signer, JWTClaimsSet claims) throws JOSEException {
        SignedJWT token = new SignedJWT(header, claims);
        token.sign(signer);
        return token.serialize();
    }

    private String rsaToken(Consumer<JWTClaimsSet.Builder> change) throws JOSEException {
        return signed(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("rsa").build(), new RSASSASigner(rsa), claims(change));
    }

    private AssumeRoleWithWebIdentityResponse assume(LabRole role, String token) {
        return lab.sts()
                .assumeRoleWithWebIdentity(request -> request.roleArn(role.arn())
                        .roleSessionName("session")
                        .webIdentityToken(token)
                        .overrideConfiguration(o -> o.credentialsProvider(AnonymousCredentialsProvider.create())));
    }

    private void listRoles(AssumeRoleWithWebIdentityResponse session) {
        AwsCredentialsProvider who = StaticCredentialsProvider.create(AwsSessionCredentials.create(
                session.credentials().accessKeyId(),
                session.credentials().secretAccessKey(),
                session.credentials().sessionToken()));
        lab.iam().listRoles(request -> request.overrideConfiguration(o -> o.credentialsProvider(who)));
    }

    private static String ifEquals(String key, String value) {
        return allowIf("iam:ListRoles", "{\"StringEquals\": {\"" + key + "\": \"" + value + "\"}}");
    }

    @Test
    void token_signedByRsaOrEllipticCurve_opensTheRole() throws JOSEException {
        LabRole role = role(ifEquals(URL + ":sub", "user-1"));
        String elliptic = signed(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("ec").build(),
                new ECDSASigner(ec),
                claims(claims -> {}));

        for (String token : List.of(rsaToken(claims -> {}), elliptic)) {
            AssumeRoleWithWebIdentityResponse session = assume(role, token);
            assertThat(session.subjectFromWebIdentityToken()).isEqualTo("user-1");
            assertThat(session.audience()).isEqualTo(APP);
            assertThat(session.provider()).isEqualTo(ISSUER);
            assertThatNoException().isThrownBy(() -> listRoles(session));
        }
    }

    @Test
    void session_knowsItsProvider() throws JOSEException {
        AssumeRoleWithWebIdentityResponse session =
                assume(role(ifEquals("aws:FederatedProvider", provider)), rsaToken(claims -> {}));

        assertThatNoException().isThrownBy(() -> listRoles(session));
    }

    @Test
    void token_unsignedOrSignedByAnythingButAKeyOfTheProvider_isRefused() throws JOSEException {
        LabRole role = role(ifEquals("aws:username", "x"));
        RSAKey stranger = new RSAKeyGenerator(2048).keyID("rsa").generate();
        byte[] publicKey = rsa.toPublicJWK().toRSAPublicKey().getEncoded();

        assertRefused("InvalidIdentityToken", () -> assume(role, new PlainJWT(claims(c -> {})).serialize()));
        assertRefused(
                "InvalidIdentityToken",
                () -> assume(
                        role,
                        signed(
                                new JWSHeader.Builder(JWSAlgorithm.HS256)
                                        .keyID("rsa")
                                        .build(),
                                new MACSigner(publicKey),
                                claims(c -> {}))));
        assertRefused(
                "InvalidIdentityToken",
                () -> assume(
                        role,
                        signed(
                                new JWSHeader.Builder(JWSAlgorithm.RS256)
                                        .keyID("rsa")
                                        .build(),
                                new RSASSASigner(stranger),
                                claims(c -> {}))));
        assertRefused(
                "InvalidIdentityToken",
                () -> assume(
                        role,
                        signed(
                                new JWSHeader.Builder(JWSAlgorithm.RS256)
                                        .keyID("unknown")
                                        .build(),
                                new RSASSASigner(rsa),
                                claims(c -> {}))));
    }

    @Test
    void token_tamperedWith_isRefused() throws JOSEException {
        String[] token = rsaToken(claims -> {}).split("\\.", -1);
        String[] other = rsaToken(claims -> claims.subject("user-2")).split("\\.", -1);

        assertRefused(
                "InvalidIdentityToken",
                () -> assume(role(ifEquals("a:b", "c")), token[0] + "." + other[1] + "." + token[2]));
    }

    @ParameterizedTest
    @ValueSource(strings = {"iss", "sub", "aud", "exp", "iat"})
    void token_withoutARequiredClaim_isRefused(String claim) {
        assertRefused(
                "InvalidIdentityToken",
                () -> assume(role(ifEquals("a:b", "c")), rsaToken(claims -> claims.claim(claim, null))));
    }

    @Test
    void token_ofAnotherIssuerOrAudience_isRefused() {
        LabRole role = role(ifEquals("a:b", "c"));

        assertRefused("InvalidIdentityToken", () -> assume(role, rsaToken(c -> c.issuer("https://evil.example.com"))));
        assertRefused("InvalidIdentityToken", () -> assume(role, rsaToken(c -> c.issuer(ISSUER + "/x"))));
        assertRefused("InvalidIdentityToken", () -> assume(role, rsaToken(c -> c.audience("someone-else"))));
        assertRefused(
                "InvalidIdentityToken", () -> assume(role, rsaToken(c -> c.audience(List.of(APP, "other-client")))));
    }

    @Test
    void token_withAuthorizedParty_isForThatOne() throws JOSEException {
        LabRole role = role(ifEquals("a:b", "c"));

        assertThat(assume(role, rsaToken(c -> c.audience("api").claim("azp", APP)))
                        .audience())
                .isEqualTo(APP);
        assertRefused("InvalidIdentityToken", () -> assume(role, rsaToken(c -> c.claim("azp", "someone-else"))));
    }

    @Test
    void token_expiredOrNotYetValid_isRefused() {
        LabRole role = role(ifEquals("a:b", "c"));
        Instant now = lab.clock().instant();

        assertRefused(
                "ExpiredTokenException",
                () -> assume(role, rsaToken(c -> c.expirationTime(Date.from(now.minusSeconds(1))))));
        assertRefused(
                "IDPRejectedClaim",
                403,
                () -> assume(role, rsaToken(c -> c.notBeforeTime(Date.from(now.plusSeconds(60))))));
    }

    @Test
    void trust_conditionsOnSubjectAndAudience_areChecked() {
        LabRole role = role(ifEquals("a:b", "c"));

        String message = assertRefused("AccessDenied", 403, () -> assume(role, rsaToken(c -> c.subject("robot-1"))));
        assertRefused("AccessDenied", 403, () -> assume(role, rsaToken(c -> c.audience("other-client"))));

        assertThat(message).isEqualTo("Not authorized to perform sts:AssumeRoleWithWebIdentity");
    }

    @Test
    void trust_ofTheAccountOnly_isDenied() {
        assertRefused("AccessDenied", 403, () -> assume(lab.role("account-only").create(), rsaToken(c -> {})));
    }

    @Test
    void tags_nestedOrFlat_areSessionTags() throws JOSEException {
        LabRole role = role(ifEquals("aws:PrincipalTag/TenantId", "acme"));
        String nested = rsaToken(c -> c.claim(
                "https://aws.amazon.com/tags",
                Map.of(
                        "principal_tags",
                        Map.of("TenantId", List.of("acme")),
                        "transitive_tag_keys",
                        List.of("TenantId"))));
        String flat = rsaToken(c -> c.claim("https://aws.amazon.com/tags/principal_tags/TenantId", "acme"));
        String other = rsaToken(c -> c.claim("https://aws.amazon.com/tags/principal_tags/TenantId", "globex"));

        assertThatNoException().isThrownBy(() -> listRoles(assume(role, nested)));
        assertThatNoException().isThrownBy(() -> listRoles(assume(role, flat)));
        assertRefused("AccessDenied", 403, () -> listRoles(assume(role, other)));
    }

    @Test
    void tags_butTrustWithoutTagSession_areDenied() {
        LabRole role = role(ifEquals("a:b", "c"), "\"sts:AssumeRoleWithWebIdentity\"");

        assertRefused(
                "AccessDenied",
                403,
                () -> assume(
                        role, rsaToken(c -> c.claim("https://aws.amazon.com/tags/principal_tags/TenantId", "acme"))));
        assertRefused(
                "AccessDenied",
                403,
                () -> assume(role, rsaToken(c -> c.claim("https://aws.amazon.com/source_identity", "alice"))));
    }

    @Test
    void tags_withSeveralValuesOrTwice_areRefused() {
        LabRole role = role(ifEquals("a:b", "c"));

        assertRefused(
                "InvalidIdentityToken",
                () -> assume(
                        role,
                        rsaToken(c -> c.claim("https://aws.amazon.com/tags/principal_tags/x", List.of("1", "2")))));
        assertRefused(
                "InvalidParameterValue",
                () -> assume(
                        role,
                        rsaToken(c -> c.claim("https://aws.amazon.com/tags/principal_tags/x", "1")
                                .claim("https://aws.amazon.com/tags/principal_tags/X", "2"))));
    }

    @Test
    void sourceIdentity_inTheToken_isThatOfTheSession() throws JOSEException {
        LabRole role = role(ifEquals("aws:SourceIdentity", "alice"));
        AssumeRoleWithWebIdentityResponse session =
                assume(role, rsaToken(c -> c.claim("https://aws.amazon.com/source_identity", "alice")));

        assertThat(session.sourceIdentity()).isEqualTo("alice");
        assertThatNoException().isThrownBy(() -> listRoles(session));
    }
}
