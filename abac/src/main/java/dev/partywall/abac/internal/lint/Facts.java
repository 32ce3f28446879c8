package dev.partywall.abac.internal.lint;

import dev.partywall.policy.ContextValue;
import dev.partywall.policy.RequestContext;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What a request says about condition keys, and of which keys it says nothing. Immutable. */
final class Facts {

    static final Facts NONE = new Facts(Map.of());

    private final Map<String, ContextValue> values;

    private Facts(Map<String, ContextValue> values) {
        this.values = values;
    }

    /** The keys that have a value in a request. */
    static Facts of(RequestContext context) {
        return new Facts(context.values());
    }

    Facts with(String key, String value) {
        return with(key, new ContextValue.Single(value));
    }

    Facts withAll(String key, List<String> all) {
        return with(key, new ContextValue.Multiple(all));
    }

    Facts without(String key) {
        return with(key, new ContextValue.Absent());
    }

    Facts with(String key, ContextValue value) {
        return and(new Facts(Map.of(key.toLowerCase(Locale.ROOT), value)));
    }

    /** These facts; where both speak, the others. */
    Facts and(Facts others) {
        Map<String, ContextValue> all = new TreeMap<>(values);
        all.putAll(others.values);
        return new Facts(all);
    }

    /** Whether they speak of a key, if only to say that it has no value. */
    boolean decide(String key) {
        return values.containsKey(key.toLowerCase(Locale.ROOT));
    }

    RequestContext toContext() {
        RequestContext.Builder context = RequestContext.builder();
        values.forEach((key, value) -> {
            if (value instanceof ContextValue.Single single) {
                context.with(key, single.value());
            } else if (value instanceof ContextValue.Multiple multiple) {
                context.withAll(key, multiple.values());
            }
        });
        return context.build();
    }
}
