package dev.partywall.keyring.internal.message;

import dev.partywall.core.TenantId;
import dev.partywall.keyring.InvalidKeySettingException;
import dev.partywall.keyring.RecordId;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The encryption context of a record: what is authenticated with it, and which part of that is stored.
 *
 * @param tenant stored
 * @param purpose stored
 * @param pairs the caller's; stored
 * @param recordId not stored
 */
public record RecordContext(TenantId tenant, String purpose, Map<String, String> pairs, RecordId recordId) {

    /** Name of the stored pair that holds the tenant id. */
    public static final String TENANT = "tenant";

    /** Name of the stored pair that holds the purpose. */
    public static final String PURPOSE = "purpose";

    /** Name of the pair that holds the record id and is not stored. */
    public static final String RECORD = "record";

    private static final Set<String> RESERVED = Set.of(TENANT, PURPOSE, RECORD);
    private static final String RESERVED_PREFIX = "aws-crypto-";

    /** Bytes that the Encryption SDK for Java serialises a context into at most, of the 65,535 that the format has. */
    private static final int MAX_BYTES = 0x7FFF;

    /** Checks the caller's pairs and the size of the whole. */
    public RecordContext {
        pairs = Map.copyOf(pairs);
        for (Map.Entry<String, String> pair : pairs.entrySet()) {
            requireUsable(tenant, pair.getKey(), pair.getValue());
        }
        if (serializedSize(tenant, purpose, pairs, recordId) > MAX_BYTES) {
            throw InvalidKeySettingException.context(
                    tenant, "all pairs together take more than " + MAX_BYTES + " bytes");
        }
    }

    private static void requireUsable(TenantId tenant, String name, String value) {
        if (value.isEmpty()) {
            throw InvalidKeySettingException.context(tenant, "a pair has an empty value; leave the pair out");
        }
        if (name.isEmpty() || RESERVED.contains(name) || name.startsWith(RESERVED_PREFIX)) {
            throw InvalidKeySettingException.context(
                    tenant,
                    "names must not be empty, be one of " + RESERVED_NAMES + ", or begin with " + RESERVED_PREFIX);
        }
        var utf8 = StandardCharsets.UTF_8.newEncoder();
        if (!utf8.canEncode(name) || !utf8.canEncode(value)) {
            throw InvalidKeySettingException.context(
                    tenant, "a pair holds an unpaired surrogate; pass well-formed text");
        }
    }

    private static final String RESERVED_NAMES = String.join(", ", TENANT, PURPOSE, RECORD);

    private static int serializedSize(TenantId tenant, String purpose, Map<String, String> pairs, RecordId recordId) {
        long size =
                2L + pairSize(TENANT, tenant.value()) + pairSize(PURPOSE, purpose) + pairSize(RECORD, recordId.value());
        for (Map.Entry<String, String> pair : pairs.entrySet()) {
            size += pairSize(pair.getKey(), pair.getValue());
        }
        return (int) Math.min(size, Integer.MAX_VALUE);
    }

    private static long pairSize(String name, String value) {
        return 4L + name.getBytes(StandardCharsets.UTF_8).length + value.getBytes(StandardCharsets.UTF_8).length;
    }

    /** All pairs, the record id included. */
    public Map<String, String> all() {
        Map<String, String> all = new HashMap<>(pairs);
        all.put(TENANT, tenant.value());
        all.put(PURPOSE, purpose);
        all.put(RECORD, recordId.value());
        return all;
    }
}
