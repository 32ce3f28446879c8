package dev.partywall.abac.policies;

import static dev.partywall.testing.IsolationAssertions.assertDenied;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.abac.TenantPolicies;
import dev.partywall.abac.TenantTrust;
import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.PolicyType;
import dev.partywall.testing.AwsLab;
import dev.partywall.testing.AwsLabTest;
import dev.partywall.testing.LabRole;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The trust policy for an identity provider, by tokens that the lab verifies. */
@AwsLabTest(dynamoDb = false)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class WebIdentityLabTest {

    private static final String ISSUER = "https://login.example.com";
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    /** A session with tags has tag keys, and each of the two actions wants the tenant. */
    private static final List<String> TWICE = List.of(
            "TagWebIdentityWithTenant without StringLike aws:RequestTag/TenantId",
            "TagWebIdentityWithTenant without Null aws:TagKeys");

    private final AwsLab lab;
    private final KeyPair keys;
    private final LabRole role;
    private final String trust;
    private final Session anybody;

    WebIdentityLabTest(AwsLab lab) throws GeneralSecurityException {
        this.lab = lab;
        this.keys = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        String provider = lab.identityProvider(ISSUER, keySet(), "api", "admin");
        this.trust = TenantPolicies.create()
                .trustPolicy(TenantTrust.builder().webIdentity(provider, "api").build())
                .toCompactJson();
        this.role = lab.role("tenants").trust(trust).create();
        this.anybody = new Session(lab, lab.credentials());
    }

    @AfterAll
    void close() {
        anybody.close();
    }

    private String keySet() {
        RSAPublicKey key = (RSAPublicKey) keys.getPublic();
        return """
                {"keys": [{"kty": "RSA", "kid": "k1", "use": "sig", "alg": "RS256", "n": "%s", "e": "%s"}]}""".formatted(unsigned(key.getModulus()), unsigned(key.getPublicExponent()));
    }

    private static String unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        int start = bytes[0] == 0 ? 1 : 0;
        return BASE64.encodeToString(Arrays.copyOfRange(bytes, start, bytes.length));
    }

    private String token(String audience, String tags) {
        long now = lab.clock().instant().getEpochSecond();
        String claims = """
                {"iss": "%s", "sub": "svc", "aud": "%s", "iat": %d, "exp": %d,
                 "https://aws.amazon.com/tags": {"principal_tags": {%s}}}""".formatted(ISSUER, audience, now, now + 600, tags);
        String signed = BASE64.encodeToString("{\"alg\":\"RS256\",\"kid\":\"k1\"}".getBytes(UTF_8)) + "."
                + BASE64.encodeToString(claims.getBytes(UTF_8));
        return signed + "." + BASE64.encodeToString(signature(signed));
    }

    private byte[] signature(String text) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(keys.getPrivate());
            signature.update(text.getBytes(UTF_8));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Operation assume(String name, String audience, String tags) {
        return new Operation(
                name,
                (session, owner) -> session.sts()
                        .assumeRoleWithWebIdentity(r ->
                                r.roleArn(role.arn()).roleSessionName("job").webIdentityToken(token(audience, tags))));
    }

    private Stream<Operation> bad() {
        return Stream.of(
                assume("another audience", "admin", "\"TenantId\": [\"acme\"]"),
                assume("no tenant", "api", ""),
                assume("another tag only", "api", "\"Tier\": [\"gold\"]"),
                assume("a tag too many", "api", "\"TenantId\": [\"acme\"], \"Admin\": [\"true\"]"),
                assume("a tenant with a slash", "api", "\"TenantId\": [\"acme/x\"]"));
    }

    @Test
    void session_asDescribed_starts() {
        assertThat(assume("acme", "api", "\"TenantId\": [\"acme\"]").isLetThrough(anybody, ""))
                .isTrue();
    }

    @Test
    void session_otherThanDescribed_isDenied() {
        bad().forEach(start -> assertDenied(() -> start.run(anybody, "")).byIam());
    }

    Stream<Mutants.Mutant> mutants() {
        return Mutants.of(PolicyDocument.parse(PolicyType.TRUST, trust)).stream();
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void protection_whenTakenAway_letsASessionStart(Mutants.Mutant protection) {
        List<String> started;
        try {
            role.trust(protection.document().toJson());
            started = bad().filter(start -> start.isLetThrough(anybody, ""))
                    .map(Operation::name)
                    .toList();
        } finally {
            role.trust(trust);
        }
        assertThat(started.isEmpty()).as("%s: %s", protection, started).isEqualTo(TWICE.contains(protection.name()));
    }
}
