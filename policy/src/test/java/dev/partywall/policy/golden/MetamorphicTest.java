package dev.partywall.policy.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.policy.ContextValue;
import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.PolicySet;
import dev.partywall.policy.Statement;
import dev.partywall.policy.golden.Outcome.Kind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Relations between the decisions of two requests that hold whatever the policies are: nobody has to know the right answer.
 *
 * <p>Replay with {@code -Dpartywall.seed=...}; {@code -Dpartywall.cases=...} sets how many cases each test draws. Each test counts how often its relation had something to say and fails if
 * that was rare.
 */
final class MetamorphicTest {

    private static final long SEED =
            Long.getLong("partywall.seed", ThreadLocalRandom.current().nextLong());

    private static final int CASES = Integer.getInteger("partywall.cases", 2_000);

    @Test
    void decide_denyAdded_neverWider() {
        forAll("deny added", 4, (random, scenario, before) -> {
            PolicySet policies = RandomEdits.withAnIdentityPolicy(scenario.policies(), random);
            Scenario base = scenario.withPolicies(policies);
            PolicyDocument one = random.pick(PolicyEdits.documents(policies));
            PolicySet denying =
                    PolicyEdits.oneDocument(policies, one, document -> RandomEdits.withDenyAdded(document, random));
            return narrower(base.outcome(), base.withPolicies(denying).outcome());
        });
    }

    @Test
    void decide_layerAdded_neverWider() {
        forAll("layer added", 10, (random, scenario, before) -> {
            Outcome after = scenario.withPolicies(RandomEdits.withAnotherLayer(scenario.policies(), random))
                    .outcome();
            return narrower(before, after);
        });
    }

    @Test
    void decide_allowRemoved_neverWider() {
        forAll("allow removed", 3, (random, scenario, before) -> {
            List<PolicyDocument> documents = PolicyEdits.documents(scenario.policies()).stream()
                    .filter(document -> document.statements().stream().anyMatch(RandomEdits::allows))
                    .toList();
            if (documents.isEmpty()) {
                return false;
            }
            PolicySet poorer = PolicyEdits.oneDocument(
                    scenario.policies(),
                    random.pick(documents),
                    document -> RandomEdits.withoutAnAllow(document, random));
            return narrower(before, scenario.withPolicies(poorer).outcome());
        });
    }

    @Test
    void decide_tenantsRenamed_same() {
        forAll("tenants renamed", 50, (random, scenario, before) -> {
            Scenario renamed = TenantRenaming.renamed(scenario);
            assertThat(renamed.outcome()).isEqualTo(before);
            return !renamed.equals(scenario);
        });
    }

    @Test
    void decide_orderChanged_same() {
        forAll("order changed", 50, (random, scenario, before) -> {
            PolicySet shuffled = PolicyEdits.eachLayer(
                    PolicyEdits.eachDocument(scenario.policies(), document -> RandomEdits.shuffled(document, random)),
                    random::shuffled);
            assertThat(scenario.withPolicies(shuffled).outcome()).isEqualTo(before);
            return !shuffled.equals(scenario.policies());
        });
    }

    @Test
    void decide_policiesMerged_same() {
        forAll("policies merged", 40, (random, scenario, before) -> {
            PolicySet merged = PolicyEdits.eachLayer(scenario.policies(), PolicyEdits::merged);
            assertThat(scenario.withPolicies(merged).outcome()).isEqualTo(before);
            return !merged.equals(scenario.policies());
        });
    }

    @Test
    void decide_caseOfActionsChanged_same() {
        forAll("case of actions changed", 50, (random, scenario, before) -> {
            UnaryOperator<String> recased =
                    text -> random.chance(50) ? text.toUpperCase(Locale.ROOT) : text.toLowerCase(Locale.ROOT);
            Scenario other = scenario.withAction(recased.apply(scenario.action()))
                    .withPolicies(PolicyEdits.eachStatement(
                            scenario.policies(), statement -> PolicyEdits.eachAction(statement, recased)));
            assertThat(other.outcome()).isEqualTo(before);
            return !other.equals(scenario);
        });
    }

    @Test
    void decide_writtenAndParsed_same() {
        forAll("written and parsed", 50, (random, scenario, before) -> {
            PolicySet parsed = PolicyEdits.eachDocument(
                    scenario.policies(), document -> PolicyDocument.parse(document.type(), document.toJson()));
            assertThat(scenario.withPolicies(parsed).outcome()).isEqualTo(before);
            return !PolicyEdits.documents(parsed).isEmpty();
        });
    }

    @Test
    void decide_statementsDoubled_same() {
        forAll("statements doubled", 50, (random, scenario, before) -> {
            PolicySet doubled = PolicyEdits.eachDocument(scenario.policies(), document -> {
                List<Statement> statements = new ArrayList<>(document.statements());
                statements.add(random.pick(statements));
                return PolicyEdits.withStatements(document, random.shuffled(statements));
            });
            assertThat(scenario.withPolicies(doubled).outcome()).isEqualTo(before);
            return !doubled.equals(scenario.policies());
        });
    }

    @Test
    void decide_keyUnmodelled_boundsEveryValue() {
        forAll("key unmodelled", 3, (random, scenario, before) -> {
            List<RandomKey> named =
                    RandomKey.ALL.stream().filter(key -> names(scenario, key)).toList();
            if (named.isEmpty()) {
                return false;
            }
            RandomKey key = random.pick(named);
            Kind unknown = scenario.withKey(key.name(), new ContextValue.Unmodelled())
                    .outcome()
                    .kind();
            Set<Kind> known = valuesOf(key, random).stream()
                    .map(value -> scenario.withKey(key.name(), value).outcome().kind())
                    .collect(Collectors.toSet());
            if (unknown == Kind.ALLOWED) {
                assertThat(known).containsOnly(Kind.ALLOWED);
            } else if (unknown.isDenied()) {
                assertThat(known).allMatch(Kind::isDenied);
            }
            return known.contains(Kind.ALLOWED) && known.size() > 1;
        });
    }

    @Test
    void decide_keyUnmodelledThatNobodyNames_same() {
        forAll("key unmodelled that nobody names", 20, (random, scenario, before) -> {
            RandomKey key = random.pick(RandomKey.ALL);
            if (names(scenario, key)) {
                return false;
            }
            Scenario unmodelled = scenario.withKey(key.name(), new ContextValue.Unmodelled());
            assertThat(unmodelled.outcome()).isEqualTo(before);
            return true;
        });
    }

    /** One relation: says whether it had something to say in this case, and throws if it does not hold. */
    private interface Relation {
        boolean holds(RandomPolicies random, Scenario scenario, Outcome before);
    }

    private static void forAll(String name, int leastPercent, Relation relation) {
        Tally tally = new Tally();
        for (int index = 0; index < CASES; index++) {
            RandomPolicies random = new RandomPolicies(SEED + index);
            Scenario scenario = random.scenario();
            try {
                Outcome before = scenario.outcome();
                tally.count(before.kind(), relation.holds(random, scenario, before));
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("-Dpartywall.seed=" + SEED + ", case " + index + ": " + scenario, failure);
            }
        }
        System.out.println("MetamorphicTest -Dpartywall.seed=" + SEED + ": " + name + ": " + tally);
        tally.check(leastPercent);
    }

    private static boolean narrower(Outcome before, Outcome after) {
        assertThat(after.kind().width()).isLessThanOrEqualTo(before.kind().width());
        return after.kind().width() < before.kind().width();
    }

    /** No value, every single one, and of a multivalued key some sets. */
    private static Set<ContextValue> valuesOf(RandomKey key, RandomPolicies random) {
        Set<ContextValue> values = new LinkedHashSet<>();
        values.add(new ContextValue.Absent());
        for (String value : key.requestValues()) {
            values.add(key.multivalued() ? new ContextValue.Multiple(List.of(value)) : new ContextValue.Single(value));
        }
        for (int index = 0; index < 4; index++) {
            values.add(random.contextValue(key));
        }
        return values;
    }

    /** Whether a condition tests the key or a variable in one of the documents takes its value. */
    private static boolean names(Scenario scenario, RandomKey key) {
        return PolicyEdits.documents(scenario.policies()).stream()
                .flatMap(document -> document.statements().stream())
                .anyMatch(statement -> names(statement, key.name()));
    }

    private static boolean names(Statement statement, String key) {
        return statement.conditions().stream()
                        .anyMatch(condition -> condition.key().equals(key)
                                || condition.values().stream()
                                        .anyMatch(value -> value.text().contains(key)))
                || statement.resource().stream()
                        .flatMap(resource -> resource.patterns().stream())
                        .anyMatch(pattern -> pattern.contains(key));
    }
}
