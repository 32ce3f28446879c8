package dev.partywall.keyring.internal.message;

/**
 * What the hierarchical keyring puts into an encrypted data key: salt, IV, branch key version, the data key under its
 * wrapping key, tag.
 *
 * @see <a href="https://github.com/awslabs/aws-encryption-sdk-specification/blob/master/framework/aws-kms/aws-kms-hierarchical-keyring.md">
 *     Hierarchical keyring, in the specification</a>
 */
public final class EncryptedDataKeyFormat {

    /** Bytes of the salt of the wrapping key. */
    public static final int SALT_LENGTH = 16;

    /** Where the IV lies. */
    public static final int IV = SALT_LENGTH;

    /** Where the branch key version lies. */
    public static final int VERSION = IV + MessageBody.IV_LENGTH;

    /** Bytes of the branch key version: a UUID. */
    public static final int VERSION_LENGTH = 16;

    /** Where the wrapped data key lies, with its tag. */
    public static final int WRAPPED_KEY = VERSION + VERSION_LENGTH;

    /** Bytes of a data key. */
    public static final int DATA_KEY_LENGTH = 32;

    /** Bytes of the whole. */
    public static final int LENGTH = WRAPPED_KEY + DATA_KEY_LENGTH + MessageHeader.TAG_LENGTH;

    private EncryptedDataKeyFormat() {}
}
