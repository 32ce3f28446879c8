package dev.partywall.keyring.internal.message;

import dev.partywall.core.TenantId;
import dev.partywall.keyring.InvalidKeySettingException;
import dev.partywall.keyring.RecordId;
import dev.partywall.keyring.internal.message.ContextPairs.Pair;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The encryption context of a record: what is authenticated with it, and which part of that is stored.
 *
 * <p>Tenant, purpose and the caller's pairs are stored; the record id is not.
 */
public final class RecordContext {

    /** Name of the stored pair that holds the tenant id. */
    public static final String TENANT = "tenant";

    /** Name of the stored pair that holds the purpose. */
    public static final String PURPOSE = "purpose";

    /** Name of the pair that holds the record id and is not stored. */
    public static final String RECORD = "record";

    private static final Set<String> RESERVED = Set.of(TENANT, PURPOSE, RECORD);
    private static final String RESERVED_NAMES = String.join(", ", TENANT, PURPOSE, RECORD);
    private static final String RESERVED_PREFIX = "aws-crypto-";

    /** Bytes that the Encryption SDK for Java serialises a context into at most, of the 65,535 that the format has. */
    private static final int MAX_BYTES = 0x7FFF;

    private final TenantId tenant;
    private final String purpose;
    private final Map<String, String> pairs;
    private final RecordId recordId;
    private final Pair tenantPair;
    private final Pair purposePair;
    private final Pair recordPair;
    private final ContextPairs stored;

    /** Checks the caller's pairs and the size of the whole. */
    public RecordContext(TenantId tenant, String purpose, Map<String, String> pairs, RecordId recordId) {
        this.tenant = tenant;
        this.purpose = purpose;
        this.pairs = Map.copyOf(pairs);
        this.recordId = recordId;
        this.tenantPair = Pair.of(TENANT, tenant.value());
        this.purposePair = Pair.of(PURPOSE, purpose);
        this.recordPair = Pair.of(RECORD, recordId.value());
        this.stored = ContextPairs.of(requireFitting(storedPairs()));
    }

    private Pair[] storedPairs() {
        Pair[] all = new Pair[pairs.size() + 2];
        int count = 0;
        all[count++] = tenantPair;
        all[count++] = purposePair;
        for (Map.Entry<String, String> pair : pairs.entrySet()) {
            requireUsable(pair.getKey(), pair.getValue());
            all[count++] = Pair.of(pair);
        }
        return all;
    }

    private void requireUsable(String name, String value) {
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

    private Pair[] requireFitting(Pair[] all) {
        long size = (long) Short.BYTES + recordPair.size();
        for (Pair pair : all) {
            size += pair.size();
        }
        if (size > MAX_BYTES) {
            throw InvalidKeySettingException.context(
                    tenant, "all pairs together take more than " + MAX_BYTES + " bytes");
        }
        return all;
    }

    /** Of the pairs that a message stores, those that were its caller's. */
    public static Map<String, String> furtherPairs(ContextPairs stored) {
        Map<String, String> further = stored.texts();
        further.remove(TENANT);
        further.remove(PURPOSE);
        return further;
    }

    /** Whose record. */
    public TenantId tenant() {
        return tenant;
    }

    /** What it is for. */
    public String purpose() {
        return purpose;
    }

    /** Which record. */
    public RecordId recordId() {
        return recordId;
    }

    /** All pairs, the record id included. */
    public Map<String, String> all() {
        Map<String, String> all = new HashMap<>(pairs);
        all.put(TENANT, tenant.value());
        all.put(PURPOSE, purpose);
        all.put(RECORD, recordId.value());
        return all;
    }

    /** All pairs as the format writes them, the record id included. */
    public byte[] allPairs() {
        return stored.with(recordPair);
    }

    /** The pairs that a message does not store, as the format writes them. */
    ContextPairs requiredPairs() {
        return ContextPairs.of(recordPair);
    }

    /** The pairs that a message stores. */
    public ContextPairs stored() {
        return stored;
    }

    /** The pair that a message does not store. */
    public Pair required() {
        return recordPair;
    }

    Pair tenantPair() {
        return tenantPair;
    }

    Pair purposePair() {
        return purposePair;
    }

    /** Shows no pair of the caller's. */
    @Override
    public String toString() {
        return "RecordContext[" + tenant + ", " + purpose + ", " + recordId + "]";
    }
}
