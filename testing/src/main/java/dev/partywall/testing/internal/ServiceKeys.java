package dev.partywall.testing.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The condition keys that a service gives a request. A key that is neither given nor known to be absent is unmodelled: a
 * policy that asks for it is not decided.
 *
 * @param single keys with one value, by name in lower case
 * @param multiple multivalued keys, by name in lower case
 * @param absent names in lower case of the keys that AWS gives no value here; one that ends in {@code /} or {@code :}
 *     stands for all that begin with it
 */
public record ServiceKeys(Map<String, String> single, Map<String, List<String>> multiple, Set<String> absent) {

    /** Copies the maps. */
    public ServiceKeys {
        single = Map.copyOf(single);
        multiple = Map.copyOf(multiple);
        absent = Set.copyOf(absent);
    }

    /** Keys to be filled. */
    public static Builder builder() {
        return new Builder();
    }

    /** Whether a key is known to have no value. */
    public boolean isAbsent(String name) {
        if (absent.contains(name)) {
            return true;
        }
        return absent.stream()
                .anyMatch(prefix -> (prefix.endsWith("/") || prefix.endsWith(":")) && name.startsWith(prefix));
    }

    /** Fills keys. */
    public static final class Builder {

        private final Map<String, String> single = new HashMap<>();
        private final Map<String, List<String>> multiple = new HashMap<>();
        private final Set<String> absent = new HashSet<>();

        private Builder() {}

        /** Gives a key its one value. */
        public Builder with(String key, String value) {
            single.put(key.toLowerCase(Locale.ROOT), value);
            return this;
        }

        /** Gives a multivalued key its values. */
        public Builder withAll(String key, Collection<String> values) {
            multiple.put(key.toLowerCase(Locale.ROOT), List.copyOf(values));
            return this;
        }

        /**
         * Gives a key per tag: {@code aws:ResourceTag/} or {@code aws:RequestTag/} and the tag's key. All other tags are
         * absent. Names of condition keys have no case, keys of tags have: of tags that differ in nothing else it is not
         * documented which one counts, so they have no value, and no tag is said to be absent.
         */
        public Builder withTags(String prefix, Map<String, String> tags) {
            Map<String, List<String>> values = new HashMap<>();
            tags.forEach(
                    (key, value) -> values.computeIfAbsent(key.toLowerCase(Locale.ROOT), unseen -> new ArrayList<>())
                            .add(value));
            values.forEach((key, all) -> {
                if (all.size() == 1) {
                    with(prefix + key, all.get(0));
                }
            });
            return values.size() == tags.size() ? absent(prefix) : this;
        }

        /** Tells of keys that AWS gives no value here. */
        public Builder absent(String... keys) {
            for (String key : keys) {
                absent.add(key.toLowerCase(Locale.ROOT));
            }
            return this;
        }

        /** The keys. */
        public ServiceKeys build() {
            return new ServiceKeys(single, multiple, absent);
        }
    }
}
