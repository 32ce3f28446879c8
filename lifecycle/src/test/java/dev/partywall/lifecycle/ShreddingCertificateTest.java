package dev.partywall.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.core.TenantId;
import dev.partywall.lifecycle.internal.certificate.Destroyed;
import dev.partywall.lifecycle.internal.certificate.SignedCertificate;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a certificate says, and that nobody but the signer can have said it. */
final class ShreddingCertificateTest {

    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final CertificateSigner SIGNER = CertificateSigner.of("key-1", TestKeys.SIGNING);

    private static Destroyed destroyed(Tier tier) {
        return destroyed(tier, rootKey("arn:root", tier));
    }

    private static Destroyed.RootKey rootKey(String arn, Tier whose) {
        return new Destroyed.RootKey(arn, Optional.of(whose));
    }

    private static Destroyed destroyed(Tier tier, Destroyed.RootKey... rootKeys) {
        return new Destroyed(
                new UUID(1, 2),
                TenantId.of("acme"),
                tier,
                "ops",
                new Departure(NOW.minusSeconds(60), NOW, false, Optional.of("s3://exports/acme"), Optional.empty()),
                NOW,
                NOW.plusSeconds(10),
                new Destroyed.BranchKey("tenant-keys", 3, 1, List.of("version-1"), List.of(rootKeys)),
                tier == Tier.SILO ? List.of(new Destroyed.KmsKey("arn:root", NOW.plusSeconds(600))) : List.of(),
                Optional.of("arn:role"),
                new Destroyed.Canary(Optional.of("version-1"), "BRANCH_KEY_MISSING"));
    }

    private static ShreddingCertificate certificate() {
        return SignedCertificate.sign(destroyed(Tier.SILO), SIGNER);
    }

    @Test
    void verify_signedCertificate_isReadBack() {
        ShreddingCertificate certificate = certificate();

        ShreddingCertificate read = ShreddingCertificate.verify(certificate.toJws(), TestKeys.SIGNING.getPublic());

        assertThat(read).isEqualTo(certificate);
        assertThat(read.id()).isEqualTo(new UUID(1, 2));
        assertThat(read.tenant()).isEqualTo(TenantId.of("acme"));
        assertThat(read.requestedBy()).isEqualTo("ops");
        assertThat(read.finishedAt()).isEqualTo(NOW.plusSeconds(10));
    }

    /** The form is for others to read: it stays. */
    @Test
    void toJson_siloTenant_isTheDocumentedForm() {
        assertThat(certificate().toJson()).startsWith("""
                        {"format":1,"type":"partywall.shredding","id":"00000000-0000-0001-0000-000000000002",\
                        "tenant":"acme","tier":"SILO","requestedBy":"ops","offboardedAt":"2026-03-01T09:59:00Z",\
                        "gracePeriodEndedAt":"2026-03-01T10:00:00Z","begunAt":"2026-03-01T10:00:00Z",\
                        "finishedAt":"2026-03-01T10:00:10Z","export":"s3://exports/acme",\
                        "branchKey":{"keyStore":"tenant-keys","id":"acme","rows":3,"versionCount":1,"versions":["version-1"],\
                        "rootKeys":["arn:root"]},\
                        "kmsKeys":[{"arn":"arn:root","deletionDate":"2026-03-01T10:10:00Z"}],"role":"arn:role",\
                        "canary":{"branchKeyVersion":"version-1","openedBefore":true,\
                        "refusedAfter":"BRANCH_KEY_MISSING"},"statements":[""");
    }

    /** No tier may claim what is not so of its backups. */
    @ParameterizedTest
    @EnumSource(Tier.class)
    void toJson_everyTier_saysWhoCanStillOpenBackups(Tier tier) {
        String json = SignedCertificate.sign(destroyed(tier), SIGNER).toJson();

        assertThat(json).contains("were not touched", "were not deleted by this");
        switch (tier) {
            case POOL ->
                assertThat(json)
                        .contains("arn:root, which is not this tenant's alone")
                        .doesNotContain("is scheduled");
            case SILO -> assertThat(json).contains("is scheduled", "can be cancelled", "under another KMS key");
            case BRING_YOUR_OWN_KEY -> assertThat(json).contains("only its owner can disable or delete it");
        }
    }

    /** Of each key it says what is so of that one. */
    @Test
    void toJson_tenantThatWasBeingMoved_saysOfEachRootKeyWhoseItIs() {
        Destroyed moving = destroyed(
                Tier.POOL,
                rootKey("arn:shared", Tier.POOL),
                rootKey("arn:made", Tier.SILO),
                rootKey("arn:brought", Tier.BRING_YOUR_OWN_KEY),
                new Destroyed.RootKey("arn:unknown", Optional.empty()));

        String json = SignedCertificate.sign(moving, SIGNER).toJson();

        assertThat(json)
                .contains(
                        "\"rootKeys\":[\"arn:shared\",\"arn:made\",\"arn:brought\",\"arn:unknown\"]",
                        "the root key arn:shared, which is not this tenant's alone, can open",
                        "the root key arn:made, which was made for this tenant.",
                        "the root key arn:brought can open the records. That key is the tenant's own",
                        "the root key arn:unknown, of which the registry does not tell whose it is");
    }

    /** By the standard alone, without any code of ours. */
    @Test
    void toJws_ed25519_isAFlattenedJsonWebSignature() throws GeneralSecurityException {
        assertIndependently(certificate().toJws(), TestKeys.SIGNING.getPublic(), "Ed25519", "EdDSA");
    }

    @Test
    void toJws_p256_isAFlattenedJsonWebSignature() throws GeneralSecurityException {
        KeyPair p256 = elliptic("secp256r1");
        String jws = SignedCertificate.sign(destroyed(Tier.POOL), CertificateSigner.of("key-2", p256))
                .toJws();

        assertIndependently(jws, p256.getPublic(), "SHA256withECDSAinP1363Format", "ES256");
        assertThat(ShreddingCertificate.verify(jws, p256.getPublic()).tenant()).isEqualTo(TenantId.of("acme"));
    }

    private static void assertIndependently(String jws, PublicKey key, String jca, String jose)
            throws GeneralSecurityException {
        Matcher parts = Pattern.compile(
                        "\\{\"payload\":\"([\\w-]+)\",\"protected\":\"([\\w-]+)\",\"signature\":\"([\\w-]+)\"}")
                .matcher(jws);
        assertThat(parts.matches()).isTrue();
        Signature signature = Signature.getInstance(jca);
        signature.initVerify(key);
        signature.update((parts.group(2) + "." + parts.group(1)).getBytes(StandardCharsets.US_ASCII));
        assertThat(signature.verify(Base64.getUrlDecoder().decode(parts.group(3))))
                .isTrue();
        assertThat(new String(Base64.getUrlDecoder().decode(parts.group(2)), StandardCharsets.US_ASCII))
                .contains("\"alg\":\"" + jose + "\"", "\"kid\":\"key-");
    }

    private static KeyPair elliptic(String curve) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    @Test
    void verify_otherKey_refuses() throws GeneralSecurityException {
        String jws = certificate().toJws();

        assertRefused(jws, TestKeys.OTHER.getPublic());
        assertRefused(jws, elliptic("secp256r1").getPublic());
        assertRefused(jws, elliptic("secp384r1").getPublic());
        assertRefused(jws, KeyPairGenerator.getInstance("RSA").generateKeyPair().getPublic());
    }

    private static void assertRefused(String jws, PublicKey key) {
        assertThatThrownBy(() -> ShreddingCertificate.verify(jws, key)).isInstanceOf(CertificateRefusedException.class);
    }

    /** Of the payload every seventh character, of header and signature all. */
    @Test
    void verify_anyCharacterChanged_refuses() {
        String jws = certificate().toJws();
        int payload = jws.indexOf("\",\"protected\"");
        for (int at = 0; at < jws.length(); at += at < payload - 7 ? 7 : 1) {
            for (char changed : new char[] {'A', 'B', 'Q', '-'}) {
                if (jws.charAt(at) != changed) {
                    assertRefused(jws.substring(0, at) + changed + jws.substring(at + 1), TestKeys.SIGNING.getPublic());
                }
            }
        }
        assertRefused(jws.substring(0, jws.length() - 2) + "==\"}", TestKeys.SIGNING.getPublic());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "null",
                "[]",
                "not json",
                "{\"payload\":\"\",\"protected\":\"\",\"signature\":\"\"}",
                "{\"payload\":\"e30\",\"protected\":\"e30\",\"signature\":\"e30\",\"header\":{}}"
            })
    void verify_noCertificate_refuses(String text) {
        assertRefused(text, TestKeys.SIGNING.getPublic());
    }

    /** A header that asks for no signature, or for one that the key is not for, is the oldest attack on this format. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"alg\":\"none\",\"kid\":\"key-1\",\"typ\":\"partywall-shredding+json\"}",
                "{\"alg\":\"HS256\",\"kid\":\"key-1\",\"typ\":\"partywall-shredding+json\"}",
                "{\"alg\":\"EdDSA\",\"kid\":\"key-1\",\"typ\":\"JWT\"}",
                "{\"alg\":\"EdDSA\",\"kid\":\"key-1\",\"typ\":\"partywall-shredding+json\",\"crit\":\"exp\"}"
            })
    void verify_headerOfAnotherKind_refusesThoughTheSignatureIsRight(String header) {
        String body = encoded("{\"format\":1,\"type\":\"partywall.shredding\",\"id\":\"" + new UUID(1, 2)
                + "\",\"tenant\":\"acme\",\"requestedBy\":\"ops\",\"finishedAt\":\"" + NOW + "\"}");
        String right = "{\"alg\":\"EdDSA\",\"kid\":\"key-1\",\"typ\":\"partywall-shredding+json\"}";

        assertThat(ShreddingCertificate.verify(jws(right, body), TestKeys.SIGNING.getPublic())
                        .requestedBy())
                .isEqualTo("ops");
        assertRefused(jws(header, body), TestKeys.SIGNING.getPublic());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"format\":2,\"type\":\"partywall.shredding\"}",
                "{\"format\":1,\"type\":\"something else\"}",
                "{\"format\":1,\"type\":\"partywall.shredding\",\"id\":\"x\",\"tenant\":\"acme\",\"requestedBy\":\"ops\","
                        + "\"finishedAt\":\"2026-03-01T10:00:00Z\"}",
                "{\"format\":1,\"type\":\"partywall.shredding\",\"id\":\"00000000-0000-0001-0000-000000000002\","
                        + "\"tenant\":\"no/tenant\",\"requestedBy\":\"ops\",\"finishedAt\":\"2026-03-01T10:00:00Z\"}"
            })
    void verify_somethingElseThatTheKeySigned_refuses(String payload) {
        String header = "{\"alg\":\"EdDSA\",\"kid\":\"key-1\",\"typ\":\"partywall-shredding+json\"}";

        assertRefused(jws(header, encoded(payload)), TestKeys.SIGNING.getPublic());
    }

    private static String jws(String header, String body) {
        String protectedHeader = encoded(header);
        byte[] signature = SIGNER.sign((protectedHeader + "." + body).getBytes(StandardCharsets.US_ASCII));
        return "{\"payload\":\"" + body + "\",\"protected\":\"" + protectedHeader + "\",\"signature\":\""
                + Base64.getUrlEncoder().withoutPadding().encodeToString(signature) + "\"}";
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void of_otherKeys_areRefused() throws GeneralSecurityException {
        KeyPair p384 = elliptic("secp384r1");
        KeyPair rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair();

        KeyPair noPair = new KeyPair(TestKeys.OTHER.getPublic(), TestKeys.SIGNING.getPrivate());
        KeyPair mixed = new KeyPair(rsa.getPublic(), TestKeys.SIGNING.getPrivate());
        for (KeyPair pair : List.of(p384, rsa, noPair, mixed)) {
            assertThatThrownBy(() -> CertificateSigner.of("key", pair))
                    .isInstanceOf(InvalidLifecycleSettingException.class);
        }
        for (String id : List.of("", "with space", "x".repeat(257))) {
            assertThatThrownBy(() -> CertificateSigner.of(id, TestKeys.SIGNING))
                    .isInstanceOf(InvalidLifecycleSettingException.class);
        }
    }

    @Test
    void toString_signer_doesNotShowTheKey() {
        byte[] key = TestKeys.SIGNING.getPrivate().getEncoded();

        assertThat(SIGNER.toString()).isEqualTo("CertificateSigner[key-1, EdDSA]");
        assertThat(SIGNER.toString()).doesNotContain(Base64.getEncoder().encodeToString(Arrays.copyOf(key, 12)));
    }
}
