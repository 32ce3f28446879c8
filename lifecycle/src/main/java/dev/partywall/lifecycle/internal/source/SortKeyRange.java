package dev.partywall.lifecycle.internal.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The sort keys from one on and before another.
 *
 * @param from the first; empty for no bound
 * @param to the first that is not in the range; empty for no bound
 */
record SortKeyRange(Optional<AttributeValue> from, Optional<AttributeValue> to) {

    static final SortKeyRange ALL = new SortKeyRange(Optional.empty(), Optional.empty());

    /** The strings that begin so. */
    static SortKeyRange beginningWith(String prefix) {
        return new SortKeyRange(Optional.of(AttributeValue.fromS(prefix)), SortKey.behind(prefix));
    }

    /** The ranges between these boundaries, which ascend and are in this range. */
    List<SortKeyRange> splitAt(List<AttributeValue> boundaries) {
        List<SortKeyRange> parts = new ArrayList<>();
        Optional<AttributeValue> begin = from;
        for (AttributeValue boundary : boundaries) {
            parts.add(new SortKeyRange(begin, Optional.of(boundary)));
            begin = Optional.of(boundary);
        }
        parts.add(new SortKeyRange(begin, to));
        return parts;
    }

    /** Whether a boundary leaves something on either side. */
    boolean canBeSplitAt(AttributeValue boundary) {
        boolean behindFrom = from.isEmpty()
                || (SortKey.sameType(from.get(), boundary) && SortKey.ORDER.compare(from.get(), boundary) < 0);
        return behindFrom && isBeforeEnd(boundary);
    }

    boolean contains(AttributeValue key) {
        boolean fromOn =
                from.isEmpty() || (SortKey.sameType(from.get(), key) && SortKey.ORDER.compare(from.get(), key) <= 0);
        return fromOn && isBeforeEnd(key);
    }

    /** Whether this is the upper bound: a number that is written in another way is the same. */
    boolean endsAt(AttributeValue key) {
        return to.isPresent() && SortKey.sameType(to.get(), key) && SortKey.ORDER.compare(key, to.get()) == 0;
    }

    private boolean isBeforeEnd(AttributeValue key) {
        return to.isEmpty() || (SortKey.sameType(to.get(), key) && SortKey.ORDER.compare(key, to.get()) < 0);
    }

    /**
     * The condition of a Query, which can have one on the sort key only: with both bounds it is BETWEEN, which takes the upper
     * one in. That one item the reader drops.
     */
    Optional<String> condition() {
        if (from.isPresent() && to.isPresent()) {
            return Optional.of("#sort BETWEEN :from AND :to");
        }
        if (from.isPresent()) {
            return Optional.of("#sort >= :from");
        }
        return to.map(upper -> "#sort < :to");
    }

    Map<String, AttributeValue> conditionValues() {
        Map<String, AttributeValue> values = new HashMap<>();
        from.ifPresent(bound -> values.put(":from", bound));
        to.ifPresent(bound -> values.put(":to", bound));
        return values;
    }
}
