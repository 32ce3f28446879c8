package dev.partywall.benchmarks;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
 * key, at four sizes; decisions by {@link TenantPolicies}, with and without a trace, beside {@link HandWrittenDecision}; and calls
 * by SDK clients that are scoped to a tenant, beside the same clients with fixed credentials.
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
        Map<Score.Kind, List<Score>> byKind =
                scores.stream().collect(Collectors.groupingBy(Score::kind, TreeMap::new, Collectors.toList()));
        return byKind.entrySet().stream()
                .map(entry -> table(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining("\n"));
    }

    private static String table(Score.Kind kind, List<Score> scores) {
        return switch (kind) {
            case SEALING -> new RatioTable(scores).markdown();
            case DECISION -> new DecisionTable(scores).markdown();
            case CALL -> new CallTable(scores).markdown();
        };
    }
}
