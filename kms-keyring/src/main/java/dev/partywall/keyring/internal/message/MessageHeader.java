package dev.partywall.keyring.internal.message;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/**
 * The header of a message, version 2, with suite 0x0478 and one encrypted data key of the hierarchical keyring.
 *
 * <p>Of a message that is read, it is what the message claims, in a copy that stays as it is whatever becomes of the caller's
 * bytes: nothing is verified yet. Of one that is written, it is the beginning of the message, with room for what the engine
 * fills in: message id, encrypted data key, commitment, tag.
 *
 * @see <a href="https://github.com/awslabs/aws-encryption-sdk-specification/blob/master/data-format/message-header.md">
 *     Message header, in the specification</a>
 */
public final class MessageHeader {

    /** The provider id of encrypted data keys made by the hierarchical keyring. */
    public static final String PROVIDER = "aws-kms-hierarchy";

    /** AES-256-GCM, HKDF-SHA-512, key commitment, no signature. */
    public static final int SUITE = 0x0478;

    /** More than one would let a message hold a second, foreign way to its data key. */
    public static final int MAX_ENCRYPTED_DATA_KEYS = 1;

    /** Bytes of a message id, which is the salt of the message's key derivation. */
    public static final int MESSAGE_ID_LENGTH = 32;

    /** Bytes of the commitment to the data key. */
    public static final int COMMITMENT_LENGTH = 32;

    /** Bytes of the authentication tag of the header, as of each frame. */
    public static final int TAG_LENGTH = 16;

    /** No header that opens is longer: a context of up to 65,535 bytes, and a branch key id that is a tenant id. */
    public static final int MAX_LENGTH = 128 * 1024;

    private static final String PUBLIC_KEY = "aws-crypto-public-key";
    private static final int VERSION_1 = 0x01;
    private static final int VERSION_2 = 0x02;
    private static final int SUITE_SIGNED = 0x0578;
    private static final int NON_FRAMED = 0x01;
    private static final int FRAMED = 0x02;

    private static final int MESSAGE_ID = 1 + Short.BYTES;
    private static final int CONTEXT_LENGTH = MESSAGE_ID + MESSAGE_ID_LENGTH;
    private static final int CONTEXT = CONTEXT_LENGTH + Short.BYTES;

    private final byte[] bytes;
    private final ContextPairs context;
    private final int branchKeyId;
    private final int encryptedDataKey;

    private MessageHeader(byte[] bytes, ContextPairs context, int branchKeyId, int encryptedDataKey) {
        this.bytes = bytes;
        this.context = context;
        this.branchKeyId = branchKeyId;
        this.encryptedDataKey = encryptedDataKey;
    }

    /** Reads the header at the beginning of these bytes. */
    public static MessageHeader parse(byte[] message) throws MessageRefused {
        return parse(ByteBuffer.wrap(message));
    }

    /** Reads the header that begins at a buffer's position, which is not moved. */
    public static MessageHeader parse(ByteBuffer buffer) throws MessageRefused {
        // In the order of the format, whatever the order of the caller's buffer is.
        ByteBuffer message = buffer.slice();
        byte[] bytes = new byte[Math.min(message.remaining(), bound(message))];
        message.get(bytes);
        return parseOwn(bytes);
    }

    /** How long a header can be that begins like this and names a branch key of ours. */
    private static int bound(ByteBuffer message) {
        int rest = length(0, TenantId.MAX_LENGTH);
        return message.limit() < CONTEXT ? CONTEXT : rest + Short.toUnsignedInt(message.getShort(CONTEXT_LENGTH));
    }

    private static MessageHeader parseOwn(byte[] message) throws MessageRefused {
        HeaderReader reader = new HeaderReader(message);
        requireVersionAndSuite(reader);
        reader.skip(MESSAGE_ID_LENGTH);
        ContextPairs context = reader.context();
        // The name under which signed messages store a key; one that is not signed must not have it.
        HeaderReader.require(!context.containsName(PUBLIC_KEY.getBytes(StandardCharsets.US_ASCII)));
        requireOneEncryptedDataKey(reader);
        int branchKeyId = reader.text();
        int encryptedDataKey = reader.field(EncryptedDataKeyFormat.LENGTH);
        MessageHeader header = new MessageHeader(message, context, branchKeyId, encryptedDataKey);
        header.requireContentType(reader);
        reader.skip(COMMITMENT_LENGTH + TAG_LENGTH);
        return header;
    }

    private static void requireVersionAndSuite(HeaderReader reader) throws MessageRefused {
        int version = reader.unsignedByte();
        if (version == VERSION_1) {
            // Every suite of version 1 is without commitment.
            throw new MessageRefused(ErrorCode.MESSAGE_UNCOMMITTED);
        }
        int suite = version == VERSION_2 ? reader.unsignedShort() : -1;
        if (suite == SUITE_SIGNED) {
            throw new MessageRefused(ErrorCode.MESSAGE_SIGNED);
        }
        HeaderReader.require(suite == SUITE);
    }

    private static void requireOneEncryptedDataKey(HeaderReader reader) throws MessageRefused {
        int count = reader.unsignedShort();
        if (count > MAX_ENCRYPTED_DATA_KEYS) {
            throw new MessageRefused(ErrorCode.MESSAGE_OF_SEVERAL_DATA_KEYS);
        }
        HeaderReader.require(count == MAX_ENCRYPTED_DATA_KEYS);
        if (!reader.nextTextIs(PROVIDER)) {
            throw new MessageRefused(ErrorCode.MESSAGE_OF_OTHER_KEYRING);
        }
    }

    private void requireContentType(HeaderReader reader) throws MessageRefused {
        int contentType = reader.unsignedByte();
        int frameLength = reader.signedInt();
        HeaderReader.require(contentType == FRAMED ? frameLength != 0 : contentType == NON_FRAMED && frameLength == 0);
    }

    /**
     * A header to fill in, at the beginning of an array that has room for what follows it.
     *
     * @param bodyLength how much room
     */
    public static MessageHeader draft(RecordContext record, int frameLength, int bodyLength) {
        byte[] id = record.tenantPair().value();
        ContextPairs context = record.stored();
        ByteBuffer bytes = ByteBuffer.allocate(length(context.length(), id.length) + bodyLength);
        bytes.put((byte) VERSION_2).putShort((short) SUITE).position(CONTEXT_LENGTH);
        bytes.putShort((short) context.length());
        bytes.position(context.copyTo(bytes.array(), CONTEXT));
        bytes.putShort((short) MAX_ENCRYPTED_DATA_KEYS);
        bytes.putShort((short) PROVIDER.length()).put(PROVIDER.getBytes(StandardCharsets.UTF_8));
        bytes.putShort((short) id.length).put(id).putShort((short) EncryptedDataKeyFormat.LENGTH);
        int encryptedDataKey = bytes.position();
        int branchKeyId = encryptedDataKey - Short.BYTES - id.length;
        bytes.position(encryptedDataKey + EncryptedDataKeyFormat.LENGTH);
        bytes.put((byte) FRAMED).putInt(frameLength);
        return new MessageHeader(bytes.array(), context, branchKeyId, encryptedDataKey);
    }

    /** How long the header of a record is. */
    public static int length(RecordContext record) {
        return length(record.stored().length(), record.tenantPair().value().length);
    }

    private static int length(int contextLength, int branchKeyIdLength) {
        int encryptedDataKey = 3 * Short.BYTES + PROVIDER.length() + branchKeyIdLength + EncryptedDataKeyFormat.LENGTH;
        int end = 1 + Integer.BYTES + COMMITMENT_LENGTH + TAG_LENGTH;
        return CONTEXT + contextLength + Short.BYTES + encryptedDataKey + end;
    }

    /** The bytes that begin with the header: of a message that is written, all of it. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where the message id lies. */
    public int messageId() {
        return MESSAGE_ID;
    }

    /** Where the ciphertext of the encrypted data key lies. */
    public int encryptedDataKey() {
        return encryptedDataKey;
    }

    private int contentType() {
        return encryptedDataKey + EncryptedDataKeyFormat.LENGTH;
    }

    /** Where the commitment to the data key lies. */
    public int commitment() {
        return contentType() + 1 + Integer.BYTES;
    }

    /** Where the header's own tag lies, and what it authenticates ends. */
    public int tag() {
        return commitment() + COMMITMENT_LENGTH;
    }

    /** What the header's tag authenticates: all up to the tag, and the pairs of the record that are not stored. */
    public byte[] authenticated(RecordContext record) {
        ContextPairs required = record.requiredPairs();
        byte[] authenticated = Arrays.copyOf(bytes, tag() + required.length());
        required.copyTo(authenticated, tag());
        return authenticated;
    }

    /** How long the header is, and where the body begins. */
    public int length() {
        return tag() + TAG_LENGTH;
    }

    /** The pairs that the message stores. */
    public ContextPairs context() {
        return context;
    }

    /** The version that the encrypted data key names. */
    public UUID branchKeyVersion() {
        ByteBuffer version = ByteBuffer.wrap(bytes, encryptedDataKey + EncryptedDataKeyFormat.VERSION, 2 * Long.BYTES);
        return new UUID(version.getLong(), version.getLong());
    }

    /** What the header says of the body. */
    public MessageBody body() {
        long frameLength = Integer.toUnsignedLong(ByteBuffer.wrap(bytes).getInt(contentType() + 1));
        return new MessageBody(length(), bytes[contentType()] == FRAMED, frameLength);
    }

    /** Refuses unless the header claims to be what the caller may and wants to open. */
    public void requireFor(RecordContext expected) throws MessageRefused {
        requireTenant(expected);
        if (!context.contains(expected.purposePair())) {
            throw new MessageRefused(ErrorCode.MESSAGE_OF_OTHER_PURPOSE);
        }
        if (context.containsName(expected.required().name()) || !context.containsAll(expected.stored())) {
            throw new MessageRefused(ErrorCode.MESSAGE_NOT_AUTHENTIC);
        }
    }

    private void requireTenant(RecordContext expected) throws MessageRefused {
        if (!context.contains(expected.tenantPair())
                || !isBranchKey(expected.tenantPair().value())) {
            throw new MessageRefused(ErrorCode.MESSAGE_OF_OTHER_TENANT);
        }
    }

    private boolean isBranchKey(byte[] id) {
        int end = encryptedDataKey - Short.BYTES;
        return Arrays.equals(bytes, branchKeyId, end, id, 0, id.length);
    }
}
