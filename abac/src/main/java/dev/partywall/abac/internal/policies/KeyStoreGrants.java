package dev.partywall.abac.internal.policies;

import dev.partywall.abac.BranchKeyStore;
import dev.partywall.abac.internal.policies.Grant.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The key hierarchy: the rows of a tenant's branch key, and their keys under the root key. The encryption context of a
 * branch key holds its id, which is the tenant's, and the logical name of the key store
 * (https://docs.aws.amazon.com/encryption-sdk/latest/developer-guide/keystore-least-privilege.html,
 * https://github.com/awslabs/aws-encryption-sdk-specification/blob/master/framework/branch-key-store.md#encryption-context).
 */
public final class KeyStoreGrants {

    private static final List<String> CONTEXT =
            List.of("branch-key-id", "create-time", "hierarchy-version", "kms-arn", "tablename", "type", "version");
    private static final List<String> READ_ROWS = List.of("dynamodb:GetItem", "dynamodb:Query");

    /** What no part of the hierarchy calls on the root key. Who holds a grant needs no policy, so nobody may make one. */
    static final List<String> NEVER = List.of(
            "kms:CreateGrant",
            "kms:Encrypt",
            "kms:GenerateDataKey",
            "kms:GenerateDataKeyPair",
            "kms:GenerateDataKeyPairWithoutPlaintext");

    /** What CreateKey and VersionKey write, what shredding deletes; transactions are asked as these. */
    private static final List<String> CHANGE_ROWS = List.of(
            "dynamodb:ConditionCheckItem",
            "dynamodb:DeleteItem",
            "dynamodb:GetItem",
            "dynamodb:PutItem",
            "dynamodb:Query");

    private KeyStoreGrants() {}

    /** A key store user: reads its own branch key, and has no key but that decrypted. */
    public static List<Grant> ofUser(BranchKeyStore store) {
        return Stream.concat(rows(store, "OwnBranchKeyRowsRead", READ_ROWS), Stream.of(unwrap(store)))
                .toList();
    }

    /**
     * A key store administrator: makes and rotates the branch key of the tenant that its session is for, and never has a
     * key decrypted. ReEncrypt must stay on the root key: else it would carry a branch key over to a key under which its
     * caller may decrypt.
     */
    public static List<Grant> ofAdministrator(BranchKeyStore store) {
        return Stream.concat(
                        rows(store, "OwnBranchKeyRowsWrite", CHANGE_ROWS),
                        Stream.of(generate(store), rewrap(store), noPlaintext(store.rootKeyArn())))
                .toList();
    }

    private static Stream<Grant> rows(BranchKeyStore store, String sid, List<String> actions) {
        List<Bound> own = ItemGrants.leading(new TenantTemplate("", "", false));
        Grant rows = Grant.allow(Part.KEY_STORE, sid, actions, List.of(store.tableArn()), own);
        return Stream.concat(Stream.of(rows), ItemGrants.noScans(store.tableArn(), false).stream());
    }

    static Grant unwrap(BranchKeyStore store) {
        return onRootKey("OwnBranchKeyDecrypt", store, List.of("kms:Decrypt"), context(store));
    }

    static Grant generate(BranchKeyStore store) {
        return onRootKey("OwnBranchKeyGenerate", store, List.of("kms:GenerateDataKeyWithoutPlaintext"), context(store));
    }

    static Grant rewrap(BranchKeyStore store) {
        List<Bound> bounds = new ArrayList<>(context(store));
        bounds.add(new Bound("Bool", "kms:ReEncryptOnSameKey", List.of("true")));
        return onRootKey("OwnBranchKeyReEncrypt", store, List.of("kms:ReEncryptFrom", "kms:ReEncryptTo"), bounds);
    }

    /** Whatever else allows it: this principal is never given a key in plaintext. */
    static Grant noPlaintext(String rootKey) {
        List<String> actions = Stream.of(NEVER, List.of("kms:Decrypt"))
                .flatMap(List::stream)
                .sorted()
                .toList();
        return Grant.deny("DenyPlaintextKeys", actions, List.of(rootKey), List.of());
    }

    private static Grant onRootKey(String sid, BranchKeyStore store, List<String> actions, List<Bound> bounds) {
        return Grant.allow(Part.KEY_STORE, sid, actions, List.of(store.rootKeyArn()), bounds);
    }

    private static List<Bound> context(BranchKeyStore store) {
        List<Bound> values = List.of(
                Bound.equal("kms:EncryptionContext:branch-key-id", TenantTemplate.PLACE),
                Bound.equal("kms:EncryptionContext:tablename", store.logicalName()));
        Stream<String> custom = store.contextPairs().stream().map(pair -> "aws-crypto-ec:" + pair);
        return KeyGrants.contextBounds(
                values, Stream.concat(CONTEXT.stream(), custom).sorted().toList());
    }
}
