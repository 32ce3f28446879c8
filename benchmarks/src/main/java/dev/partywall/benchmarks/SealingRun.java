package dev.partywall.benchmarks;

import dev.partywall.benchmarks.Plan.Round;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Measures sealing as a plan says, on one JDK after the other. */
final class SealingRun {

    private final Plan plan;
    private final List<Path> jdks;
    private final Options options;
    private final PrintStream out;

    /**
     * What to run.
     *
     * @param plan what is measured
     * @param jdks the {@code java} of each JDK
     * @param options how JMH measures, where that is not as the benchmarks say
     * @param out told how far the run is
     */
    SealingRun(Plan plan, List<Path> jdks, Options options, PrintStream out) {
        this.plan = plan;
        this.jdks = List.copyOf(jdks);
        this.options = options;
        this.out = out;
    }

    /** The scores of all that could be measured. */
    List<Score> run() throws RunnerException {
        List<Round> rounds = possibleRounds();
        List<Score> scores = new ArrayList<>();
        for (Path jdk : jdks) {
            for (Round round : rounds) {
                out.printf("%n== %s, round %d of %d: %s%n", jdk, rounds.indexOf(round) + 1, rounds.size(), round);
                scores(run(jdk, round)).forEach(scores::add);
            }
        }
        return scores;
    }

    /** Says once what is left out, and why. */
    private List<Round> possibleRounds() {
        for (JcaProvider provider : JcaProvider.values()) {
            provider.missing().ifPresent(why -> out.println("Left out: " + why));
        }
        return plan.rounds().stream()
                .filter(round -> round.provider().missing().isEmpty())
                .toList();
    }

    static List<Score> scores(Collection<RunResult> results) {
        return results.stream().map(Score::of).flatMap(Optional::stream).toList();
    }

    private Collection<RunResult> run(Path jdk, Round round) throws RunnerException {
        ChainedOptionsBuilder measured = new OptionsBuilder()
                .parent(options)
                .include("\\.(Encrypt|Decrypt)Benchmark\\.")
                .param("size", Integer.toString(round.size()))
                .param("frameLength", Integer.toString(round.frameLength()))
                .param("provider", round.provider().name())
                .param("tenants", Integer.toString(round.tenants()))
                .param("contender", names(round.contenders()))
                .threads(round.threads())
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(false);
        if (options.getForkCount().orElse(1) > 0) {
            // Without a fork it is this JVM that is measured, and is to be named.
            measured.jvm(jdk.toString());
        }
        return new Runner(measured.build()).run();
    }

    private static String[] names(List<Contender> contenders) {
        return contenders.stream().map(Contender::name).toArray(String[]::new);
    }
}
