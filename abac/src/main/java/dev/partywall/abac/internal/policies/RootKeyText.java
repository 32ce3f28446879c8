package dev.partywall.abac.internal.policies;

import dev.partywall.abac.BranchKeyStore;
import dev.partywall.abac.KeyPersonas;
import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.PolicyType;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.policybuilder.iam.IamPrincipalType;

/**
 * The policies by which people and services reach the root key
 * (https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html).
 *
 * <p>AWS's default key policy leaves everything to IAM policies, Decrypt too. This one leaves to them nothing but the
 * key policy itself, without which a key can become unmanageable, and denies its use to all who have no part in it.
 */
public final class RootKeyText {

    /** Without what would let an administrator take part in its use: CreateGrant, PutKeyPolicy, aliases and tags. */
    private static final List<String> ADMINISTER = List.of(
            "kms:CancelKeyDeletion",
            "kms:DescribeKey",
            "kms:DisableKey",
            "kms:DisableKeyRotation",
            "kms:EnableKey",
            "kms:EnableKeyRotation",
            "kms:GetKeyPolicy",
            "kms:GetKeyRotationStatus",
            "kms:ListGrants",
            "kms:ListKeyPolicies",
            "kms:ListKeyRotations",
            "kms:ListResourceTags",
            "kms:RevokeGrant",
            "kms:RotateKeyOnDemand",
            "kms:ScheduleKeyDeletion",
            "kms:UpdateKeyDescription");

    private static final List<String> AUDIT = List.of(
            "kms:DescribeKey",
            "kms:GetKeyPolicy",
            "kms:GetKeyRotationStatus",
            "kms:ListGrants",
            "kms:ListKeyPolicies",
            "kms:ListKeyRotations",
            "kms:ListResourceTags");

    private static final List<String> AUDIT_TABLE = List.of(
            "dynamodb:DescribeContinuousBackups",
            "dynamodb:DescribeTable",
            "dynamodb:DescribeTimeToLive",
            "dynamodb:ListTagsOfResource");

    private static final List<String> KEEP = List.of("kms:DescribeKey", "kms:GetKeyPolicy", "kms:PutKeyPolicy");
    private static final List<String> READ = List.of("kms:Decrypt");
    private static final List<String> MAKE =
            List.of("kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptFrom", "kms:ReEncryptTo");

    private static final List<String> USE = Stream.of(KeyStoreGrants.NEVER, READ, MAKE)
            .flatMap(List::stream)
            .sorted()
            .toList();

    private static final List<String> READ_ITEMS = List.of(
            "dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:PartiQL*", "dynamodb:Query", "dynamodb:Scan");

    private final PolicyText text;
    private final KeyPersonas personas;

    private RootKeyText(PolicyText text, KeyPersonas personas) {
        this.text = text;
        this.personas = personas;
    }

    /** The identity-based policy of key administrators. */
    public static List<Grant> ofKeyAdministrators(BranchKeyStore store) {
        List<String> key = List.of(store.rootKeyArn());
        List<String> denied = Stream.concat(USE.stream(), Stream.of("kms:PutKeyPolicy"))
                .sorted()
                .toList();
        return List.of(
                Grant.allow(Grant.Part.KEYS, "AdministerRootKey", ADMINISTER, key, List.of()),
                Grant.deny("DenyKeyUse", denied, key, List.of()));
    }

    /** The identity-based policy of auditors. */
    public static List<Grant> ofAuditors(BranchKeyStore store) {
        List<String> key = List.of(store.rootKeyArn());
        List<String> table = List.of(store.tableArn());
        return List.of(
                Grant.allow(Grant.Part.KEYS, "AuditRootKey", AUDIT, key, List.of()),
                Grant.allow(Grant.Part.KEY_STORE, "AuditKeyStore", AUDIT_TABLE, table, List.of()),
                Grant.deny("DenyKeyStoreItems", READ_ITEMS, table, List.of()),
                Grant.deny("DenyKeyUse", USE, key, List.of()));
    }

    /** The key policy. */
    public static PolicyDocument keyPolicy(BranchKeyStore store, KeyPersonas personas, String tag) {
        RootKeyText policy = new RootKeyText(PolicyText.ofTag(PolicyType.KEY, tag), personas);
        policy.administration(store);
        policy.use(store);
        policy.guards(tag);
        return policy.text.document();
    }

    private void administration(BranchKeyStore store) {
        String account = Arn.parse("rootKeyArn", store.rootKeyArn(), "kms").accountRoot();
        allow("AccountKeepsKeyManageable", KEEP, List.of(account));
        allow("AdministerRootKey", ADMINISTER, personas.keyAdministrators());
        allow("AuditRootKey", AUDIT, personas.auditors());
    }

    private void use(BranchKeyStore store) {
        forRoles(KeyStoreGrants.unwrap(store), personas.tenantServices());
        forRoles(KeyStoreGrants.generate(store), personas.keyStoreAdministrators());
        forRoles(KeyStoreGrants.rewrap(store), personas.keyStoreAdministrators());
    }

    private void guards(String tag) {
        denyBut("DenyKeyMakingByOthers", MAKE, personas.keyStoreAdministrators());
        denyBut("DenyDecryptByOthers", READ, personas.tenantServices());
        denyBut("DenyOtherUse", KeyStoreGrants.NEVER, List.of());
        Bound without = new Bound("Null", "aws:PrincipalTag/" + tag, List.of("true"));
        text.addForAll(onKey(false, "DenyWithoutTenant", USE, List.of(without)));
    }

    private void allow(String sid, List<String> actions, List<String> principals) {
        forRoles(onKey(true, sid, actions, List.of()), principals);
    }

    /** In a key policy the resource is the key that it belongs to. */
    private void forRoles(Grant grant, List<String> principals) {
        if (!principals.isEmpty()) {
            Grant here = onKey(grant.allow(), grant.sid(), grant.actions(), grant.bounds());
            text.add(here, IamPrincipalType.AWS, principals);
        }
    }

    private void denyBut(String sid, List<String> actions, List<String> roles) {
        List<Bound> others =
                roles.isEmpty() ? List.of() : List.of(new Bound("ArnNotEquals", "aws:PrincipalArn", roles));
        text.addForAll(onKey(false, sid, actions, others));
    }

    private static Grant onKey(boolean allow, String sid, List<String> actions, List<Bound> bounds) {
        return new Grant(Grant.Part.KEYS, sid, allow, actions, List.of("*"), bounds);
    }
}
