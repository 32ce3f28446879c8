package dev.partywall.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.benchmarks.Plan.Round;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class PlanTest {

    static Stream<Plan> plans() {
        return Stream.of(Plan.SHORT, Plan.FULL);
    }

    /** A score for each contender of each round. */
    private static List<Score> scores(Plan plan) {
        List<Score> scores = new ArrayList<>();
        for (Round round : plan.rounds()) {
            for (String operation : List.of("encrypt", "decrypt")) {
                Work work = new Work(
                        operation,
                        round.size(),
                        round.frameLength(),
                        round.provider(),
                        round.threads(),
                        round.tenants());
                round.contenders()
                        .forEach(contender ->
                                scores.add(Scores.sealing(Scores.JDK_17, work, contender, 1, Double.NaN, 1)));
            }
        }
        return scores;
    }

    @ParameterizedTest
    @MethodSource("plans")
    void rounds_always_measureWhatTheClaimsNeed(Plan plan) {
        assertThat(new ClaimsTable(new SealingScores(Scores.JDK_17, scores(plan))).claims())
                .isNotEmpty()
                .noneMatch(claim -> claim.verdict().equals("not measured"));
    }

    @ParameterizedTest
    @MethodSource("plans")
    void rounds_always_measureNothingTwice(Plan plan) {
        assertThat(scores(plan)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("plans")
    void rounds_always_haveBothProvidersAndAllContenders(Plan plan) {
        assertThat(plan.rounds()).extracting(Round::provider).contains(JcaProvider.values());
        assertThat(plan.rounds()).flatExtracting(Round::contenders).contains(Contender.values());
    }
}
