package dev.partywall.testing.mistakes;

import static dev.partywall.testing.IsolationAssertions.assertIsolated;
import static dev.partywall.testing.mistakes.Wall.assertLeaks;
import static dev.partywall.testing.mistakes.Wall.attempt;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.testing.Attack.Kind;
import dev.partywall.testing.AwsLab;
import dev.partywall.testing.AwsLabTest;
import dev.partywall.testing.IsolationPlan;
import dev.partywall.testing.IsolationProbe;
import dev.partywall.testing.LabRole;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.GrantOperation;
import software.amazon.awssdk.services.kms.model.Tag;

/** Mistakes in policies for KMS: https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html. */
@AwsLabTest(scope = AwsLabTest.Scope.SUITE)
final class KmsMistakesTest {

    private static final String OWN_DATA = """
            {"Sid": "OwnData", "Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*", "Condition": {
              "StringEquals": {"kms:EncryptionContext:tenant": "${aws:PrincipalTag/TenantId}"},
              "ForAllValues:StringEquals": {"kms:EncryptionContextKeys": ["tenant"]}}}""";

    private static final String UNBOUNDED = """
            {"Sid": "OwnData", "Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*", "Condition": {
              "StringEquals": {"kms:EncryptionContext:tenant": "${aws:PrincipalTag/TenantId}"}}}""";

    private static final String KEYS_BY_TAG = """
            {"Sid": "OwnKeys", "Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*", "Condition": {
              "StringEquals": {"aws:ResourceTag/TenantId": "${aws:PrincipalTag/TenantId}"}}}""";

    private static final String KEYS_BY_ALIAS = """
            {"Sid": "OwnKeys", "Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*", "Condition": {
              "ForAnyValue:StringLike": {"kms:ResourceAliases": "alias/${aws:PrincipalTag/TenantId}/*"}}}""";

    private static final String OPEN_KEY_POLICY = """
            {"Version": "2012-10-17", "Statement": [{"Sid": "Opened", "Effect": "Allow",
              "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "kms:*", "Resource": "*"},
             {"Sid": "Everybody", "Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "kms:Decrypt", "Resource": "*"}]}
            """;

    private static final String PLATFORM = "of the platform";

    private record Sealed(String tenant, String key, SdkBytes ciphertext) {

        Map<String, String> context() {
            return Map.of("tenant", tenant);
        }
    }

    private final AwsLab lab;
    private final String shared;
    private final Map<String, String> aliases = new ConcurrentHashMap<>();

    KmsMistakesTest(AwsLab lab) {
        this.lab = lab;
        this.shared = lab.createKey();
    }

    private static String managing(String... actions) {
        return "{\"Sid\": \"Managing\", \"Effect\": \"Allow\", \"Action\": [\"" + String.join("\", \"", actions)
                + "\"], \"Resource\": \"*\"}";
    }

    private SdkBytes seal(String key, String text, Map<String, String> context) {
        return lab.kms()
                .encrypt(r ->
                        r.keyId(key).plaintext(SdkBytes.fromUtf8String(text)).encryptionContext(context))
                .ciphertextBlob();
    }

    private KmsClient own() {
        return lab.boundTenant().kms();
    }

    private static String self() {
        return TenantContext.require().id().value();
    }

    private SdkBytes open(SdkBytes ciphertext, Map<String, String> context) {
        return own().decrypt(r -> r.ciphertextBlob(ciphertext).encryptionContext(context))
                .plaintext();
    }

    private SdkBytes open(Sealed item) {
        return open(item.ciphertext(), item.context());
    }

    /** Under a key that all tenants share. */
    private Sealed underSharedKey(TenantId tenant, String canary) {
        return new Sealed(tenant.value(), shared, seal(shared, canary, Map.of("tenant", tenant.value())));
    }

    /** Under a key of the tenant's own, which has the tenant's tag and alias. */
    private Sealed underOwnKey(TenantId tenant, String canary) {
        String key = lab.createKey();
        lab.kms()
                .tagResource(r -> r.keyId(key)
                        .tags(Tag.builder()
                                .tagKey("TenantId")
                                .tagValue(tenant.value())
                                .build()));
        String alias = "alias/" + tenant.value() + "/" + UUID.randomUUID();
        lab.kms().createAlias(r -> r.aliasName(alias).targetKeyId(key));
        aliases.put(tenant.value(), alias);
        return new Sealed(tenant.value(), key, seal(key, canary, Map.of("tenant", tenant.value())));
    }

    private IsolationPlan<Sealed> opening() {
        return IsolationPlan.on(lab, this::underSharedKey).probe("open", this::open);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "owner"})
    void k1_setOperatorOnPair_leaksWhatHasNoSuchPair(String pair) {
        Map<String, String> context = pair.isEmpty() ? Map.of() : Map.of(pair, "platform");
        SdkBytes platform = seal(shared, PLATFORM, context);
        IsolationPlan<Sealed> plan = opening().forbidden("openPlatform", item -> open(platform, context));

        Wall.raise(lab, UNBOUNDED.replace("\"StringEquals", "\"ForAllValues:StringEquals"));
        assertLeaks(plan, "openPlatform", Kind.FORBIDDEN, "OwnData");

        Wall.raise(lab, UNBOUNDED);
        assertIsolated(plan);
    }

    @Test
    void k2_unboundedPairs_leakOtherPurposes() {
        IsolationPlan<Sealed> plan = opening().forbidden("openPayroll", item -> {
            Map<String, String> context = Map.of("tenant", item.tenant(), "purpose", "payroll");
            open(seal(shared, PLATFORM, context), context);
        });

        Wall.raise(lab, UNBOUNDED);
        assertLeaks(plan, "openPayroll", Kind.FORBIDDEN, "OwnData");

        Wall.raise(lab, OWN_DATA);
        assertIsolated(plan);
    }

    @Test
    void k3_forAllValuesOfAliases_leaksKeysWithoutAlias() {
        SdkBytes platform = seal(shared, PLATFORM, Map.of());
        IsolationPlan<Sealed> plan = IsolationPlan.on(lab, this::underOwnKey)
                .probe("open", this::open)
                .forbidden("openPlatform", item -> open(platform, Map.of()));

        Wall.raise(lab, KEYS_BY_ALIAS.replace("ForAnyValue", "ForAllValues"));
        assertLeaks(plan, "openPlatform", Kind.FORBIDDEN, "OwnKeys");

        Wall.raise(lab, KEYS_BY_ALIAS);
        assertIsolated(plan);
    }

    /**
     * KMS supports these keys in IAM policies only (https://docs.aws.amazon.com/kms/latest/developerguide/abac.html), and
     * what they do in a key policy is not documented: the lab does not judge it, so nothing can leak here. KMS in the lab
     * does not take the policy, and a plan that needs it cannot run.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"StringEquals\": {\"aws:ResourceTag/TenantId\": \"${aws:PrincipalTag/TenantId}\"}",
                "\"ForAnyValue:StringEquals\": {\"kms:ResourceAliases\": \"alias/${aws:PrincipalTag/TenantId}\"}",
            })
    void k4_resourceKeysInKeyPolicy_areRefused(String condition) {
        LabRole role = Wall.raise(lab, OWN_DATA);
        String keyPolicy = """
                {"Version": "2012-10-17", "Statement": [
                  {"Sid": "Admin", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
                   "Action": ["kms:Encrypt", "kms:PutKeyPolicy"], "Resource": "*"},
                  {"Sid": "OwnKey", "Effect": "Allow", "Principal": {"AWS": "%s"}, "Action": "kms:Decrypt",
                   "Resource": "*", "Condition": {%s}}]}""".formatted(role.arn(), condition);
        IsolationPlan<Sealed> plan = IsolationPlan.on(lab, (tenant, canary) -> {
                    Sealed item = underOwnKey(tenant, canary);
                    lab.kms().putKeyPolicy(r -> r.keyId(item.key()).policy(keyPolicy));
                    return item;
                })
                .probe("open", this::open);

        assertThatThrownBy(plan::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("The lab cannot tell what AWS would answer");
        assertThatThrownBy(() -> lab.createKey(keyPolicy)).isInstanceOf(IllegalArgumentException.class);
    }

    /** Reaches for access first and then opens the data. */
    private IsolationPlan<Sealed> taking(IsolationProbe.Action<Sealed> access) {
        return IsolationPlan.on(lab, this::underOwnKey)
                .probe("open", this::open)
                .probe("take", item -> {
                    attempt(() -> {
                        access.run(item);
                        return "done";
                    });
                    return open(item);
                });
    }

    private void assertManagingLeaks(String own, String action, IsolationProbe.Action<Sealed> access) {
        Wall.raise(lab, own, managing(action));
        assertLeaks(taking(access), "take", Kind.FOREIGN, "Managing");

        Wall.raise(lab, own);
        assertIsolated(taking(access));
    }

    @Test
    void k6_createGrant_leaksToWhoGrantsHimself() {
        assertManagingLeaks(OWN_DATA, "kms:CreateGrant", item -> {
            String grantee = lab.boundTenant().sts().getCallerIdentity().arn();
            own().createGrant(r -> r.keyId(item.key()).granteePrincipal(grantee).operations(GrantOperation.DECRYPT));
        });
    }

    @Test
    void k6_putKeyPolicy_leaksToWhoLetsHimselfIn() {
        assertManagingLeaks(
                OWN_DATA,
                "kms:PutKeyPolicy",
                item -> own().putKeyPolicy(r -> r.keyId(item.key()).policy(OPEN_KEY_POLICY)));
    }

    @Test
    void k6_tagResource_leaksToWhoTagsTheKey() {
        assertManagingLeaks(
                KEYS_BY_TAG,
                "kms:TagResource",
                item -> own().tagResource(r -> r.keyId(item.key())
                        .tags(Tag.builder().tagKey("TenantId").tagValue(self()).build())));
    }

    @Test
    void k6_createAlias_leaksToWhoNamesTheKey() {
        assertManagingLeaks(
                KEYS_BY_ALIAS,
                "kms:CreateAlias",
                item -> own().createAlias(r ->
                        r.aliasName("alias/" + self() + "/" + UUID.randomUUID()).targetKeyId(item.key())));
    }

    @Test
    void k6_updateAlias_leaksToWhoMovesHisAlias() {
        assertManagingLeaks(KEYS_BY_ALIAS, "kms:UpdateAlias", item -> {
            String alias = Objects.requireNonNull(aliases.get(self()));
            own().updateAlias(r -> r.aliasName(alias).targetKeyId(item.key()));
        });
    }

    /** A branch key as the hierarchical keyring's key store wraps it. */
    private record BranchKey(String id, SdkBytes wrapped) {}

    private static final String OWN_BRANCH_KEYS = """
            {"Sid": "BranchKeys", "Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*", "Condition": {
              "StringEquals": {"kms:EncryptionContext:tablename": "tenant-keys",
                               "kms:EncryptionContext:branch-key-id": "${aws:PrincipalTag/TenantId}"}}}""";

    private static Map<String, String> branchKey(String id, String table) {
        return Map.of(
                "branch-key-id", id,
                "type", "branch:ACTIVE",
                "create-time", "2030-01-01T00:00:00Z",
                "tablename", table,
                "hierarchy-version", "1");
    }

    private BranchKey wrap(TenantId tenant, String canary) {
        return new BranchKey(tenant.value(), seal(shared, canary, branchKey(tenant.value(), "tenant-keys")));
    }

    private IsolationPlan<BranchKey> unwrapping() {
        return IsolationPlan.on(lab, this::wrap)
                .probe("unwrap", key -> open(key.wrapped(), branchKey(key.id(), "tenant-keys")));
    }

    /** See https://docs.aws.amazon.com/encryption-sdk/latest/developer-guide/use-hierarchical-keyring.html. */
    @Test
    void k7_branchKeyIdNotPinned_leaksBranchKeys() {
        Wall.raise(lab, OWN_BRANCH_KEYS.replaceAll(",\\s*\"kms:EncryptionContext:branch-key-id\": \"[^\"]*\"", ""));
        assertLeaks(unwrapping(), "unwrap", Kind.FOREIGN, "BranchKeys");

        Wall.raise(lab, OWN_BRANCH_KEYS);
        assertIsolated(unwrapping());
    }

    @Test
    void k7_tableNotPinned_leaksKeysOfOtherStores() {
        IsolationPlan<BranchKey> plan = unwrapping().forbidden("unwrapOfOtherStore", key -> {
            Map<String, String> context = branchKey(key.id(), "other-keys");
            open(seal(shared, PLATFORM, context), context);
        });

        Wall.raise(lab, OWN_BRANCH_KEYS.replace("\"kms:EncryptionContext:tablename\": \"tenant-keys\",", ""));
        assertLeaks(plan, "unwrapOfOtherStore", Kind.FORBIDDEN, "BranchKeys");

        Wall.raise(lab, OWN_BRANCH_KEYS);
        assertIsolated(plan);
    }
}
