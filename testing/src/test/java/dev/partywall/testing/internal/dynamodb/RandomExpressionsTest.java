package dev.partywall.testing.internal.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What is read out of random expressions is what was put into them. Replay with {@code -Dpartywall.seed}. */
final class RandomExpressionsTest {

    private static final int ROUNDS = 2000;

    private final long seed = Long.getLong("partywall.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final ModelFixture fixture = new ModelFixture();

    @Test
    void query_randomFilterAndProjection_namesTheirAttributesAndTheKey() {
        for (int round = 0; round < ROUNDS; round++) {
            RandomExpressions made = new RandomExpressions(random, false);
            String and = " " + made.word("AND") + " ";
            List<String> conditions = new ArrayList<>(List.of("pk = :key", "sk > :sort"));
            Collections.shuffle(conditions, random);
            String filter = made.condition(3);
            String projection = made.path() + ", " + made.path();
            made.attributes.addAll(List.of("pk", "sk"));
            String tenant = "tenant" + random.nextInt(50);
            Map<String, Object> query = Map.of(
                    "TableName",
                    "plain",
                    "KeyConditionExpression",
                    String.join(and, conditions),
                    "FilterExpression",
                    filter,
                    "ProjectionExpression",
                    projection,
                    "ExpressionAttributeNames",
                    made.names,
                    "ExpressionAttributeValues",
                    Map.of(":key", Map.of("S", tenant), ":sort", Map.of("S", "other")));
            assertThat(fixture.ask("Query", query))
                    .as("seed %d, round %d: %s", seed, round, query)
                    .containsExactly("Query plain L=" + tenant + " A=" + String.join(",", made.attributes)
                            + " S=SPECIFIC_ATTRIBUTES");
        }
    }

    @Test
    void select_randomConditionBesideThePin_isPinned() {
        for (int round = 0; round < ROUNDS; round++) {
            RandomExpressions made = new RandomExpressions(random, true);
            List<String> tenants = tenants();
            List<String> conditions = new ArrayList<>(List.of(pin(tenants), made.condition(3)));
            Collections.shuffle(conditions, random);
            String statement = "SELECT " + made.path() + " FROM \"plain\" WHERE "
                    + String.join(" " + made.word("AND") + " ", conditions);
            assertAsked(round, statement, made, "L=" + String.join(",", new TreeSet<>(tenants)) + " ", "T=false");
        }
    }

    @Test
    void select_randomConditionInsteadOfThePin_isAScan() {
        for (int round = 0; round < ROUNDS; round++) {
            RandomExpressions made = new RandomExpressions(random, true);
            List<String> conditions = new ArrayList<>(List.of(pin(tenants()), made.condition(2)));
            Collections.shuffle(conditions, random);
            String statement = "SELECT " + made.path() + " FROM \"plain\" WHERE "
                    + String.join(" " + made.word("OR") + " ", conditions);
            assertAsked(round, statement, made, "", "T=true");
        }
    }

    private void assertAsked(
            int round, String statement, RandomExpressions made, String leadingKeys, String fullTableScan) {
        made.attributes.add("pk");
        assertThat(fixture.ask("ExecuteStatement", Map.of("Statement", statement)))
                .as("seed %d, round %d: %s", seed, round, statement)
                .containsExactly("PartiQLSelect plain " + leadingKeys + "A=" + String.join(",", made.attributes)
                        + " S=SPECIFIC_ATTRIBUTES " + fullTableScan);
    }

    private List<String> tenants() {
        List<String> tenants = new ArrayList<>();
        do {
            tenants.add("tenant" + random.nextInt(50));
        } while (random.nextInt(3) == 0);
        return tenants;
    }

    private String pin(List<String> tenants) {
        String key = random.nextBoolean() ? "pk" : "\"pk\"";
        if (tenants.size() == 1 && random.nextBoolean()) {
            return key + "='" + tenants.get(0) + "'";
        } else if (random.nextBoolean()) {
            return key + " IN ['" + String.join("','", tenants) + "']";
        }
        return "(" + key + "='" + String.join("' OR " + key + " = '", tenants) + "')";
    }
}
