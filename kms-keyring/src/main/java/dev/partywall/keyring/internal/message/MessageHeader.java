package dev.partywall.keyring.internal.message;

import com.amazonaws.encryptionsdk.CryptoAlgorithm;
import com.amazonaws.encryptionsdk.ParsedCiphertext;
import com.amazonaws.encryptionsdk.model.ContentType;
import com.amazonaws.encryptionsdk.model.KeyBlob;
import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;

/**
 * What the header of a message claims, read before any key is touched. Nothing of it is verified yet: the engine verifies
 * the same bytes afterwards.
 *
 * @param context the stored encryption context
 * @param branchKeyId the branch key that the encrypted data key names, as bytes of UTF-8
 * @param branchKeyVersion the version that the encrypted data key names
 * @param body where the body lies
 * @see <a href="https://github.com/awslabs/aws-encryption-sdk-specification/blob/master/data-format/message-header.md">
 *     Message header, in the specification</a>
 */
public record MessageHeader(
        Map<String, String> context, ByteBuffer branchKeyId, UUID branchKeyVersion, MessageBody body) {

    /** AES-256-GCM, HKDF-SHA-512, key commitment, no signature: 0x0478. */
    public static final CryptoAlgorithm SUITE = CryptoAlgorithm.ALG_AES_256_GCM_HKDF_SHA512_COMMIT_KEY;

    /** More than one would let a message hold a second, foreign way to its data key. */
    public static final int MAX_ENCRYPTED_DATA_KEYS = 1;

    private static final String PROVIDER = "aws-kms-hierarchy";

    /** Salt 16, IV 12, version 16, encrypted data key 32, tag 16. */
    private static final int ENCRYPTED_DATA_KEY_LENGTH = 92;

    private static final int VERSION_OFFSET = 28;

    /** Reads the header at the beginning of these bytes. */
    public static MessageHeader parse(byte[] message) throws MessageRefused {
        ParsedCiphertext parsed;
        Map<String, String> context;
        try {
            parsed = new ParsedCiphertext(message, MAX_ENCRYPTED_DATA_KEYS);
            context = Map.copyOf(parsed.getEncryptionContextMap());
        } catch (RuntimeException malformed) {
            throw new MessageRefused(ErrorCode.MESSAGE_MALFORMED);
        }
        if (parsed.getCryptoAlgoId() != SUITE || parsed.getEncryptedKeyBlobCount() != MAX_ENCRYPTED_DATA_KEYS) {
            throw new MessageRefused(ErrorCode.MESSAGE_MALFORMED);
        }
        KeyBlob encryptedDataKey = parsed.getEncryptedKeyBlobs().get(0);
        return new MessageHeader(
                context,
                ByteBuffer.wrap(encryptedDataKey.getProviderInformation()),
                version(encryptedDataKey),
                new MessageBody(
                        parsed.getOffset(),
                        parsed.getContentType() == ContentType.FRAME,
                        Integer.toUnsignedLong(parsed.getFrameLength())));
    }

    private static UUID version(KeyBlob encryptedDataKey) throws MessageRefused {
        byte[] wrapped = encryptedDataKey.getEncryptedDataKey();
        if (!PROVIDER.equals(encryptedDataKey.getProviderId()) || wrapped.length != ENCRYPTED_DATA_KEY_LENGTH) {
            throw new MessageRefused(ErrorCode.MESSAGE_MALFORMED);
        }
        ByteBuffer version = ByteBuffer.wrap(wrapped, VERSION_OFFSET, 16);
        return new UUID(version.getLong(), version.getLong());
    }

    /** Refuses unless the header claims to be what the caller may and wants to open. */
    public void requireFor(RecordContext expected) throws MessageRefused {
        requireTenant(expected.tenant());
        if (!expected.purpose().equals(context.get(RecordContext.PURPOSE))) {
            throw new MessageRefused(ErrorCode.MESSAGE_OF_OTHER_PURPOSE);
        }
        if (context.containsKey(RecordContext.RECORD)
                || !context.entrySet().containsAll(expected.pairs().entrySet())) {
            throw new MessageRefused(ErrorCode.MESSAGE_NOT_AUTHENTIC);
        }
    }

    private void requireTenant(TenantId tenant) throws MessageRefused {
        ByteBuffer id = ByteBuffer.wrap(tenant.value().getBytes(StandardCharsets.UTF_8));
        if (!tenant.value().equals(context.get(RecordContext.TENANT)) || !branchKeyId.equals(id)) {
            throw new MessageRefused(ErrorCode.MESSAGE_OF_OTHER_TENANT);
        }
    }
}
