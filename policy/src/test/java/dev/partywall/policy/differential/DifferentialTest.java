package dev.partywall.policy.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.policy.golden.Outcome.Kind;
import dev.partywall.policy.golden.Scenario;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random cases, decided by this evaluator and by an independent simulator of IAM, {@code @cloud-copilot/iam-simulate} 0.1.173,
 * which runs in a process of its own and is installed into the build folder for this test alone. Run with
 * {@code ./mvnw -Pdifferential -pl policy test}; needs node 20 or newer, npm, and a registry that npm can install from.
 * Skipped where node or npm is missing. Replay with {@code -Dpartywall.seed=...}; {@code -Dpartywall.cases=...} sets how many.
 *
 * <p>Agreement alone would prove little, so the test asks for more: every case, rewritten by all of {@link Disagreement}, must
 * be decided as the other side decided the original. A disagreement without a class fails it, and so does a class that
 * claims too much.
 */
@Tag("differential")
@Timeout(value = 20, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class DifferentialTest {

    private static final long SEED =
            Long.getLong("partywall.seed", ThreadLocalRandom.current().nextLong());

    private static final int CASES = Integer.getInteger("partywall.cases", 60_000);
    private static final int BATCH = 500;
    private static final int SHOWN = 5;

    private final Comparison comparison = new Comparison();

    @Test
    void decide_randomCases_asTheSimulatorButForKnownDisagreements() throws IOException, InterruptedException {
        long start = System.nanoTime();
        try (Simulator simulator = Simulator.start()) {
            for (int done = 0; done < CASES; done += BATCH) {
                List<Scenario> batch = LongStream.range(done, Math.min(done + BATCH, CASES))
                        .mapToObj(index -> RandomCases.of(SEED + index))
                        .toList();
                List<Kind> theirs = simulator.decide(batch);
                for (int index = 0; index < batch.size(); index++) {
                    comparison.add(done + index, batch.get(index), theirs.get(index));
                }
            }
        }
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
        System.out.println("DifferentialTest -Dpartywall.seed=" + SEED + ": " + comparison + ", " + seconds + " s");
        comparison.check();
    }

    /** Counts agreements, and disagreements by class. */
    private static final class Comparison {

        private final Map<Kind, Integer> agreements = new EnumMap<>(Kind.class);
        private final Map<String, Integer> disagreements = new TreeMap<>();
        private final Map<String, Integer> undocumented = new TreeMap<>();
        private final List<String> unexplained = new ArrayList<>();
        private int all;
        private int undecided;

        void add(int index, Scenario scenario, Kind theirs) throws IOException {
            Kind ours = scenario.outcome().kind();
            all++;
            Kind rewritten = Disagreement.rewriteAll(scenario).outcome().kind();
            if (rewritten != theirs) {
                unexplained.add("case " + index + ": " + ours + ", rewritten " + rewritten + ", the simulator " + theirs
                        + ": " + CaseLine.of(scenario));
            }
            if (ours == theirs) {
                agreements.merge(ours, 1, Integer::sum);
            } else {
                undecided += ours == Kind.UNMODELLED ? 1 : 0;
                classify(scenario, theirs, ours == Kind.UNMODELLED ? undocumented : disagreements);
            }
        }

        /** By the first class that explains it alone. */
        private static void classify(Scenario scenario, Kind theirs, Map<String, Integer> classes) {
            String name = Stream.of(Disagreement.values())
                    .filter(one -> one.rewrite(scenario).outcome().kind() == theirs)
                    .map(Disagreement::name)
                    .findFirst()
                    .orElse("several at once");
            classes.merge(name, 1, Integer::sum);
        }

        void check() {
            assertThat(unexplained.stream().limit(SHOWN))
                    .as("%d without a class, -Dpartywall.seed=%d", unexplained.size(), SEED)
                    .isEmpty();
            for (Kind kind : List.of(Kind.ALLOWED, Kind.EXPLICIT_DENY, Kind.IMPLICIT_DENY)) {
                assertThat(100 * agreements.getOrDefault(kind, 0) / all)
                        .as("agreed: %s", kind)
                        .isGreaterThan(5);
            }
            assertThat(100 * undecided / all).as("undecided").isLessThan(5);
        }

        @Override
        public String toString() {
            return all + " cases, agreed " + agreements + ", known disagreements " + disagreements
                    + ", left open by this evaluator " + undocumented + ", without a class " + unexplained.size();
        }
    }
}
