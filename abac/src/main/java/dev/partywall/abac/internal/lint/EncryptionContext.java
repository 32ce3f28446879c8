package dev.partywall.abac.internal.lint;

import dev.partywall.policy.Condition;
import dev.partywall.policy.ConditionOperator.Comparison;
import dev.partywall.policy.ContextValue;
import dev.partywall.policy.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Encryption contexts as condition keys.
 *
 * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-encryption-context">
 *     kms:EncryptionContext:context-key</a>
 */
final class EncryptionContext {

    static final String PAIR = "kms:EncryptionContext:";
    static final String KEYS = "kms:EncryptionContextKeys";
    private static final String BRANCH_KEY_ID = "branch-key-id";
    private static final Set<String> BRANCH_KEY_PAIRS = Set.of(BRANCH_KEY_ID, "tablename", "hierarchy-version");

    private EncryptionContext() {}

    static boolean isPair(Condition condition) {
        return Mentions.hasPrefix(condition, PAIR);
    }

    static String name(Condition condition) {
        return condition.key().substring(PAIR.length());
    }

    static boolean isOfBranchKey(Condition condition) {
        return isPair(condition) && BRANCH_KEY_PAIRS.contains(Mentions.folded(name(condition)));
    }

    static Facts of(String name, String value) {
        return Facts.NONE.with(PAIR + name, value);
    }

    /** No encryption context, whatever pairs the statement asks for. */
    static Facts none(Subject subject) {
        Facts facts = Facts.NONE.without(KEYS);
        for (Condition condition : subject.statement.conditions()) {
            facts = isPair(condition) ? facts.without(condition.key()) : facts;
        }
        return facts;
    }

    /** Encryption contexts of a tenant, with the pairs that a statement asks for; of other pairs of the attacked, none. */
    static List<Facts> of(Subject subject, Statement pinning, String tenant) {
        Map<String, List<String>> pairs = new TreeMap<>();
        pinning.conditions().stream()
                .filter(condition -> isPair(condition) && condition.operator().comparison() != Comparison.NULL)
                .forEach(condition -> pairs.put(name(condition), examples(subject, condition, tenant)));
        List<Facts> all = new ArrayList<>();
        int forms = pairs.values().stream().mapToInt(List::size).max().orElse(0);
        for (int form = 0; form < forms; form++) {
            Facts facts = none(subject).withAll(KEYS, List.copyOf(pairs.keySet()));
            for (var pair : pairs.entrySet()) {
                List<String> values = pair.getValue();
                facts = facts.with(PAIR + pair.getKey(), values.get(Math.min(form, values.size() - 1)));
            }
            all.add(facts);
        }
        return all;
    }

    /** What a pair may hold; where the caller's tag is compared with a pair, the tenant itself. */
    private static List<String> examples(Subject subject, Condition condition, String tenant) {
        List<String> examples = new ArrayList<>();
        Mentions.values(condition)
                .forEach(value -> examples.addAll(subject.mentions.text(value).examples(tenant)));
        return examples;
    }

    /** The same with one pair more. */
    static Facts plus(Facts facts, String name, String value) {
        List<String> keys = new ArrayList<>(List.of(name));
        if (facts.toContext().find(KEYS) instanceof ContextValue.Multiple multiple) {
            keys.addAll(multiple.values());
        }
        return facts.and(of(name, value)).withAll(KEYS, keys);
    }

    /** The context under which a key store wraps a branch key. */
    static Facts ofBranchKey(String tenant, String store) {
        Facts facts = of(BRANCH_KEY_ID, tenant)
                .and(of("type", "branch:ACTIVE"))
                .and(of("create-time", "2030-01-01T00:00:00.000000Z"))
                .and(of("tablename", store))
                .and(of("hierarchy-version", "1"));
        return facts.withAll(KEYS, List.of(BRANCH_KEY_ID, "type", "create-time", "tablename", "hierarchy-version"));
    }
}
