package dev.partywall.testing.internal.kms;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Encrypt, Decrypt, ReEncrypt and what generates bytes. */
final class CryptographicOperations {

    private static final String SYMMETRIC = "SYMMETRIC_DEFAULT";
    private static final List<String> ALGORITHMS =
            List.of(SYMMETRIC, "RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256", "SM2PKE");
    private static final int MAX_PLAINTEXT = 4096;
    static final int MAX_CIPHERTEXT = 6144;
    private static final int MAX_RANDOM = 1024;

    private final KeyRegistry keys;
    private final KeyResolver resolver;
    private final BlobSeal seal;
    private final SecureRandom random;

    CryptographicOperations(KeyRegistry keys, BlobSeal seal, SecureRandom random) {
        this.keys = keys;
        this.resolver = new KeyResolver(keys);
        this.seal = seal;
        this.random = random;
    }

    Map<String, KmsOperation> operations() {
        return Map.of(
                "Encrypt", this::encrypt,
                "Decrypt", this::decrypt,
                "ReEncrypt", this::reEncrypt,
                "GenerateDataKey", this::generateDataKey,
                "GenerateDataKeyWithoutPlaintext", this::generateDataKeyWithoutPlaintext,
                "GenerateRandom", this::generateRandom);
    }

    private Map<String, ?> encrypt(KmsRequest request) {
        byte[] plaintext = request.blob("Plaintext", 1, MAX_PLAINTEXT);
        requireSymmetric(request, "EncryptionAlgorithm");
        EncryptionContext context = EncryptionContext.in(request, "EncryptionContext");
        KmsKey key = resolver.anyReference(request, "KeyId");
        Sealed sealed = seal(key, plaintext, context);
        refuseDryRun(request);
        return new Answer()
                .with("CiphertextBlob", sealed.bytes)
                .with("KeyId", key.arn())
                .with("EncryptionAlgorithm", SYMMETRIC)
                .map();
    }

    private Map<String, ?> decrypt(KmsRequest request) {
        requireSymmetric(request, "EncryptionAlgorithm");
        EncryptionContext context = EncryptionContext.in(request, "EncryptionContext");
        Opened opened = open(request, "KeyId", context);
        refuseDryRun(request);
        return new Answer()
                .with("KeyId", opened.key.arn())
                .with("Plaintext", opened.plaintext)
                .with("EncryptionAlgorithm", SYMMETRIC)
                .with("KeyMaterialId", opened.materialId)
                .map();
    }

    private Map<String, ?> reEncrypt(KmsRequest request) {
        requireSymmetric(request, "SourceEncryptionAlgorithm");
        requireSymmetric(request, "DestinationEncryptionAlgorithm");
        EncryptionContext from = EncryptionContext.in(request, "SourceEncryptionContext");
        EncryptionContext to = EncryptionContext.in(request, "DestinationEncryptionContext");
        KmsKey destination = resolver.anyReference(request, "DestinationKeyId");
        Opened source = open(request, "SourceKeyId", from);
        Sealed sealed = seal(destination, source.plaintext, to);
        Arrays.fill(source.plaintext, (byte) 0);
        refuseDryRun(request);
        return new Answer()
                .with("CiphertextBlob", sealed.bytes)
                .with("SourceKeyId", source.key.arn())
                .with("KeyId", destination.arn())
                .with("SourceEncryptionAlgorithm", SYMMETRIC)
                .with("DestinationEncryptionAlgorithm", SYMMETRIC)
                .with("SourceKeyMaterialId", source.materialId)
                .with("DestinationKeyMaterialId", sealed.materialId)
                .map();
    }

    private Map<String, ?> generateDataKey(KmsRequest request) {
        byte[] plaintext = randomBytes(dataKeyLength(request));
        return dataKey(request, plaintext).with("Plaintext", plaintext).map();
    }

    private Map<String, ?> generateDataKeyWithoutPlaintext(KmsRequest request) {
        byte[] plaintext = randomBytes(dataKeyLength(request));
        Answer answer = dataKey(request, plaintext);
        Arrays.fill(plaintext, (byte) 0);
        return answer.map();
    }

    private Answer dataKey(KmsRequest request, byte[] plaintext) {
        EncryptionContext context = EncryptionContext.in(request, "EncryptionContext");
        KmsKey key = resolver.anyReference(request, "KeyId");
        Sealed sealed = seal(key, plaintext, context);
        refuseDryRun(request);
        return new Answer()
                .with("CiphertextBlob", sealed.bytes)
                .with("KeyId", key.arn())
                .with("KeyMaterialId", sealed.materialId);
    }

    private static int dataKeyLength(KmsRequest request) {
        Optional<Integer> bytes = request.number("NumberOfBytes", 1, MAX_RANDOM);
        if (bytes.isPresent() == request.has("KeySpec")) {
            throw KmsException.validation("Please specify either number of bytes or key spec.");
        }
        return bytes.orElseGet(
                () -> request.oneOf("KeySpec", List.of("AES_256", "AES_128")).equals("AES_256") ? 32 : 16);
    }

    private Map<String, ?> generateRandom(KmsRequest request) {
        if (request.has("CustomKeyStoreId")) {
            throw KmsException.unsupported("The lab's KMS has no custom key stores.");
        }
        int length =
                request.number("NumberOfBytes", 1, MAX_RANDOM).orElseThrow(() -> KmsRequest.missing("NumberOfBytes"));
        return new Answer().with("Plaintext", randomBytes(length)).map();
    }

    private byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private Sealed seal(KmsKey key, byte[] plaintext, EncryptionContext context) {
        KeyMaterial material = key.currentMaterial(keys.now());
        CiphertextBlob blob =
                CiphertextBlob.seal(key.id(), material, randomBytes(KeyMaterial.IV_BYTES), plaintext, context);
        return new Sealed(seal.wrap(blob), material.id());
    }

    private Opened open(KmsRequest request, String keyMember, EncryptionContext context) {
        CiphertextBlob blob = seal.unwrap(request.blob("CiphertextBlob", 1, MAX_CIPHERTEXT));
        KmsKey named = resolver.optionalReference(request, keyMember).orElse(null);
        KmsKey key = keyOf(blob, named);
        KeyMaterial material = key.material(blob.materialId(), keys.now());
        return new Opened(key, blob.open(material, context), material.id());
    }

    private KmsKey keyOf(CiphertextBlob blob, @Nullable KmsKey named) {
        if (named != null && !named.id().equals(blob.keyId())) {
            throw KmsException.incorrectKey();
        }
        return keys.find(blob.keyId()).orElseThrow(KmsException::ciphertextOfNoKey);
    }

    private static void requireSymmetric(KmsRequest request, String member) {
        if (request.has("Recipient")) {
            throw KmsException.unsupported("The lab's KMS has no Nitro Enclaves.");
        }
        if (!request.oneOf(member, ALGORITHMS).equals(SYMMETRIC)) {
            throw KmsException.invalidKeyUsage("The key spec SYMMETRIC_DEFAULT has no other algorithm than itself.");
        }
    }

    private static void refuseDryRun(KmsRequest request) {
        if (request.flag("DryRun")) {
            throw KmsException.dryRun();
        }
    }

    private static final class Sealed {
        private final byte[] bytes;
        private final String materialId;

        Sealed(byte[] bytes, String materialId) {
            this.bytes = bytes;
            this.materialId = materialId;
        }
    }

    private static final class Opened {
        private final KmsKey key;
        private final byte[] plaintext;
        private final String materialId;

        Opened(KmsKey key, byte[] plaintext, String materialId) {
            this.key = key;
            this.plaintext = plaintext;
            this.materialId = materialId;
        }
    }
}
