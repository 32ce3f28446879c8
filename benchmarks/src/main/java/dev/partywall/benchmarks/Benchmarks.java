package dev.partywall.benchmarks;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.openjdk.jmh.Main;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/**
 * Runs the benchmarks.
 *
 * <p>{@code sealing} measures {@link Plan#SHORT} of sealing and opening: {@link Contender contenders} with warm keys, at four
 * sizes, with the JDK's cryptography and Amazon Corretto Crypto Provider, on each JDK. {@code sealing full} measures
 * {@link Plan#FULL}. Either may be followed by JMH's own arguments, and leaves a page and a plot in
 * {@code benchmarks/results}. Any other arguments are JMH's own: they choose among the same and decisions by
 * {@link TenantPolicies} beside {@link HandWrittenDecision}, and calls by SDK clients that are scoped to a tenant beside the
 * same clients with fixed credentials. The tables are printed.
 */
public final class Benchmarks {

    private static final String SEALING = "sealing";
    private static final Path RESULTS = Path.of("benchmarks/results");

    private Benchmarks() {}

    /**
     * Runs.
     *
     * @param arguments {@code sealing}, {@code sealing full}, or as for JMH, {@code -h} for help
     * @throws Exception as JMH does
     */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        List<String> words = List.of(arguments);
        if (words.indexOf(SEALING) == 0) {
            out.println(sealing(
                    words.subList(1, words.size()),
                    Path.of(System.getProperty("partywall.results", RESULTS.toString())),
                    out));
        } else {
            jmh(arguments, out);
        }
    }

    private static void jmh(String[] arguments, PrintStream out) throws Exception {
        CommandLineOptions options = new CommandLineOptions(arguments);
        if (isQuestion(options)) {
            Main.main(arguments);
        } else {
            out.println(report(new Runner(options).run()));
        }
    }

    /** The page, which is also written to a folder. */
    private static String sealing(List<String> words, Path folder, PrintStream out) throws Exception {
        boolean full = words.indexOf(Plan.FULL.name()) == 0;
        Plan plan = full ? Plan.FULL : Plan.SHORT;
        String[] rest = words.subList(full ? 1 : 0, words.size()).toArray(String[]::new);
        List<Path> jdks =
                Jdks.find(System.getProperty("partywall.jdks", ""), System.getenv(), System.getProperty("java.home"));
        List<Score> scores = new SealingRun(plan, jdks, new CommandLineOptions(rest), out).run();
        return new SealingReport(scores).write(folder, plan);
    }

    /** Answered by JMH itself, without a run. */
    private static boolean isQuestion(CommandLineOptions options) {
        return options.shouldHelp()
                || options.shouldList()
                || options.shouldListWithParams()
                || options.shouldListProfilers()
                || options.shouldListResultFormats();
    }

    /** The tables of a run on one JVM. */
    static String report(Collection<RunResult> results) {
        List<Score> scores = SealingRun.scores(results);
        if (scores.isEmpty()) {
            return "No table: it is made of average times in microseconds.";
        }
        return "\n%s, %d processors\n\n%s"
                .formatted(scores.get(0).jvm(), Runtime.getRuntime().availableProcessors(), tables(scores));
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
            case SEALING -> new RatioTable(SealingScores.byJvm(scores).get(0)).markdown();
            case DECISION -> new DecisionTable(scores).markdown();
            case CALL -> new CallTable(scores).markdown();
        };
    }
}
