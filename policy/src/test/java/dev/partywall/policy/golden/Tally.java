package dev.partywall.policy.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.policy.golden.Outcome.Kind;
import java.util.EnumMap;
import java.util.Map;

/** Counts what random cases reached, so that a test cannot pass by never getting anywhere. */
final class Tally {

    private final Map<Kind, Integer> kinds = new EnumMap<>(Kind.class);
    private int interesting;
    private int all;

    /** Counts a case. */
    void count(Kind kind, boolean reached) {
        kinds.merge(kind, 1, Integer::sum);
        interesting += reached ? 1 : 0;
        all++;
    }

    /** Allowed and denied more than one in ten each, a few not modelled, and the relation had something to say. */
    void check(int leastPercentReached) {
        int allowed = kinds.getOrDefault(Kind.ALLOWED, 0);
        int explicit = kinds.getOrDefault(Kind.EXPLICIT_DENY, 0);
        int implicit = kinds.getOrDefault(Kind.IMPLICIT_DENY, 0);
        assertThat(percent(allowed)).as("allowed").isGreaterThan(10);
        assertThat(percent(explicit)).as("explicitly denied").isGreaterThan(10);
        assertThat(percent(implicit)).as("implicitly denied").isGreaterThan(10);
        assertThat(kinds.getOrDefault(Kind.UNMODELLED, 0)).as("unmodelled").isPositive();
        assertThat(percent(interesting)).as("reached").isGreaterThanOrEqualTo(leastPercentReached);
    }

    private int percent(int count) {
        return 100 * count / all;
    }

    @Override
    public String toString() {
        return all + " cases, " + kinds + ", relation had something to say in " + percent(interesting) + " %";
    }
}
