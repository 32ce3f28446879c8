package dev.partywall.abac.internal.policies;

import java.util.List;

/**
 * One condition of a grant.
 *
 * @param operator with its prefix, such as {@code ForAllValues:StringEquals}
 * @param key the condition key
 * @param values with {@code {tenant}} in the tenant's place; any may match
 */
record Bound(String operator, String key, List<String> values) {

    Bound {
        values = List.copyOf(values);
    }

    /** A key that has one value. */
    static Bound equal(String key, String... values) {
        return new Bound("StringEquals", key, List.of(values));
    }

    /** A key that must be there. {@code ForAllValues} alone is true of a request without the key. */
    static Bound present(String key) {
        return new Bound("Null", key, List.of("false"));
    }

    /** A multivalued key of which each value must be one of these, and which must be there. */
    static List<Bound> each(String operator, String key, List<String> values) {
        return List.of(new Bound("ForAllValues:" + operator, key, values), present(key));
    }
}
