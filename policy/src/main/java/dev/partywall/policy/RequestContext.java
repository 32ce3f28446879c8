package dev.partywall.policy;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The condition keys of a request. Names are compared without regard to case. Immutable and safe for use by many threads.
 */
public final class RequestContext {

    private static final ContextValue ABSENT = new ContextValue.Absent();
    private static final ContextValue UNMODELLED = new ContextValue.Unmodelled();

    private final Map<String, ContextValue> values;
    private final Predicate<String> absent;

    private RequestContext(Builder builder) {
        this.values = Map.copyOf(builder.values);
        this.absent = builder.absent;
    }

    /**
     * A context to be filled.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * What the request says about a key.
     *
     * @param key the key, in any case
     * @return its value or values, or that there is none, or that nobody knows
     */
    public ContextValue find(String key) {
        String name = key.toLowerCase(Locale.ROOT);
        ContextValue value = values.get(name);
        if (value != null) {
            return value;
        }
        return absent.test(name) ? ABSENT : UNMODELLED;
    }

    /**
     * The keys that have a value.
     *
     * @return by name in lower case
     */
    public Map<String, ContextValue> values() {
        return values;
    }

    /** Fills a context. Not safe for use by many threads. */
    public static final class Builder {

        private final Map<String, ContextValue> values = new HashMap<>();
        private Predicate<String> absent = key -> true;

        private Builder() {}

        /**
         * Gives a key its one value.
         *
         * @param key the key, in any case
         * @param value the value as text
         * @return this
         */
        public Builder with(String key, String value) {
            values.put(key.toLowerCase(Locale.ROOT), new ContextValue.Single(value));
            return this;
        }

        /**
         * Gives a multivalued key its values.
         *
         * @param key the key, in any case
         * @param all the values as text; may be empty
         * @return this
         */
        public Builder withAll(String key, Collection<String> all) {
            values.put(key.toLowerCase(Locale.ROOT), new ContextValue.Multiple(List.copyOf(all)));
            return this;
        }

        /**
         * Tells which of the keys without a value are known to have none; all others are unmodelled. By default all keys
         * without a value are known to have none.
         *
         * @param known given a key's name in lower case, whether it is known to be absent
         * @return this
         */
        public Builder absent(Predicate<String> known) {
            absent = known;
            return this;
        }

        /**
         * The context.
         *
         * @return what was given so far
         */
        public RequestContext build() {
            return new RequestContext(this);
        }
    }
}
