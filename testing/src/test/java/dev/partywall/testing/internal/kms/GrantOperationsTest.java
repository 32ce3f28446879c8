package dev.partywall.testing.internal.kms;

import static dev.partywall.testing.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.kms.model.GrantOperation.CREATE_GRANT;
import static software.amazon.awssdk.services.kms.model.GrantOperation.DECRYPT;
import static software.amazon.awssdk.services.kms.model.GrantOperation.DESCRIBE_KEY;
import static software.amazon.awssdk.services.kms.model.GrantOperation.ENCRYPT;
import static software.amazon.awssdk.services.kms.model.GrantOperation.RETIRE_GRANT;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.CreateGrantRequest;
import software.amazon.awssdk.services.kms.model.CreateGrantResponse;
import software.amazon.awssdk.services.kms.model.GrantListEntry;
import software.amazon.awssdk.services.kms.model.GrantOperation;

/** Grants, seen by callers that no IAM policy allows anything. */
final class GrantOperationsTest {

    private static final KmsDoor DOOR = new KmsDoor();
    private static final SdkBytes SECRET = SdkBytes.fromUtf8String("secret");
    private static final String GRANTEE = KmsDoor.ROLE + "grantee";

    private final KmsClient root = DOOR.root();
    private final KmsClient grantee = DOOR.session("grantee", "one");
    private final String key = DOOR.createKey();

    @AfterAll
    static void close() {
        DOOR.close();
    }

    private CreateGrantResponse grant(KmsClient caller, Consumer<CreateGrantRequest.Builder> terms) {
        return caller.createGrant(r -> terms.accept(r.keyId(key).granteePrincipal(GRANTEE)));
    }

    private CreateGrantResponse grant(GrantOperation... operations) {
        return grant(root, r -> r.operations(operations));
    }

    private void encrypt(KmsClient caller, Map<String, String> context) {
        caller.encrypt(r -> r.keyId(key).plaintext(SECRET).encryptionContext(context));
    }

    private void assertEncryptDenied(KmsClient caller, Map<String, String> context) {
        assertRefused("AccessDeniedException", () -> encrypt(caller, context));
    }

    private List<GrantListEntry> listed() {
        return root.listGrantsPaginator(r -> r.keyId(key).limit(2)).grants().stream()
                .toList();
    }

    private static Map<String, String> pairs(String text) {
        Map<String, String> pairs = new HashMap<>();
        for (String pair : text.split(" ", -1)) {
            pairs.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
        return pairs;
    }

    private static String identityPolicy(String effect, String action) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"" + effect + "\",\"Action\":\"" + action
                + "\",\"Resource\":\"*\"}}";
    }

    @Nested
    final class Permission {

        @Test
        void grant_allowsItsOperationsToItsGrantee_untilRevoked() {
            assertEncryptDenied(grantee, Map.of());
            CreateGrantResponse grant = grant(ENCRYPT);
            encrypt(grantee, Map.of());
            assertRefused("AccessDeniedException", () -> grantee.describeKey(r -> r.keyId(key)));
            assertEncryptDenied(DOOR.session("another", "one"), Map.of());
            root.revokeGrant(r -> r.keyId(key).grantId(grant.grantId()));
            assertEncryptDenied(grantee, Map.of());
        }

        @Test
        void grant_toOneSession_isNotForTheOthersOfItsRole() {
            grant(
                    root,
                    r -> r.granteePrincipal(KmsDoor.sessionArn("grantee", "one"))
                            .operations(ENCRYPT));
            encrypt(grantee, Map.of());
            assertEncryptDenied(DOOR.session("grantee", "two"), Map.of());
        }

        @Test
        void grant_toTheAccount_leavesItToIamPolicies() {
            String closed = DOOR.createKey("""
                    {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
                    "Principal":{"AWS":"arn:aws:iam::111122223333:role/keeper"},"Action":"kms:*","Resource":"*"}]}""");
            KmsClient keeper = DOOR.session("keeper", "one");
            KmsClient permitted = DOOR.session("other", "one", identityPolicy("Allow", "kms:DescribeKey"));
            assertRefused("AccessDeniedException", () -> permitted.describeKey(r -> r.keyId(closed)));
            keeper.createGrant(r -> r.keyId(closed)
                    .granteePrincipal("arn:aws:iam::111122223333:root")
                    .operations(DESCRIBE_KEY));
            permitted.describeKey(r -> r.keyId(closed));
            assertRefused("AccessDeniedException", () -> grantee.describeKey(r -> r.keyId(closed)));
        }

        @Test
        void grant_doesNotOutrankAnExplicitDeny() {
            grant(ENCRYPT);
            KmsClient denied = DOOR.session("grantee", "one", identityPolicy("Deny", "kms:Encrypt"));
            assertThat(assertRefused("AccessDeniedException", () -> encrypt(denied, Map.of())))
                    .contains("with an explicit deny in an identity-based policy");
            root.putKeyPolicy(r -> r.keyId(key).policy("""
                    {"Version":"2012-10-17","Statement":[
                      {"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"kms:*","Resource":"*"},
                      {"Effect":"Deny","Principal":{"AWS":"*"},"Action":"kms:Encrypt","Resource":"*"}]}"""));
            assertThat(assertRefused("AccessDeniedException", () -> encrypt(grantee, Map.of())))
                    .contains("with an explicit deny in a resource-based policy");
        }

        @Test
        void grant_ofAnotherKey_doesNotCount() {
            grant(ENCRYPT);
            String other = DOOR.createKey();
            assertRefused(
                    "AccessDeniedException",
                    () -> grantee.encrypt(r -> r.keyId(other).plaintext(SECRET)));
        }

        @ParameterizedTest
        @CsvSource({
            "EncryptionContextEquals, a=1 b=2, a=1 b=2, true",
            "EncryptionContextEquals, a=1 b=2, a=1, false",
            "EncryptionContextEquals, a=1 b=2, a=1 b=2 c=3, false",
            "EncryptionContextEquals, a=1 b=2, A=1 b=2, false",
            "EncryptionContextEquals, a=x b=2, a=X b=2, false",
            "EncryptionContextEquals, a=${aws:userid}, a=${aws:userid}, true",
            "EncryptionContextEquals, a=*, a=1, false",
            "EncryptionContextSubset, a=1 b=2, b=2 a=1, true",
            "EncryptionContextSubset, a=1 b=2, a=1 b=2 c=3, true",
            "EncryptionContextSubset, a=1 b=2, a=1 c=3, false",
            "EncryptionContextSubset, a=1 b=2, a=1 B=2, false",
        })
        void constraint_comparesContextsWithCase(String kind, String constraint, String context, boolean allowed) {
            grant(
                    root,
                    r -> r.operations(ENCRYPT, DESCRIBE_KEY).constraints(c -> {
                        if (kind.equals("EncryptionContextEquals")) {
                            c.encryptionContextEquals(pairs(constraint));
                        } else {
                            c.encryptionContextSubset(pairs(constraint));
                        }
                    }));
            if (allowed) {
                encrypt(grantee, pairs(context));
            } else {
                assertEncryptDenied(grantee, pairs(context));
            }
            assertEncryptDenied(grantee, Map.of());
            grantee.describeKey(r -> r.keyId(key)); // has no context, so the constraint does not apply
        }

        @Test
        void reEncrypt_needsAGrantOnBothKeys() {
            SdkBytes sealed = root.encrypt(r -> r.keyId(key).plaintext(SECRET)).ciphertextBlob();
            String other = DOOR.createKey();
            grant(GrantOperation.RE_ENCRYPT_FROM, GrantOperation.RE_ENCRYPT_TO);
            assertRefused(
                    "AccessDeniedException",
                    () -> grantee.reEncrypt(r -> r.ciphertextBlob(sealed).destinationKeyId(other)));
            grantee.reEncrypt(r -> r.ciphertextBlob(sealed).destinationKeyId(key));
            root.createGrant(r -> r.keyId(other).granteePrincipal(GRANTEE).operations(GrantOperation.RE_ENCRYPT_TO));
            grantee.reEncrypt(r -> r.ciphertextBlob(sealed).destinationKeyId(other));
        }

        @Test
        void grantToken_isTakenAsLongAsTheGrantIsInForce() {
            CreateGrantResponse grant = grant(ENCRYPT);
            grantee.encrypt(r -> r.keyId(key).plaintext(SECRET).grantTokens(grant.grantToken()));
            root.retireGrant(r -> r.grantToken(grant.grantToken()));
            assertRefused(
                    "InvalidGrantTokenException",
                    () -> grantee.encrypt(r -> r.keyId(key).plaintext(SECRET).grantTokens(grant.grantToken())));
        }
    }

    @Nested
    final class Creation {

        @Test
        void createGrant_needsPermission() {
            assertRefused("AccessDeniedException", () -> grant(grantee, r -> r.operations(ENCRYPT)));
            grant(DOOR.session("admin", "one", identityPolicy("Allow", "kms:CreateGrant")), r -> r.operations(ENCRYPT));
            encrypt(grantee, Map.of());
        }

        @Test
        void createGrant_sameNameAndTerms_isTheSameGrant() {
            CreateGrantResponse first = grant(root, r -> r.name("n").operations(ENCRYPT, DECRYPT));
            CreateGrantResponse again = grant(root, r -> r.name("n").operations(DECRYPT, ENCRYPT));
            assertThat(again.grantId()).isEqualTo(first.grantId());
            assertThat(again.grantToken()).isNotEqualTo(first.grantToken());
            assertThat(grant(root, r -> r.name("n").operations(ENCRYPT)).grantId())
                    .isNotEqualTo(first.grantId());
            assertThat(grant(ENCRYPT).grantId()).isNotEqualTo(grant(ENCRYPT).grantId());
            assertThat(listed()).hasSize(4);
            grantee.encrypt(r -> r.keyId(key).plaintext(SECRET).grantTokens(first.grantToken(), again.grantToken()));
        }

        @Test
        void createGrant_fromAGrant_givesNoMoreThanTheGrant() {
            grant(
                    root,
                    r -> r.operations(CREATE_GRANT, ENCRYPT)
                            .constraints(c -> c.encryptionContextSubset(Map.of("a", "1"))));
            assertRefused(
                    "AccessDeniedException",
                    () -> grant(
                            grantee,
                            r -> r.operations(DECRYPT).constraints(c -> c.encryptionContextSubset(Map.of("a", "1")))));
            assertRefused("AccessDeniedException", () -> grant(grantee, r -> r.operations(ENCRYPT)));
            assertRefused(
                    "AccessDeniedException",
                    () -> grant(
                            grantee,
                            r -> r.operations(ENCRYPT).constraints(c -> c.encryptionContextSubset(Map.of("b", "1")))));
            grant(
                    grantee,
                    r -> r.operations(ENCRYPT).constraints(c -> c.encryptionContextSubset(Map.of("a", "1", "b", "2"))));
            grant(grantee, r -> r.operations(ENCRYPT).constraints(c -> c.encryptionContextEquals(Map.of("a", "1"))));
        }

        @Test
        void createGrant_fromAnExactGrant_mustBeAsExact() {
            Map<String, String> exact = Map.of("a", "1");
            grant(root, r -> r.operations(CREATE_GRANT, ENCRYPT).constraints(c -> c.encryptionContextEquals(exact)));
            assertRefused(
                    "AccessDeniedException",
                    () -> grant(
                            grantee, r -> r.operations(ENCRYPT).constraints(c -> c.encryptionContextSubset(exact))));
            assertRefused(
                    "AccessDeniedException",
                    () -> grant(
                            grantee,
                            r -> r.operations(ENCRYPT)
                                    .constraints(c -> c.encryptionContextEquals(Map.of("a", "1", "b", "2")))));
            grant(grantee, r -> r.operations(ENCRYPT).constraints(c -> c.encryptionContextEquals(exact)));
        }

        @Test
        void createGrant_malformed_isRefused() {
            assertRefused(
                    "InvalidArnException",
                    () -> grant(root, r -> r.operations(ENCRYPT).granteePrincipal("grantee")));
            assertRefused(
                    "InvalidArnException",
                    () -> grant(root, r -> r.operations(ENCRYPT).retiringPrincipal("arn:aws:s3:::bucket")));
            assertRefused("ValidationException", () -> grant(GrantOperation.SIGN));
            assertRefused("ValidationException", () -> grant(root, r -> {}));
            assertRefused(
                    "ValidationException",
                    () -> grant(root, r -> r.operations(ENCRYPT).name("with space")));
            Map<String, String> nine = new HashMap<>();
            IntStream.range(0, 9).forEach(i -> nine.put("k" + i, "v"));
            assertRefused(
                    "ValidationException",
                    () -> grant(root, r -> r.operations(ENCRYPT).constraints(c -> c.encryptionContextEquals(nine))));
            assertRefused(
                    "ValidationException",
                    () -> grant(
                            root,
                            r -> r.operations(ENCRYPT)
                                    .constraints(c -> c.encryptionContextEquals(Map.of("k", "v".repeat(385))))));
            assertRefused(
                    "UnsupportedOperationException",
                    () -> grant(
                            root,
                            r -> r.operations(ENCRYPT)
                                    .constraints(c -> c.encryptionContextEquals(Map.of("a", "1"))
                                            .encryptionContextSubset(Map.of("a", "1")))));
            assertRefused(
                    "DryRunOperationException",
                    () -> grant(root, r -> r.operations(ENCRYPT).dryRun(true)));
            assertThat(listed()).isEmpty();
        }

        @Test
        void createGrant_onADisabledKey_isRefused() {
            root.disableKey(r -> r.keyId(key));
            assertRefused("DisabledException", () -> grant(ENCRYPT));
        }
    }

    @Nested
    final class Listing {

        @Test
        void listGrants_showsTermsAndPages() {
            CreateGrantResponse made = grant(
                    root,
                    r -> r.name("n")
                            .retiringPrincipal(KmsDoor.ROLE + "retirer")
                            .operations(ENCRYPT)
                            .constraints(c -> c.encryptionContextEquals(Map.of("a", "1"))));
            grant(DECRYPT);
            grant(root, r -> r.operations(DECRYPT).granteePrincipal(KmsDoor.ROLE + "another"));
            assertThat(listed()).hasSize(3);
            GrantListEntry entry = root.listGrants(r -> r.keyId(key).grantId(made.grantId()))
                    .grants()
                    .get(0);
            assertThat(entry.keyId()).isEqualTo(key);
            assertThat(entry.name()).isEqualTo("n");
            assertThat(entry.granteePrincipal()).isEqualTo(GRANTEE);
            assertThat(entry.retiringPrincipal()).isEqualTo(KmsDoor.ROLE + "retirer");
            assertThat(entry.issuingAccount()).isEqualTo("arn:aws:iam::111122223333:root");
            assertThat(entry.operations()).containsExactly(ENCRYPT);
            assertThat(entry.constraints().encryptionContextEquals()).isEqualTo(Map.of("a", "1"));
            assertThat(entry.creationDate()).isNotNull();
            assertThat(root.listGrants(r -> r.keyId(key).granteePrincipal(KmsDoor.ROLE + "another"))
                            .grants())
                    .hasSize(1);
        }

        @Test
        void listRetirableGrants_showsThoseOfThePrincipal() {
            String retirer = KmsDoor.ROLE + "retirer-of-" + key.substring(key.length() - 12);
            CreateGrantResponse made =
                    grant(root, r -> r.retiringPrincipal(retirer).operations(ENCRYPT));
            grant(ENCRYPT);
            assertThat(root.listRetirableGrants(r -> r.retiringPrincipal(retirer))
                            .grants())
                    .extracting(GrantListEntry::grantId)
                    .containsExactly(made.grantId());
            assertRefused(
                    "AccessDeniedException", () -> grantee.listRetirableGrants(r -> r.retiringPrincipal(retirer)));
        }
    }

    @Nested
    final class Ending {

        private final KmsClient retirer = DOOR.session("retirer", "one");

        private CreateGrantResponse retirable(GrantOperation... operations) {
            return grant(
                    root, r -> r.retiringPrincipal(KmsDoor.ROLE + "retirer").operations(operations));
        }

        private void retire(KmsClient caller, CreateGrantResponse grant) {
            caller.retireGrant(r -> r.keyId(key).grantId(grant.grantId()));
        }

        @Test
        void retireGrant_isForThoseThatTheGrantNamesAndTheAccount() {
            retire(retirer, retirable(ENCRYPT));
            retire(grantee, retirable(ENCRYPT, RETIRE_GRANT));
            retire(root, retirable(ENCRYPT));
            retire(DOOR.session("admin", "one", identityPolicy("Allow", "kms:RetireGrant")), retirable(ENCRYPT));
            assertThat(listed()).isEmpty();
        }

        @Test
        void retireGrant_byAnyoneElse_isDenied() {
            CreateGrantResponse grant = retirable(ENCRYPT);
            assertRefused("AccessDeniedException", () -> retire(grantee, grant));
            assertRefused("AccessDeniedException", () -> retire(DOOR.session("another", "one"), grant));
            KmsClient denied = DOOR.session("retirer", "one", identityPolicy("Deny", "kms:RetireGrant"));
            assertRefused("AccessDeniedException", () -> retire(denied, grant));
            assertThat(listed()).hasSize(1);
        }

        @Test
        void retireGrant_keyPolicyDoesNotCount() {
            root.putKeyPolicy(r -> r.keyId(key).policy("""
                    {"Version":"2012-10-17","Statement":[
                      {"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*"}]}"""));
            CreateGrantResponse grant = retirable(ENCRYPT);
            assertRefused("AccessDeniedException", () -> retire(DOOR.session("another", "one"), grant));
        }

        @Test
        void revokeGrant_needsPermissionOnTheKey() {
            CreateGrantResponse grant = retirable(ENCRYPT, RETIRE_GRANT);
            assertRefused(
                    "AccessDeniedException",
                    () -> retirer.revokeGrant(r -> r.keyId(key).grantId(grant.grantId())));
            assertRefused(
                    "DryRunOperationException",
                    () -> root.revokeGrant(
                            r -> r.keyId(key).grantId(grant.grantId()).dryRun(true)));
            root.revokeGrant(r -> r.keyId(key).grantId(grant.grantId()));
            assertRefused(
                    "NotFoundException",
                    () -> root.revokeGrant(r -> r.keyId(key).grantId(grant.grantId())));
            assertRefused(
                    "InvalidGrantIdException",
                    () -> root.revokeGrant(r -> r.keyId(key).grantId("7")));
        }
    }
}
