package dev.partywall.keyring;

import java.nio.charset.StandardCharsets;

/**
 * Which record of the tenant a message is.
 *
 * <p><b>Guarantees.</b> The id is associated data of the message that is not stored in it: a message opens only for the
 * record id that it was sealed for, so a message that was moved to another row does not open. Use what never changes in
 * a record's life, such as its primary key.
 *
 * <p>Any text of 1 to {@value #MAX_BYTES} bytes of UTF-8, compared byte for byte: no case folding, no Unicode
 * normalisation.
 *
 * @param value the id
 */
public record RecordId(String value) {

    /** The longest id, in bytes of UTF-8: the longest sort key of DynamoDB. */
    public static final int MAX_BYTES = 1024;

    /**
     * Checks the length and that the text is well-formed.
     *
     * @param value the id
     * @throws InvalidKeySettingException with {@code INVALID_ENCRYPTION_CONTEXT} if the id is empty, too long, or holds
     *     an unpaired surrogate, which UTF-8 cannot tell from another
     */
    public RecordId {
        if (value.isEmpty() || value.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw InvalidKeySettingException.context(null, "a record id is 1 to " + MAX_BYTES + " bytes of UTF-8");
        }
        if (!isWellFormed(value)) {
            throw InvalidKeySettingException.context(
                    null, "the record id holds an unpaired surrogate; pass well-formed text");
        }
    }

    /**
     * The id with this value.
     *
     * @param value the id
     * @return the record id
     * @throws InvalidKeySettingException if the value is not an id, as described at this type
     */
    public static RecordId of(String value) {
        return new RecordId(value);
    }

    /** Whether each surrogate is in a pair. An encoder tells the same, and would have to be made for each record. */
    private static boolean isWellFormed(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (Character.isSurrogate(value.charAt(i)) && !isPair(value, i++)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPair(String value, int at) {
        return at + 1 < value.length() && Character.isSurrogatePair(value.charAt(at), value.charAt(at + 1));
    }

    /** The id itself. */
    @Override
    public String toString() {
        return value;
    }
}
