package dev.partywall.testing.internal.kms;

import static dev.partywall.testing.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.CreateGrantRequest;
import software.amazon.awssdk.services.kms.model.GrantOperation;
import software.amazon.awssdk.services.kms.model.Tag;

/**
 * Tenants as sessions of one role. Each known mistake in a policy is shown to leak first; what leaked is then refused
 * under the corrected policy, and the tenant's own data is still served.
 */
final class TenantIsolationTest {

    private static final KmsDoor DOOR = new KmsDoor();
    private static final SdkBytes SECRET = SdkBytes.fromUtf8String("secret");
    private static final String PINNED = """
            "StringEquals":{"kms:EncryptionContext:tenant":"${aws:PrincipalTag/TenantId}"}""";
    private static final String BOUNDED = PINNED + """
            ,"ForAllValues:StringEquals":{"kms:EncryptionContextKeys":["tenant"]}""";

    private final KmsClient root = DOOR.root();
    private final String key = DOOR.createKey();

    @AfterAll
    static void close() {
        DOOR.close();
    }

    private static String statement(String actions, String condition) {
        return "{\"Effect\":\"Allow\",\"Action\":[" + actions + "],\"Resource\":\"*\",\"Condition\":{" + condition
                + "}}";
    }

    private static String policy(String... statements) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":[" + String.join(",", statements) + "]}";
    }

    private static String decrypting(String condition) {
        return policy(statement("\"kms:Decrypt\"", condition));
    }

    private static KmsClient acme(String policy) {
        return DOOR.session("app", "acme", policy);
    }

    private SdkBytes sealed(Map<String, String> context) {
        return root.encrypt(r -> r.keyId(key).plaintext(SECRET).encryptionContext(context))
                .ciphertextBlob();
    }

    private static void assertOpens(KmsClient kms, SdkBytes sealed, Map<String, String> context) {
        assertThat(kms.decrypt(r -> r.ciphertextBlob(sealed).encryptionContext(context))
                        .plaintext())
                .isEqualTo(SECRET);
    }

    private static void assertDenied(KmsClient kms, SdkBytes sealed, Map<String, String> context) {
        assertRefused(
                "AccessDeniedException",
                () -> kms.decrypt(r -> r.ciphertextBlob(sealed).encryptionContext(context)));
    }

    @Test
    void pinnedContext_servesEachTenantItsOwnOnly() {
        Map<String, String> ofAcme = Map.of("tenant", "acme");
        Map<String, String> ofGlobex = Map.of("tenant", "globex");
        SdkBytes acmes = sealed(ofAcme);
        SdkBytes globexes = sealed(ofGlobex);
        assertOpens(acme(decrypting(BOUNDED)), acmes, ofAcme);
        assertDenied(acme(decrypting(BOUNDED)), globexes, ofGlobex);
        KmsClient globex = DOOR.session("app", "globex", decrypting(BOUNDED));
        assertOpens(globex, globexes, ofGlobex);
        assertDenied(globex, acmes, ofAcme);
        assertRefused(
                "InvalidCiphertextException",
                () -> globex.decrypt(r -> r.ciphertextBlob(acmes).encryptionContext(ofGlobex)));
    }

    @Test
    void denial_isWordedAsAwsWordsIt() {
        String refusal = assertRefused(
                "AccessDeniedException",
                () -> acme(decrypting(BOUNDED)).encrypt(r -> r.keyId(key).plaintext(SECRET)));
        assertThat(refusal)
                .isEqualTo("User: " + KmsDoor.sessionArn("app", "acme")
                        + " is not authorized to perform: kms:Encrypt on resource: " + key
                        + " because no identity-based policy allows the kms:Encrypt action");
    }

    @Test
    void keyPolicy_withoutTheAccount_refusesEvenAdministrators() {
        String closed = DOOR.createKey("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/keeper"},
                "Action":"kms:*","Resource":"*"}]}""");
        KmsClient admin = DOOR.session("admin", "nobody", policy("""
                {"Effect":"Allow","Action":"*","Resource":"*"}"""));
        assertThat(admin.describeKey(r -> r.keyId(key)).keyMetadata().arn()).isEqualTo(key);
        for (KmsClient refused : List.of(admin, root)) {
            assertThat(assertRefused("AccessDeniedException", () -> refused.describeKey(r -> r.keyId(closed))))
                    .contains("because no resource-based policy allows the kms:DescribeKey action");
        }
        KmsClient keeper = DOOR.session("keeper", "nobody");
        assertThat(keeper.describeKey(r -> r.keyId(closed)).keyMetadata().arn()).isEqualTo(closed);
    }

    @Test
    void k1_setOperatorOnOnePair_letsRequestsWithoutThePairPass() {
        Map<String, String> unnamed = Map.of("owner", "globex");
        SdkBytes victim = sealed(unnamed);
        SdkBytes bare = sealed(Map.of());
        KmsClient mistaken = acme(decrypting("""
                "ForAllValues:StringEquals":{"kms:EncryptionContext:tenant":"${aws:PrincipalTag/TenantId}"}"""));
        assertOpens(mistaken, victim, unnamed);
        assertOpens(mistaken, bare, Map.of());
        assertDenied(acme(decrypting(PINNED)), victim, unnamed);
        assertDenied(acme(decrypting(PINNED)), bare, Map.of());
        assertOpens(acme(decrypting(PINNED)), sealed(Map.of("tenant", "acme")), Map.of("tenant", "acme"));
    }

    @Test
    void k2_unboundedKeys_letOtherPurposesPass() {
        Map<String, String> context = Map.of("tenant", "acme", "purpose", "payroll");
        SdkBytes victim = sealed(context);
        assertOpens(acme(decrypting(PINNED)), victim, context);
        assertDenied(acme(decrypting(BOUNDED)), victim, context);
        assertOpens(acme(decrypting(BOUNDED)), sealed(Map.of("tenant", "acme")), Map.of("tenant", "acme"));
    }

    @Test
    void k3_forAllValuesOnAliases_letsKeysWithoutAliasPass() {
        String template = "\"%s:StringEquals\":{\"kms:ResourceAliases\":\"alias/${aws:PrincipalTag/TenantId}\"}";
        SdkBytes victim = sealed(Map.of());
        assertOpens(acme(decrypting(template.formatted("ForAllValues"))), victim, Map.of());
        KmsClient corrected = acme(decrypting(template.formatted("ForAnyValue")));
        assertDenied(corrected, victim, Map.of());
        root.createAlias(r -> r.aliasName("alias/acme").targetKeyId(key));
        assertOpens(corrected, victim, Map.of());
        root.deleteAlias(r -> r.aliasName("alias/acme"));
    }

    /** K6: whoever may change who has access has access. */
    @Nested
    final class ManagingAccess {

        private final Map<String, String> ofGlobex = Map.of("tenant", "globex");
        private final SdkBytes victim = sealed(ofGlobex);
        private final String pinned = statement("\"kms:Decrypt\"", BOUNDED);

        private void grantDecryptTo(KmsClient caller, Map<String, String> context) {
            CreateGrantRequest.Builder request = CreateGrantRequest.builder()
                    .keyId(key)
                    .granteePrincipal(KmsDoor.sessionArn("app", "acme"))
                    .operations(GrantOperation.DECRYPT);
            if (!context.isEmpty()) {
                request.constraints(c -> c.encryptionContextSubset(context));
            }
            caller.createGrant(request.build());
        }

        @Test
        void createGrant_letsATenantGrantItselfTheOthers() {
            KmsClient mistaken = acme(policy(pinned, """
                    {"Effect":"Allow","Action":"kms:CreateGrant","Resource":"*"}"""));
            assertDenied(mistaken, victim, ofGlobex);
            grantDecryptTo(mistaken, Map.of());
            assertOpens(mistaken, victim, ofGlobex);
        }

        @Test
        void createGrant_notAllowed_refusesTheGrant() {
            KmsClient corrected = acme(policy(pinned));
            assertRefused("AccessDeniedException", () -> grantDecryptTo(corrected, Map.of()));
            assertDenied(corrected, victim, ofGlobex);
        }

        @Test
        void createGrant_pinnedByItsConstraint_givesNoMoreThanTheTenantHas() {
            KmsClient corrected = acme(policy(pinned, statement("\"kms:CreateGrant\"", PINNED)));
            assertRefused("AccessDeniedException", () -> grantDecryptTo(corrected, Map.of()));
            assertRefused("AccessDeniedException", () -> grantDecryptTo(corrected, ofGlobex));
            grantDecryptTo(corrected, Map.of("tenant", "acme"));
            assertDenied(corrected, victim, ofGlobex);
        }

        @Test
        void tagResource_letsATenantTagItselfIn() {
            String byTag = statement(
                    "\"kms:Decrypt\"",
                    "\"StringEquals\":{\"aws:ResourceTag/tenant\":\"${aws:PrincipalTag/TenantId}\"}");
            KmsClient mistaken = acme(policy(byTag, """
                    {"Effect":"Allow","Action":"kms:TagResource","Resource":"*"}"""));
            KmsClient corrected = acme(policy(byTag));
            assertDenied(mistaken, victim, ofGlobex);
            assertRefused("AccessDeniedException", () -> tag(corrected));
            tag(mistaken);
            assertOpens(mistaken, victim, ofGlobex);
        }

        private void tag(KmsClient caller) {
            Tag own = Tag.builder().tagKey("tenant").tagValue("acme").build();
            caller.tagResource(r -> r.keyId(key).tags(own));
        }

        @Test
        void createAlias_letsATenantNameItselfIn() {
            String byAlias = statement(
                    "\"kms:Decrypt\"",
                    "\"ForAnyValue:StringLike\":{\"kms:ResourceAliases\":\"alias/${aws:PrincipalTag/TenantId}/*\"}");
            KmsClient mistaken = acme(policy(byAlias, """
                    {"Effect":"Allow","Action":"kms:CreateAlias","Resource":"*"}"""));
            KmsClient aliasOnly = acme(policy(byAlias, """
                    {"Effect":"Allow","Action":"kms:CreateAlias","Resource":"arn:aws:kms:*:*:alias/*"}"""));
            assertDenied(mistaken, victim, ofGlobex);
            assertRefused("AccessDeniedException", () -> name(aliasOnly));
            name(mistaken);
            assertOpens(mistaken, victim, ofGlobex);
            root.deleteAlias(r -> r.aliasName("alias/acme/mine"));
        }

        private void name(KmsClient caller) {
            caller.createAlias(r -> r.aliasName("alias/acme/mine").targetKeyId(key));
        }

        @Test
        void putKeyPolicy_letsATenantLetItselfIn() {
            String open = """
                    {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*"}]}""";
            KmsClient mistaken = acme(policy(pinned, """
                    {"Effect":"Allow","Action":"kms:PutKeyPolicy","Resource":"*"}"""));
            KmsClient corrected = acme(policy(pinned));
            assertRefused(
                    "AccessDeniedException",
                    () -> corrected.putKeyPolicy(r -> r.keyId(key).policy(open)));
            assertDenied(mistaken, victim, ofGlobex);
            mistaken.putKeyPolicy(r -> r.keyId(key).policy(open));
            assertOpens(mistaken, victim, ofGlobex);
        }

        @Test
        void grantConstraintType_canBeRequired() {
            KmsClient caller = acme(policy(statement(
                    "\"kms:CreateGrant\"",
                    "\"StringEquals\":{\"kms:GrantConstraintType\":\"EncryptionContextSubset\"}")));
            assertRefused("AccessDeniedException", () -> grantDecryptTo(caller, Map.of()));
            grantDecryptTo(caller, ofGlobex);
        }
    }

    /**
     * K7: branch keys, wrapped as the hierarchical keyring's key store wraps them
     * (https://docs.aws.amazon.com/encryption-sdk/latest/developer-guide/use-hierarchical-keyring.html).
     */
    @Nested
    final class BranchKeys {

        private Map<String, String> branchKey(String tenant, String table) {
            Map<String, String> context = new HashMap<>();
            context.put("branch-key-id", tenant);
            context.put("type", "branch:ACTIVE");
            context.put("create-time", "2030-01-01T00:00:00Z");
            context.put("tablename", table);
            context.put("kms-arn", key);
            context.put("hierarchy-version", "1");
            return context;
        }

        private String unwrapping(String... pins) {
            return decrypting("\"StringEquals\":{\"kms:EncryptionContext:hierarchy-version\":\"1\""
                    + String.join("", pins) + "}");
        }

        private static final String ID = ",\"kms:EncryptionContext:branch-key-id\":\"${aws:PrincipalTag/TenantId}\"";
        private static final String TABLE = ",\"kms:EncryptionContext:tablename\":\"tenant-keys\"";

        @Test
        void k7_branchKeyIdNotPinned_unwrapsAnotherTenantsKey() {
            Map<String, String> victim = branchKey("globex", "tenant-keys");
            assertOpens(acme(unwrapping(TABLE)), sealed(victim), victim);
            assertDenied(acme(unwrapping(TABLE, ID)), sealed(victim), victim);
        }

        @Test
        void k7_tableNotPinned_unwrapsKeysOfAnotherStore() {
            Map<String, String> victim = branchKey("acme", "other-keys");
            assertOpens(acme(unwrapping(ID)), sealed(victim), victim);
            assertDenied(acme(unwrapping(TABLE, ID)), sealed(victim), victim);
        }

        @Test
        void k7_bothPinned_unwrapsItsOwn() {
            Map<String, String> own = branchKey("acme", "tenant-keys");
            assertOpens(acme(unwrapping(TABLE, ID)), sealed(own), own);
        }
    }
}
