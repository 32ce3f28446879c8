package dev.partywall.abac;

import static dev.partywall.abac.Sessions.arnOf;
import static dev.partywall.abac.Sessions.assertRefused;
import static dev.partywall.abac.Sessions.assumed;
import static dev.partywall.abac.Sessions.refusal;
import static dev.partywall.abac.Sessions.sessionOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.partywall.core.ErrorCode;
import dev.partywall.core.Tenant;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.sts.StsClient;

/** Sessions with tokens of an OpenID Connect provider. */
final class WebIdentityTest {

    private static final String TAGS = "https://aws.amazon.com/tags";
    private static final String NESTED = "\"" + TAGS + "\": {\"principal_tags\": {\"TenantId\": [\"acme\"]},"
            + " \"transitive_tag_keys\": [\"TenantId\"]}";

    private static ScopedLab lab;
    private static RSAKey key;
    private static String role;
    private static StsClient sts;

    private long mark;

    @BeforeAll
    static void start() throws JOSEException {
        lab = ScopedLab.bare();
        key = new RSAKeyGenerator(2048).keyID("rsa").generate();
        String provider = lab.lab()
                .identityProvider(
                        "https://login.example.com",
                        new JWKSet(key).toPublicJWKSet().toString(),
                        "app");
        role = lab.lab().role("web").trust("""
                        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Federated": "%s"},
                          "Action": ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"],
                          "Condition": {"StringEquals": {"login.example.com:aud": "app"}}}]}
                        """.formatted(provider)).create().arn();
        sts = new StsTap().client(lab, AnonymousCredentialsProvider.create());
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    @BeforeEach
    void mark() {
        mark = lab.lab().calls().mark();
    }

    private static TenantCredentials.Builder builder(WebIdentityTokens tokens) {
        return TenantCredentials.builder()
                .sts(sts)
                .role(role)
                .webIdentity(tokens)
                .clock(lab.lab().clock())
                .loadTimeout(Duration.ofMinutes(5));
    }

    /** A token with these claims beside what every token has. */
    private static String token(String claims) {
        return signed("\"aud\": \"app\", \"exp\": " + (now() + 300), claims);
    }

    private static long now() {
        return lab.lab().clock().instant().getEpochSecond();
    }

    private static String signed(String validity, String claims) {
        String payload = "{\"iss\": \"https://login.example.com\", \"sub\": \"user-1\", \"iat\": " + now() + ", "
                + validity + (claims.isEmpty() ? "" : ", " + claims) + "}";
        JWSObject token = new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("rsa").build(), new Payload(payload));
        try {
            token.sign(new RSASSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return token.serialize();
    }

    private void assertRefusedHere(String token, String... words) {
        assertRefusedHere(Tenant.of("acme"), token, words);
    }

    private void assertRefusedHere(Tenant tenant, String token, String... words) {
        try (TenantCredentials credentials = builder(of -> token).build()) {
            TenantCredentialsException refusal = refusal(credentials, tenant);
            assertRefused(refusal, tenant.id().value(), ErrorCode.WEB_IDENTITY_TOKEN_UNUSABLE, false, words);
            assertThat(assumed(lab, mark).count()).as("calls").isZero();
            if (token.length() > 8) {
                assertThat(Sessions.textOf(refusal)).doesNotContain(token);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                NESTED,
                "\"" + TAGS + "\": {\"principal_tags\": {\"TenantId\": \"acme\"}}",
                "\"" + TAGS + "/principal_tags/TenantId\": \"acme\"",
                "\"" + TAGS + "/principal_tags/TenantId\": [\"acme\"]",
                "\"" + TAGS + "/principal_tags/tenantid\": [\"acme\"]",
                "\"x\": {\"" + TAGS + "/principal_tags/TenantId\": \"globex\"}, " + NESTED,
                "\"" + TAGS + "\": {\"x\": {\"principal_tags\": {\"TenantId\": \"globex\"}}, \"principal_tags\":"
                        + " {\"TenantId\": [\"acme\"], \"Other\": [\"globex\"]}}",
            })
    void token_ofTheTenant_opensTheRole(String claims) {
        try (TenantCredentials credentials = builder(tenant -> token(claims)).build()) {
            assertThat(arnOf(lab, sessionOf(credentials, "acme"))).endsWith(":assumed-role/web/acme");
            assertThat(sessionOf(credentials, "acme")).isEqualTo(sessionOf(credentials, "acme"));
            assertThat(assumed(lab, mark).count()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"" + TAGS + "\": {\"principal_tags\": {\"TenantId\": [\"globex\"]}}",
                "\"" + TAGS + "\": {\"principal_tags\": {\"TenantId\": [\"ACME\"]}}",
                "\"" + TAGS + "\": {\"principal_tags\": {\"TenantId\": [\"acme \"]}}",
                "\"" + TAGS + "\": {\"principal_tags\": {\"TenantId\": [\"\"]}}",
                "\"" + TAGS + "/principal_tags/TenantId\": \"acme2\"",
                "\"" + TAGS + "/principal_tags/tenantID\": \"globex\"",
            })
    void token_ofAnotherTenant_isRefusedBeforeAnyCall(String claims) {
        assertRefusedHere(token(claims), "TenantId", "someone else");
    }

    /** Were what is inside the value read as tags, the token would pass for acme's, and be what STS makes of it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"" + TAGS
                        + "\": {\"principal_tags\": {\"x\": {\"TenantId\": [\"acme\"]}, \"TenantId\": [\"globex\"]}}",
                "\"" + TAGS + "/principal_tags/x\": {\"" + TAGS + "/principal_tags/TenantId\": \"acme\"}, \"" + TAGS
                        + "\": {\"principal_tags\": {\"TenantId\": [\"globex\"]}}",
            })
    void token_ofAnotherTenantWithTheTenantInside_isRefusedBeforeAnyCall(String claims) {
        assertRefusedHere(token(claims), "TenantId");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\"TenantId\": \"acme\"",
                "\"" + TAGS + "\": {\"TenantId\": [\"acme\"]}",
                "\"" + TAGS + "\": [\"acme\"]",
                "\"" + TAGS + "\": \"acme\"",
                "\"" + TAGS + "\": null",
                "\"" + TAGS + "\": {\"principal_tags\": null}",
                "\"" + TAGS + "\": {\"principal_tags\": [{\"TenantId\": [\"acme\"]}]}",
                "\"" + TAGS + "\": {\"principal_tags\": {\"TenantId\": []}}",
                "\"" + TAGS + "\": {\"principal_tags\": {\"TenantId\": null}}",
                "\"" + TAGS + "\": {\"principal_tags\": {\"TenantId\": 7}}",
                "\"" + TAGS + "\": {\"principal_tags\": {\"TenantId\": {\"acme\": \"acme\"}}}",
                "\"" + TAGS + "\": {\"principal_tags\": {\"TenantId\": [[\"acme\"]]}}",
                "\"" + TAGS + "\": {\"principal_tags\": {\"TenantId\": [\"acme\", \"globex\"]}}",
                "\"" + TAGS + "\": {\"principal_tags\": {\"TenantId\": [\"globex\", \"acme\"]}}",
                "\"" + TAGS + "\": {\"principal_tags\": {\"TenantId\": [\"acme\", \"acme\"]}}",
                "\"" + TAGS + "\": {\"principal_tags\": {\"TenantId\": [\"acme\"], \"tenantid\": [\"acme\"]}}",
                "\"" + TAGS + "\": {\"principal_tags\": {\"TenantId\": [\"acme\"], \"tenantid\": [\"globex\"]}}",
                // What looks like the tag but stands elsewhere.
                "\"" + TAGS + "\": {\"principal_tags\": {\"x\": {\"TenantId\": [\"acme\"]}}}",
                "\"" + TAGS + "\": {\"principal_tags\": {\"x\": [{\"TenantId\": [\"acme\"]}]}}",
                "\"" + TAGS + "/principal_tags/x\": {\"" + TAGS + "/principal_tags/TenantId\": \"acme\"}",
                "\"x\": {" + NESTED + "}",
                "\"x\": [{" + NESTED + "}]",
                NESTED + ", \"" + TAGS + "/principal_tags/TenantId\": \"globex\"",
                NESTED + ", \"" + TAGS + "/principal_tags/TENANTID\": \"acme\"",
            })
    void token_withoutOneValue_isRefusedBeforeAnyCall(String claims) {
        assertRefusedHere(token(claims), "TenantId", TAGS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                NESTED + ", \"" + TAGS + "\": {\"principal_tags\": {\"TenantId\": [\"globex\"]}}",
                "\"" + TAGS + "\": {\"principal_tags\": {\"TenantId\": [\"acme\"], \"TenantId\": [\"globex\"]}}",
                "\"" + TAGS + "\": {\"principal_tags\": {\"TenantId\": [\"acme\"]}, \"principal_tags\": {}}",
                "\"" + TAGS + "/principal_tags/TenantId\": \"acme\", \"" + TAGS
                        + "/principal_tags/TenantId\": \"globex\"",
            })
    void token_withOneKeyTwice_isRefusedBeforeAnyCall(String claims) {
        assertRefusedHere(token(claims), "readable");
    }

    @Test
    void token_thatIsNone_isRefusedBeforeAnyCall() {
        String good = token(NESTED);
        String[] parts = good.split("\\.", -1);
        String list = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("[]".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertRefusedHere("", "no web identity token");
        for (String bad : new String[] {
            "x",
            "..",
            "a.b.c",
            parts[0] + "." + parts[1],
            good + ".x",
            good + "." + parts[1] + ".x",
            parts[0] + ".!" + parts[1] + "." + parts[2],
            parts[0] + "." + parts[1].substring(0, parts[1].length() / 2) + "." + parts[2],
            parts[0] + "." + list + "." + parts[2],
            parts[0] + ".." + parts[2],
            "x".repeat(10_000),
        }) {
            assertRefusedHere(bad, "JWT");
        }
    }

    /** STS would say so in words that hold the token. */
    @Test
    void token_longerThanStsTakes_isRefusedBeforeAnyCall() {
        assertRefusedHere(token(NESTED + ", \"x\": \"" + "x".repeat(20_000) + "\""), "20,000");
    }

    @Test
    void token_mappedAttributes_areComparedToo() {
        String claims = "\"" + TAGS + "\": {\"principal_tags\": {\"TenantId\": [\"acme\"], \"Tier\": [\"gold\"]}}";
        Tenant gold = Tenant.of("acme").withAttribute("tier", "gold");
        try (TenantCredentials credentials = builder(tenant -> token(claims))
                .attributeTag("tier", "Tier")
                .failureBackoff(Duration.ZERO)
                .build()) {
            assertRefused(
                    refusal(credentials, gold.withAttribute("tier", "silver")),
                    "acme",
                    ErrorCode.WEB_IDENTITY_TOKEN_UNUSABLE,
                    false,
                    "'Tier'");
            assertThat(assumed(lab, mark).count()).isZero();
            assertThat(sessionOf(credentials, gold).accessKeyId()).isNotEmpty();
        }
    }

    @Test
    void supplier_isAskedForTheTenantItself() {
        Map<String, String> tokens =
                Map.of("acme", token(NESTED), "globex", token("\"" + TAGS + "/principal_tags/TenantId\": \"globex\""));
        try (TenantCredentials credentials =
                builder(tenant -> tokens.getOrDefault(tenant.id().value(), "")).build()) {
            assertThat(arnOf(lab, sessionOf(credentials, "acme"))).endsWith("/acme");
            assertThat(arnOf(lab, sessionOf(credentials, "globex"))).endsWith("/globex");
            assertRefused(refusal(credentials, "initech"), "initech", ErrorCode.WEB_IDENTITY_TOKEN_UNUSABLE, false);
        }
    }

    private void assertRefusedBySts(String token, String... words) {
        try (TenantCredentials credentials = builder(of -> token).build()) {
            TenantCredentialsException refusal = refusal(credentials, "acme");
            assertRefused(refusal, "acme", ErrorCode.WEB_IDENTITY_TOKEN_UNUSABLE, false, words);
            assertThat(refusal).hasCauseInstanceOf(AwsServiceException.class);
            assertThat(assumed(lab, mark).count()).isEqualTo(1);
            assertThat(Sessions.textOf(refusal)).doesNotContain(token);
        }
    }

    @Test
    void token_expired_saysSo() {
        assertRefusedBySts(signed("\"aud\": \"app\", \"exp\": " + (now() - 1), NESTED), "expiry");
    }

    @Test
    void token_ofAnotherAudience_saysSo() {
        assertRefusedBySts(signed("\"aud\": \"other\", \"exp\": " + (now() + 300), NESTED), "audience");
    }

    @Test
    void token_forged_saysSo() {
        String good = token(NESTED);
        String other = token(NESTED + ", \"x\": 1");
        String forged = good.substring(0, good.lastIndexOf('.')) + other.substring(other.lastIndexOf('.'));
        assertRefusedBySts(forged, "signature");
    }
}
