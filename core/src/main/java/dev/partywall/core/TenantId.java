package dev.partywall.core;

/**
 * The identity of a tenant.
 *
 * <p>One grammar holds everywhere an id travels (context, branch key id, session tag, S3 prefix, DynamoDB leading key,
 * cache key, log): {@code [A-Za-z0-9][A-Za-z0-9_-]{0,63}}, ASCII only. No character of it is a wildcard, a separator or
 * an escape in IAM policies, ARNs, S3 keys or DynamoDB keys, so an id can never widen a policy or leave its prefix.
 *
 * <p><b>Guarantees.</b> Ids are compared byte for byte and never case-folded: {@code acme} and {@code Acme} are two
 * tenants. A value of this type is always valid, so a bad id fails here, before any call leaves the JVM.
 *
 * <p>Prefer opaque ids: AWS writes them to CloudTrail in plain text as part of the KMS encryption context.
 *
 * @param value the id, in the grammar above
 */
public record TenantId(String value) implements Comparable<TenantId> {

    /** The longest id, in characters (which are bytes, the id being ASCII). */
    public static final int MAX_LENGTH = 64;

    /**
     * Checks the grammar.
     *
     * @param value the id
     * @throws InvalidTenantException with {@link ErrorCode#INVALID_TENANT_ID} if {@code value} is not in the grammar
     */
    public TenantId {
        if (!isValid(value)) {
            throw InvalidTenantException.id(value);
        }
    }

    /**
     * The id with this value.
     *
     * @param value the id, in the grammar of this type
     * @return the id
     * @throws InvalidTenantException with {@link ErrorCode#INVALID_TENANT_ID} if {@code value} is not in the grammar
     */
    public static TenantId of(String value) {
        return new TenantId(value);
    }

    /**
     * Whether a text is a tenant id, for callers who would rather ask than catch.
     *
     * @param value any text
     * @return whether {@link #of(String)} would accept it
     */
    public static boolean isValid(String value) {
        int length = value.length();
        if (length == 0 || length > MAX_LENGTH || !isAlphanumeric(value.charAt(0))) {
            return false;
        }
        for (int i = 1; i < length; i++) {
            char c = value.charAt(i);
            if (!isAlphanumeric(c) && c != '_' && c != '-') {
                return false;
            }
        }
        return true;
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    /** Orders ids by their bytes, for reports; the order has no other meaning. */
    @Override
    public int compareTo(TenantId other) {
        return value.compareTo(other.value);
    }

    /** The id itself: it may stand in logs and messages. */
    @Override
    public String toString() {
        return value;
    }
}
