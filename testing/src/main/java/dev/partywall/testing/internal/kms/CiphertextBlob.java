package dev.partywall.testing.internal.kms;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;

/**
 * What Encrypt answers. It names the key and the material that open it, so that Decrypt needs no key id and rotation
 * does not lock old ciphertexts.
 *
 * <p>Layout: key id (16 bytes), material id (32), IV (12), ciphertext and tag. Real KMS does not publish its layout.
 */
final class CiphertextBlob {

    static final int HEADER_BYTES = 16 + KeyMaterial.ID_BYTES;
    private static final int MIN_BYTES = HEADER_BYTES + KeyMaterial.IV_BYTES + 16;

    private final String keyId;
    private final String materialId;
    private final byte[] iv;
    private final byte[] sealed;

    private CiphertextBlob(String keyId, String materialId, byte[] iv, byte[] sealed) {
        this.keyId = keyId;
        this.materialId = materialId;
        this.iv = iv;
        this.sealed = sealed;
    }

    /** Encrypts with a key's material. */
    static CiphertextBlob seal(
            String keyId, KeyMaterial material, byte[] iv, byte[] plaintext, EncryptionContext context) {
        byte[] sealed = material.seal(iv, plaintext, associatedData(keyId, material.id(), context));
        return new CiphertextBlob(keyId, material.id(), iv, sealed);
    }

    /** Decrypts with the material that {@link #materialId()} names. */
    byte[] open(KeyMaterial material, EncryptionContext context) {
        return material.open(iv, sealed, associatedData(keyId, materialId, context));
    }

    private static byte[] associatedData(String keyId, String materialId, EncryptionContext context) {
        byte[] canonical = context.canonical();
        return ByteBuffer.allocate(HEADER_BYTES + canonical.length)
                .put(header(keyId, materialId))
                .put(canonical)
                .array();
    }

    private static byte[] header(String keyId, String materialId) {
        UUID key = UUID.fromString(keyId);
        return ByteBuffer.allocate(HEADER_BYTES)
                .putLong(key.getMostSignificantBits())
                .putLong(key.getLeastSignificantBits())
                .put(HexFormat.of().parseHex(materialId))
                .array();
    }

    /** Reads a blob; refuses what is too short to be one. */
    static CiphertextBlob parse(byte[] bytes) {
        if (bytes.length < MIN_BYTES) {
            throw KmsException.invalidCiphertext();
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        String keyId = new UUID(in.getLong(), in.getLong()).toString();
        String materialId = HexFormat.of().formatHex(take(in, KeyMaterial.ID_BYTES));
        byte[] iv = take(in, KeyMaterial.IV_BYTES);
        return new CiphertextBlob(keyId, materialId, iv, take(in, in.remaining()));
    }

    private static byte[] take(ByteBuffer in, int count) {
        byte[] bytes = new byte[count];
        in.get(bytes);
        return bytes;
    }

    byte[] bytes() {
        return ByteBuffer.allocate(HEADER_BYTES + iv.length + sealed.length)
                .put(header(keyId, materialId))
                .put(iv)
                .put(sealed)
                .array();
    }

    String keyId() {
        return keyId;
    }

    String materialId() {
        return materialId;
    }

    @Override
    public String toString() {
        return "CiphertextBlob[" + keyId + ", " + materialId + ", " + Arrays.hashCode(sealed) + "]";
    }
}
