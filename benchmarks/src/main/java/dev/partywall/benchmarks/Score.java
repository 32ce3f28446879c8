package dev.partywall.benchmarks;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * What JMH measured of one method with one set of parameters.
 *
 * @param jvm what it ran on
 * @param threads how many threads worked at once
 * @param operation {@code encrypt}, {@code decrypt}, {@code decide} or {@code call}
 * @param method the benchmark method: which way to do it
 * @param parameters the benchmark's parameters by name
 * @param micros microseconds an operation, in each thread, in the fastest iteration: on a machine that is shared, what else
 *     runs there can only add to them
 * @param mean the same of all iterations
 * @param allocated bytes of heap that an operation allocates; NaN unless the run had {@code -prof gc}
 */
record Score(
        Jvm jvm,
        int threads,
        String operation,
        String method,
        Map<String, String> parameters,
        double micros,
        double mean,
        double allocated) {

    private static final double MICROS_IN_A_SECOND = 1e6;
    private static final String MICROS = "us/op";
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    /** The score in a result, unless it was measured in another mode or unit. */
    static Optional<Score> of(RunResult result) {
        Result<?> time = result.getPrimaryResult();
        if (!time.getScoreUnit().equals(MICROS)) {
            return Optional.empty();
        }
        String[] names = result.getParams().getBenchmark().split("\\.", -1);
        String type = names[names.length - 2];
        Result<?> allocated = result.getSecondaryResults().get(ALLOCATED);
        return Optional.of(new Score(
                Jvm.of(result.getParams()),
                result.getParams().getThreads(),
                type.replace("Benchmark", "").toLowerCase(Locale.ROOT),
                names[names.length - 1],
                parameters(result.getParams()),
                time.getStatistics().getMin(),
                time.getScore(),
                allocated == null ? Double.NaN : allocated.getScore()));
    }

    private static Map<String, String> parameters(BenchmarkParams params) {
        return params.getParamsKeys().stream().collect(Collectors.toMap(Function.identity(), params::getParam));
    }

    /** Operations a second, of all threads together. */
    double perSecond() {
        return threads * MICROS_IN_A_SECOND / micros;
    }

    /** A parameter that the benchmark has. */
    String parameter(String name) {
        return requireNonNull(parameters.get(name), name);
    }

    /** Which table it belongs to. */
    Kind kind() {
        return switch (operation) {
            case "decide" -> Kind.DECISION;
            case "call" -> Kind.CALL;
            default -> Kind.SEALING;
        };
    }

    /** What was measured. */
    enum Kind {
        SEALING,
        DECISION,
        CALL
    }
}
