package dev.partywall.benchmarks;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.openjdk.jmh.Main;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/**
 * Runs the benchmarks with JMH's own arguments, then prints Partywall beside the baselines of the same run.
 *
 * <p>What is compared: {@link PartywallSealing}, {@link EncryptionSdkSealing}, {@link RawAesGcmSealing}, each with a warm
 * key, at four sizes; and decisions by {@link TenantPolicies}, with and without a trace, beside {@link HandWrittenDecision}.
 * Without arguments that takes some ten minutes.
 */
public final class Benchmarks {

    private Benchmarks() {}

    /**
     * Runs.
     *
     * @param arguments as for JMH, {@code -h} for help
     * @throws Exception as JMH does
     */
    public static void main(String[] arguments) throws Exception {
        CommandLineOptions options = new CommandLineOptions(arguments);
        if (isQuestion(options)) {
            Main.main(arguments);
        } else {
            PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
            out.println(report(new Runner(options).run()));
        }
    }

    /** Answered by JMH itself, without a run. */
    private static boolean isQuestion(CommandLineOptions options) {
        return options.shouldHelp()
                || options.shouldList()
                || options.shouldListWithParams()
                || options.shouldListProfilers()
                || options.shouldListResultFormats();
    }

    /** The tables, and the JVM that they are of. */
    static String report(Collection<RunResult> results) {
        List<Score> scores =
                results.stream().map(Score::of).flatMap(Optional::stream).toList();
        if (scores.isEmpty()) {
            return "No table: it is made of average times in microseconds.";
        }
        BenchmarkParams params = results.iterator().next().getParams();
        return "\nJDK %s, %s %s, %d processors\n\n%s"
                .formatted(
                        params.getJdkVersion(),
                        params.getVmName(),
                        params.getVmVersion(),
                        Runtime.getRuntime().availableProcessors(),
                        tables(scores));
    }

    private static String tables(List<Score> scores) {
        Map<Boolean, List<Score>> byKind = scores.stream().collect(Collectors.partitioningBy(Score::isDecision));
        List<Score> sealing = byKind.getOrDefault(false, List.of());
        List<Score> decisions = byKind.getOrDefault(true, List.of());
        return (sealing.isEmpty() ? "" : new RatioTable(sealing).markdown() + "\n")
                + (decisions.isEmpty() ? "" : new DecisionTable(decisions).markdown());
    }
}
