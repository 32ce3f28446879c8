package dev.partywall.testing.internal.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.testing.internal.Access;
import dev.partywall.testing.internal.Json;
import dev.partywall.testing.internal.ServiceKeys;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class AccessModelTest {

    private final ModelFixture fixture = new ModelFixture();

    record Case(String request, List<String> questions) {

        @Override
        public String toString() {
            return request;
        }

        String operation() {
            return request.substring(0, request.indexOf(' '));
        }

        Map<String, Object> members() throws IOException {
            String body = request.substring(request.indexOf(' ') + 1);
            if (body.startsWith("{")) {
                return Json.parse(body.getBytes(StandardCharsets.UTF_8));
            }
            int arrow = body.indexOf(" <- ");
            if (arrow < 0) {
                return Map.of("Statement", body);
            }
            String parameters = "{\"P\":" + body.substring(arrow + 4) + "}";
            Object list =
                    Json.parse(parameters.getBytes(StandardCharsets.UTF_8)).get("P");
            return Map.of("Statement", body.substring(0, arrow), "Parameters", Objects.requireNonNull(list));
        }
    }

    static Stream<Case> cases() throws IOException {
        List<Case> cases = new ArrayList<>();
        try (InputStream file = Objects.requireNonNull(AccessModelTest.class.getResourceAsStream("access.txt"))) {
            for (String line : new String(file.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
                if (line.startsWith("  ")) {
                    cases.get(cases.size() - 1).questions().add(line.strip());
                } else if (!line.isEmpty() && !line.startsWith("#")) {
                    cases.add(new Case(line, new ArrayList<>()));
                }
            }
        }
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void request_asksTheseQuestions(Case request) throws IOException {
        assertThat(fixture.ask(request.operation(), request.members()))
                .containsExactlyInAnyOrderElementsOf(request.questions());
    }

    @Test
    void leadingKeys_areFirstPartitionKeyValuesAsWell() {
        ServiceKeys keys = keys("GetItem", Map.of("TableName", "plain", "Key", Map.of("pk", Map.of("S", "acme"))));
        assertThat(keys.multiple().get("dynamodb:firstpartitionkeyvalues")).containsExactly("acme");
        assertThat(keys.isAbsent("dynamodb:secondpartitionkeyvalues")).isTrue();
    }

    @Test
    void leadingKeys_unknown_leavesBothNamesUnmodelled() {
        ServiceKeys keys = keys("GetItem", Map.of("TableName", "plain", "Key", Map.of()));
        assertThat(keys.isAbsent("dynamodb:firstpartitionkeyvalues")).isFalse();
        assertThat(keys.isAbsent("dynamodb:leadingkeys")).isFalse();
    }

    @Test
    void capacity_unspecified_isUnmodelledForItemsAndAbsentForTables() {
        ServiceKeys item = keys("GetItem", Map.of("TableName", "plain", "Key", Map.of()));
        assertThat(item.isAbsent("dynamodb:returnconsumedcapacity")).isFalse();
        assertThat(item.single()).doesNotContainKey("dynamodb:returnconsumedcapacity");
        ServiceKeys table = keys("DescribeTable", Map.of("TableName", "plain"));
        assertThat(table.isAbsent("dynamodb:returnconsumedcapacity")).isTrue();
    }

    @Test
    void tags_ofRequest_areAbsentWhereNoneArePassed() {
        ServiceKeys item = keys("GetItem", Map.of("TableName", "plain", "Key", Map.of()));
        assertThat(item.isAbsent("aws:requesttag/team")).isTrue();
        assertThat(item.isAbsent("aws:tagkeys")).isTrue();
        assertThat(item.isAbsent("aws:resourcetag/team")).isTrue();
    }

    private ServiceKeys keys(String operation, Map<String, Object> request) {
        Reading reading = fixture.model.read(Operation.find(false, operation).orElseThrow(), request);
        return ((Access.Checked) reading.access()).checks().get(0).keys();
    }

    @Test
    void subject_namesTablesAndKeysOfStatementsToo() {
        Reading reading = fixture.model.read(
                Operation.find(false, "BatchExecuteStatement").orElseThrow(),
                Map.of(
                        "Statements",
                        List.of(
                                Map.of("Statement", "SELECT * FROM \"plain\" WHERE pk = 'acme'"),
                                Map.of("Statement", "SELECT * FROM \"numbers\" WHERE id IN [1, 01]"))));
        assertThat(reading.subject().tables()).containsExactly("plain", "numbers");
        assertThat(reading.subject().leadingKeys()).containsExactly("acme", "1", "01");
    }

    @Test
    void statement_nestedTooDeep_isUnmodelledNotAFailure() {
        String statement = "SELECT * FROM plain WHERE " + "(".repeat(4000) + "x = 1" + ")".repeat(4000);
        assertThat(fixture.ask("ExecuteStatement", Map.of("Statement", statement)))
                .containsExactly("unmodelled dynamodb:PartiQL");
        assertThat(fixture.ask("ExecuteStatement", Map.of("Statement", "x".repeat(8193))))
                .containsExactly("refused ValidationException");
    }

    @Test
    void expression_nestedTooDeep_isUnknownNotAFailure() {
        Map<String, Object> query = Map.of(
                "TableName", "plain", "KeyConditionExpression", "(".repeat(100_000) + "pk = :p" + ")".repeat(100_000));
        assertThat(fixture.ask("Query", query)).containsExactly("Query plain L? A? S=ALL_ATTRIBUTES");
    }

    @Test
    void tableMadeAnew_withOtherKeys_isNotTheOneThatWasJudged() {
        Reading reading = fixture.model.read(Operation.find(false, "Scan").orElseThrow(), Map.of("TableName", "plain"));
        assertThat(reading.holds(fixture.tables)).isTrue();
        fixture.learn("plain", "pk", Map.of(), Map.of("team", "blue"));
        assertThat(reading.holds(fixture.tables)).as("tags do not matter").isTrue();
        fixture.learn("plain", "id", Map.of(), Map.of());
        assertThat(reading.holds(fixture.tables)).isFalse();
        fixture.tables.learn("DeleteTable", Map.of("TableName", "plain"), Map.of());
        assertThat(reading.holds(fixture.tables)).isFalse();
    }

    @Test
    void unknownTable_madeMeanwhile_isNotTheOneThatWasJudged() {
        Reading reading = fixture.model.read(Operation.find(false, "Scan").orElseThrow(), Map.of("TableName", "later"));
        assertThat(reading.holds(fixture.tables)).isTrue();
        fixture.learn("later", "id", Map.of(), Map.of());
        assertThat(reading.holds(fixture.tables)).isFalse();
    }
}
