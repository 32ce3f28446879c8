package dev.partywall.testing.internal.dynamodb;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a request says about a multivalued condition key. */
sealed interface Finding {

    /**
     * These values and no others.
     *
     * @param values without repetitions, in the order of the request
     */
    record Values(List<String> values) implements Finding {}

    /** No value. */
    record None() implements Finding {}

    /** The lab cannot tell: a policy that asks is not decided. */
    record Unknown() implements Finding {}

    /** No value. */
    static Finding none() {
        return new None();
    }

    /** Not to be told. */
    static Finding unknown() {
        return new Unknown();
    }

    /** These values; none if there are none. */
    static Finding of(Collection<String> values) {
        return values.isEmpty() ? none() : new Values(List.copyOf(new LinkedHashSet<>(values)));
    }

    /** The values of both; unknown if one of them is. */
    default Finding and(Finding other) {
        if (this instanceof Unknown || other instanceof Unknown) {
            return unknown();
        }
        Set<String> all = new LinkedHashSet<>(list());
        all.addAll(other.list());
        return of(all);
    }

    /** The values that are known. */
    default List<String> list() {
        return this instanceof Values known ? known.values() : List.of();
    }
}
