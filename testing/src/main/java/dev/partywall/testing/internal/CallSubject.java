package dev.partywall.testing.internal;

import java.util.List;
import java.util.Map;

/**
 * What a request is about, so that it can be recorded and matched.
 *
 * @param keyArns the KMS keys it names, as ARNs
 * @param encryptionContexts its encryption contexts, of the source first
 * @param tables the DynamoDB tables it names
 * @param leadingKeys the partition key values it names
 */
public record CallSubject(
        List<String> keyArns,
        List<Map<String, String>> encryptionContexts,
        List<String> tables,
        List<String> leadingKeys) {

    /** Nothing that the lab knows of. */
    public static final CallSubject NONE = new CallSubject(List.of(), List.of(), List.of(), List.of());

    /** Copies the lists. */
    public CallSubject {
        keyArns = List.copyOf(keyArns);
        encryptionContexts = List.copyOf(encryptionContexts);
        tables = List.copyOf(tables);
        leadingKeys = List.copyOf(leadingKeys);
    }

    /** A request about KMS keys. */
    public static CallSubject ofKeys(List<String> keyArns, List<Map<String, String>> encryptionContexts) {
        return new CallSubject(keyArns, encryptionContexts, List.of(), List.of());
    }

    /** A request about DynamoDB tables. */
    public static CallSubject ofTables(List<String> tables, List<String> leadingKeys) {
        return new CallSubject(List.of(), List.of(), tables, leadingKeys);
    }
}
