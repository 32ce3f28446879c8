package dev.partywall.testing.internal.dynamodb;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a request does to the items of a table or index, which IAM is asked about.
 *
 * @param action such as {@code GetItem}
 * @param table the table
 * @param index the index, if it goes to one
 * @param leadingKeys the partition keys
 * @param attributes the top-level attributes
 * @param parameters further keys by name, such as {@code Select}; those of DynamoDB's that are neither here nor among the
 *     unknown have no value
 * @param unknown keys of which the lab cannot tell the value
 */
record DataAccess(
        String action,
        TableReference table,
        @Nullable String index,
        LeadingKeys leadingKeys,
        Finding attributes,
        Map<String, String> parameters,
        Set<String> unknown) {

    DataAccess {
        parameters = Map.copyOf(parameters);
        unknown = Set.copyOf(unknown);
    }

    /** An access without further keys. */
    static DataAccess of(
            String action, TableReference table, @Nullable String index, LeadingKeys leadingKeys, Finding attributes) {
        return new DataAccess(action, table, index, leadingKeys, attributes, Map.of(), Set.of());
    }

    /** This with one more key. */
    DataAccess with(String key, String value) {
        Map<String, String> more = new HashMap<>(parameters);
        more.put(key, value);
        return new DataAccess(action, table, index, leadingKeys, attributes, more, unknown);
    }

    /** This with a key of which the lab cannot tell the value. */
    DataAccess withUnknown(String key) {
        Set<String> more = new HashSet<>(unknown);
        more.add(key);
        return new DataAccess(action, table, index, leadingKeys, attributes, parameters, more);
    }
}
