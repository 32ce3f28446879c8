package dev.partywall.testing.internal.kms;

import dev.partywall.testing.internal.AccessCheck;
import dev.partywall.testing.internal.Identity;
import java.util.List;
import java.util.Map;

/** Access to the use of keys. The key that a ciphertext names is asked about before anything is decrypted. */
final class CryptographicAccess {

    private final KeyRegistry keys;
    private final KeyResolver resolver;
    private final BlobSeal seal;
    private final KeyQuestions questions;

    CryptographicAccess(KeyRegistry keys, BlobSeal seal, KeyQuestions questions) {
        this.keys = keys;
        this.resolver = new KeyResolver(keys);
        this.seal = seal;
        this.questions = questions;
    }

    Map<String, AccessModel> models() {
        return Map.of(
                "Encrypt", this::encrypting,
                "GenerateDataKey", this::encrypting,
                "GenerateDataKeyWithoutPlaintext", this::encrypting,
                "Decrypt", this::decrypt,
                "ReEncrypt", this::reEncrypt);
    }

    private List<AccessCheck> encrypting(KmsRequest request, Identity caller) {
        Use use = new Use(request.operation(), "KeyId", "EncryptionAlgorithm", "EncryptionContext");
        Map<String, String> context = context(request, use);
        KmsKey key = resolver.anyReference(request, use.keyMember);
        return List.of(ask(use, key, context, conditions(use, key, context, request, caller)));
    }

    private List<AccessCheck> decrypt(KmsRequest request, Identity caller) {
        Use use = new Use("Decrypt", "KeyId", "EncryptionAlgorithm", "EncryptionContext");
        Map<String, String> context = context(request, use);
        KmsKey key = sourceKey(request, use);
        return List.of(ask(use, key, context, conditions(use, key, context, request, caller)));
    }

    /** Two actions: https://docs.aws.amazon.com/kms/latest/APIReference/API_ReEncrypt.html */
    private List<AccessCheck> reEncrypt(KmsRequest request, Identity caller) {
        Use from = new Use("ReEncryptFrom", "SourceKeyId", "SourceEncryptionAlgorithm", "SourceEncryptionContext");
        Use to = new Use(
                "ReEncryptTo", "DestinationKeyId", "DestinationEncryptionAlgorithm", "DestinationEncryptionContext");
        Map<String, String> old = context(request, from);
        Map<String, String> renewed = context(request, to);
        KmsKey destination = resolver.anyReference(request, to.keyMember);
        KmsKey source = sourceKey(request, from);
        String same = Boolean.toString(source.id().equals(destination.id()));
        ConditionKeys reading = conditions(from, source, old, request, caller).with("kms:ReEncryptOnSameKey", same);
        ConditionKeys writing =
                conditions(to, destination, renewed, request, caller).with("kms:ReEncryptOnSameKey", same);
        return List.of(ask(from, source, old, reading), ask(to, destination, renewed, writing));
    }

    private static Map<String, String> context(KmsRequest request, Use use) {
        return EncryptionContext.in(request, use.contextMember).pairs();
    }

    /** The key that the request names, otherwise the one that the ciphertext does. */
    private KmsKey sourceKey(KmsRequest request, Use use) {
        if (request.has(use.keyMember)) {
            return resolver.anyReference(request, use.keyMember);
        }
        byte[] blob = request.blob("CiphertextBlob", 1, CryptographicOperations.MAX_CIPHERTEXT);
        return keys.find(seal.unwrap(blob).keyId()).orElseThrow(KmsException::ciphertextOfNoKey);
    }

    private ConditionKeys conditions(
            Use use, KmsKey key, Map<String, String> context, KmsRequest request, Identity caller) {
        ConditionKeys conditions = questions
                .keysOf(key, caller)
                .withContext(context)
                .with(
                        "kms:EncryptionAlgorithm",
                        request.text(use.algorithmMember).orElse(KmsKey.SPEC));
        AliasName.usedIn(request, use.keyMember).ifPresent(alias -> conditions.with("kms:RequestAlias", alias));
        return conditions;
    }

    private AccessCheck ask(Use use, KmsKey key, Map<String, String> context, ConditionKeys conditions) {
        return questions.ask(use.action, key, conditions, grant -> grant.permits(use.action, context));
    }

    /**
     * A use of a key.
     *
     * @param action the action, without its prefix
     * @param keyMember the member of the request that names the key
     * @param algorithmMember the member that names the algorithm
     * @param contextMember the member that holds the encryption context
     */
    private record Use(String action, String keyMember, String algorithmMember, String contextMember) {}
}
