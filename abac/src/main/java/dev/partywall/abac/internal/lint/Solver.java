package dev.partywall.abac.internal.lint;

import dev.partywall.policy.Condition;
import dev.partywall.policy.ConditionOperator.Comparison;
import dev.partywall.policy.ConditionOperator.Quantifier;
import dev.partywall.policy.ContextValue;
import dev.partywall.policy.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Gives values to the condition keys that an attack does not care about, such that a statement holds and denials do not, as
 * far as that is possible key by key: who attacks a policy knows it.
 */
final class Solver {

    /** What a caller is, he cannot choose to get round a denial. */
    private static final List<String> IDENTITY_KEYS =
            List.of("aws:principalarn", "aws:principaltag/", "aws:userid", "aws:username");

    private final Statement statement;
    private final List<Condition> denied;
    private final Mentions mentions;
    private final Conditions elements;
    private final String tenant;

    Solver(Subject subject, String tenant) {
        this.statement = subject.statement;
        this.denied = subject.slice
                .denials()
                .flatMap(denial -> denial.conditions().stream())
                .toList();
        this.mentions = subject.mentions;
        this.elements = subject.elements;
        this.tenant = tenant;
    }

    /** These facts, and values for those keys that they do not speak of and that are free. */
    Facts solve(Facts known, Predicate<String> free) {
        Facts facts = known;
        for (String key : keys()) {
            if (!facts.decide(key) && free.test(key)) {
                facts = facts.with(key, best(key, facts));
            }
        }
        return facts;
    }

    private Set<String> keys() {
        Set<String> keys = new LinkedHashSet<>();
        statement.conditions().forEach(condition -> keys.add(condition.key().toLowerCase(Locale.ROOT)));
        denied.stream()
                .map(condition -> condition.key().toLowerCase(Locale.ROOT))
                .filter(key -> IDENTITY_KEYS.stream().noneMatch(key::startsWith))
                .forEach(keys::add);
        return keys;
    }

    /** The first value of which all conditions of the statement hold, and of those the one of which fewest denials do. */
    private ContextValue best(String key, Facts facts) {
        List<Condition> wanted = Mentions.conditions(statement, key).toList();
        List<Condition> unwanted = denied.stream()
                .filter(condition -> condition.key().equalsIgnoreCase(key))
                .toList();
        ContextValue best = new ContextValue.Absent();
        long fewest = Long.MAX_VALUE;
        for (ContextValue candidate : candidates(wanted, unwanted)) {
            Facts tried = facts.with(key, candidate);
            long missed = count(wanted, condition -> !elements.holds(condition, tried));
            long cost = missed * 1000 + count(unwanted, condition -> elements.holds(condition, tried));
            if (cost < fewest) {
                fewest = cost;
                best = candidate;
            }
        }
        return best;
    }

    private static long count(List<Condition> conditions, Predicate<Condition> which) {
        return conditions.stream().filter(which).count();
    }

    private List<ContextValue> candidates(List<Condition> wanted, List<Condition> unwanted) {
        List<Condition> all = new ArrayList<>(wanted);
        all.addAll(unwanted);
        boolean multivalued =
                all.stream().anyMatch(condition -> condition.operator().quantifier() != Quantifier.NONE);
        List<ContextValue> candidates = new ArrayList<>(List.of(new ContextValue.Absent()));
        all.stream()
                .flatMap(this::examples)
                .distinct()
                .map(text -> value(text, multivalued))
                .forEach(candidates::add);
        return candidates;
    }

    private static ContextValue value(String text, boolean multivalued) {
        return multivalued ? new ContextValue.Multiple(List.of(text)) : new ContextValue.Single(text);
    }

    private Stream<String> examples(Condition condition) {
        Stream<String> values = condition.operator().comparison() == Comparison.NULL
                ? Stream.of()
                : Mentions.values(condition).stream().flatMap(this::examples);
        return Stream.concat(values, Stream.of(other(condition.operator().comparison())));
    }

    private Stream<String> examples(String value) {
        // The first address of a range is in the range.
        String address = value.contains("/") ? value.substring(0, value.indexOf('/')) : value;
        return Stream.concat(mentions.text(value).examples(tenant).stream(), Stream.of(address));
    }

    /** Values that are of the operator's type and hardly among those of the policy. */
    private static String[] other(Comparison comparison) {
        String name = comparison.name();
        if (name.startsWith("DATE")) {
            return new String[] {"1971-01-01T00:00:00Z", "2199-01-01T00:00:00Z"};
        } else if (name.startsWith("NUMERIC")) {
            return new String[] {"0", "1", "1000000000"};
        } else if (comparison == Comparison.BOOL) {
            return new String[] {"true", "false"};
        }
        return new String[] {name.contains("IP_ADDRESS") ? "203.0.113.7" : "other"};
    }
}
