package dev.partywall.benchmarks;

import dev.partywall.core.TenantId;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Provider;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The cryptography of a message and nothing else: the randomness that is drawn, the wrapping key (counter mode KDF), the
 * wrapped data key, the keys of the message (HKDF, commitment), the header's tag, the body. No encoding, no check but those
 * of the tags: what a message costs at least. Its messages hold these parts at fixed places, and no one else reads them.
 *
 * @see <a href="https://github.com/awslabs/aws-encryption-sdk-specification/blob/master/framework/aws-kms/aws-kms-hierarchical-keyring.md">
 *     Hierarchical keyring, in the specification</a>
 * @see <a href="https://github.com/awslabs/aws-encryption-sdk-specification/blob/master/framework/algorithm-suites.md">
 *     Algorithm suites, in the specification</a>
 */
final class PrimitivesSealing implements Sealing {

    private static final int KEY = 32;
    private static final int TAG = 16;
    private static final int IV = 12;
    private static final int SALT = 16;

    /** Where the parts of a message lie. */
    private static final int MESSAGE_ID = 0;

    private static final int WRAPPING_SALT = MESSAGE_ID + KEY;
    private static final int WRAPPING_IV = WRAPPING_SALT + SALT;
    private static final int WRAPPED_KEY = WRAPPING_IV + IV;
    private static final int COMMITMENT = WRAPPED_KEY + KEY + TAG;
    private static final int HEADER_TAG = COMMITMENT + KEY;
    private static final int BODY = HEADER_TAG + TAG;

    /** Bytes that a header holds besides: numbers, lengths, provider, branch key version. */
    private static final int REST_OF_HEADER = 51;

    /** Bytes that are authenticated with a wrapped key besides: provider, branch key version. */
    private static final int REST_OF_WRAPPING = 33;

    private static final String SHA_256 = "SHA-256";
    private static final int SHA_256_BLOCK = 64;
    private static final String SHA_512 = "SHA-512";
    private static final int SHA_512_BLOCK = 128;
    private static final String AES_GCM = "AES/GCM/NoPadding";
    private static final byte[] NOTHING = {};
    private static final byte[] KDF_LABEL = AssociatedData.utf8("aws-kms-hierarchy");
    private static final byte[] COMMIT_INFO = AssociatedData.utf8("COMMITKEY\u0001");
    /** The suite's id, 0x0478, comes first. */
    private static final byte[] MESSAGE_KEY_INFO = AssociatedData.utf8("\u0004xDERIVEKEY\u0001");

    private static final byte[] FRAME_LABEL = AssociatedData.utf8("AWSKMSEncryptionClient Frame");

    private final RandomAhead random = new RandomAhead();
    private final Provider aesGcm = cipher().getProvider();
    private final Provider sha256 = digest(SHA_256).getProvider();
    private final Provider sha512 = digest(SHA_512).getProvider();
    private final byte[] branchKey = random.next(KEY);
    private final byte[] wrapping;
    private final byte[] header;
    private final int frameLength;

    PrimitivesSealing(TenantId tenant, String purpose, int frameLength) {
        byte[] context = AssociatedData.of(tenant, purpose, "");
        int length = context.length + tenant.value().length();
        this.wrapping = Arrays.copyOf(context, length + REST_OF_WRAPPING);
        this.header = Arrays.copyOf(context, length + REST_OF_HEADER);
        this.frameLength = frameLength;
    }

    /** Searched for once, as Partywall does it. */
    private static Cipher cipher() {
        try {
            return Cipher.getInstance(AES_GCM);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    @Override
    public byte[] encrypt(byte[] plaintext, String recordId) {
        byte[] message = new byte[BODY + plaintext.length + frames(plaintext.length) * TAG];
        byte[] drawn = random.next(WRAPPED_KEY + KEY);
        System.arraycopy(drawn, 0, message, 0, WRAPPED_KEY);
        try {
            Cipher cipher = Cipher.getInstance(AES_GCM, aesGcm);
            cipher.init(Cipher.ENCRYPT_MODE, wrappingKey(message), iv(message, WRAPPING_IV));
            authenticate(cipher, wrapping, recordId);
            cipher.doFinal(drawn, WRAPPED_KEY, KEY, message, WRAPPED_KEY);
            byte[] dataKey = Arrays.copyOfRange(drawn, WRAPPED_KEY, WRAPPED_KEY + KEY);
            SecretKey messageKey = messageKey(dataKey, message);
            headerTag(cipher, Cipher.ENCRYPT_MODE, messageKey, message, recordId)
                    .doFinal(NOTHING, 0, 0, message, HEADER_TAG);
            encryptBody(cipher, messageKey, plaintext, message);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
        return message;
    }

    @Override
    public byte[] decrypt(byte[] message, String recordId) {
        try {
            Cipher cipher = Cipher.getInstance(AES_GCM, aesGcm);
            cipher.init(Cipher.DECRYPT_MODE, wrappingKey(message), iv(message, WRAPPING_IV));
            authenticate(cipher, wrapping, recordId);
            byte[] dataKey = cipher.doFinal(message, WRAPPED_KEY, KEY + TAG);
            byte[] derived = Arrays.copyOf(message, BODY);
            SecretKey messageKey = messageKey(dataKey, derived);
            headerTag(cipher, Cipher.DECRYPT_MODE, messageKey, derived, recordId)
                    .doFinal(message, HEADER_TAG, TAG, NOTHING, 0);
            return decryptBody(cipher, messageKey, message);
        } catch (GeneralSecurityException refused) {
            throw new IllegalArgumentException("the message does not open", refused);
        }
    }

    /** One block of the KDF in counter mode. */
    private SecretKey wrappingKey(byte[] message) throws GeneralSecurityException {
        ByteBuffer input = ByteBuffer.allocate(Integer.BYTES + KDF_LABEL.length + 1 + SALT + Integer.BYTES)
                .putInt(1)
                .put(KDF_LABEL)
                .put((byte) 0)
                .put(message, WRAPPING_SALT, SALT)
                .putInt(KEY * Byte.SIZE);
        MessageDigest digest = MessageDigest.getInstance(SHA_256, sha256);
        return new SecretKeySpec(hmac(digest, SHA_256_BLOCK, branchKey, input.array()), "AES");
    }

    /** HKDF: extract, expand to the commitment, which is put into the message, and expand to the message key. */
    private SecretKey messageKey(byte[] dataKey, byte[] message) throws GeneralSecurityException {
        MessageDigest digest = MessageDigest.getInstance(SHA_512, sha512);
        byte[] salt = Arrays.copyOfRange(message, MESSAGE_ID, MESSAGE_ID + KEY);
        byte[] pseudorandom = hmac(digest, SHA_512_BLOCK, salt, dataKey);
        System.arraycopy(hmac(digest, SHA_512_BLOCK, pseudorandom, COMMIT_INFO), 0, message, COMMITMENT, KEY);
        return new SecretKeySpec(hmac(digest, SHA_512_BLOCK, pseudorandom, MESSAGE_KEY_INFO), 0, KEY, "AES");
    }

    /** RFC 2104, on a digest as Partywall has it: so there is nothing left of the key in a {@code Mac}. */
    private static byte[] hmac(MessageDigest digest, int blockLength, byte[] key, byte[] input) {
        byte[] inner = new byte[blockLength];
        byte[] outer = new byte[blockLength];
        Arrays.fill(inner, (byte) 0x36);
        Arrays.fill(outer, (byte) 0x5c);
        for (int i = 0; i < key.length; i++) {
            inner[i] ^= key[i];
            outer[i] ^= key[i];
        }
        digest.update(inner);
        byte[] hash = digest.digest(input);
        digest.update(outer);
        return digest.digest(hash);
    }

    private Cipher headerTag(Cipher cipher, int mode, SecretKey messageKey, byte[] message, String recordId)
            throws GeneralSecurityException {
        cipher.init(mode, messageKey, new GCMParameterSpec(TAG * Byte.SIZE, new byte[IV]));
        cipher.updateAAD(message, 0, HEADER_TAG);
        authenticate(cipher, header, recordId);
        return cipher;
    }

    private static void authenticate(Cipher cipher, byte[] data, String recordId) {
        cipher.updateAAD(data);
        cipher.updateAAD(AssociatedData.utf8(recordId));
    }

    private void encryptBody(Cipher cipher, SecretKey messageKey, byte[] plaintext, byte[] message)
            throws GeneralSecurityException {
        int out = BODY;
        for (int frame = 1, in = 0; frame <= frames(plaintext.length); frame++, in += frameLength) {
            int length = Math.min(frameLength, plaintext.length - in);
            initFrame(cipher, Cipher.ENCRYPT_MODE, messageKey, message, frame, length);
            out += cipher.doFinal(plaintext, in, length, message, out);
        }
    }

    private byte[] decryptBody(Cipher cipher, SecretKey messageKey, byte[] message) throws GeneralSecurityException {
        int frames = Math.max(1, ceiling(message.length - BODY, frameLength + TAG));
        byte[] plaintext = new byte[message.length - BODY - frames * TAG];
        int in = BODY;
        for (int frame = 1, out = 0; frame <= frames; frame++, out += frameLength) {
            int length = Math.min(frameLength, plaintext.length - out);
            initFrame(cipher, Cipher.DECRYPT_MODE, messageKey, message, frame, length);
            cipher.doFinal(message, in, length + TAG, plaintext, out);
            in += length + TAG;
        }
        return plaintext;
    }

    private static void initFrame(Cipher cipher, int mode, SecretKey messageKey, byte[] message, int frame, int length)
            throws GeneralSecurityException {
        byte[] iv = new byte[IV];
        ByteBuffer.wrap(iv).putInt(IV - Integer.BYTES, frame);
        cipher.init(mode, messageKey, new GCMParameterSpec(TAG * Byte.SIZE, iv));
        cipher.updateAAD(ByteBuffer.allocate(KEY + FRAME_LABEL.length + Integer.BYTES + Long.BYTES)
                .put(message, MESSAGE_ID, KEY)
                .put(FRAME_LABEL)
                .putInt(frame)
                .putLong(length)
                .array());
    }

    private int frames(int length) {
        return Math.max(1, ceiling(length, frameLength));
    }

    private static int ceiling(int dividend, int divisor) {
        return -Math.floorDiv(-dividend, divisor);
    }

    private static GCMParameterSpec iv(byte[] bytes, int offset) {
        return new GCMParameterSpec(TAG * Byte.SIZE, bytes, offset, IV);
    }
}
