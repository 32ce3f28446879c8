package dev.partywall.benchmarks;

import java.util.Locale;
import java.util.Optional;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * What JMH measured of one method at one size.
 *
 * @param operation {@code encrypt} or {@code decrypt}
 * @param method the benchmark method: which way to seal
 * @param size bytes of plaintext
 * @param micros microseconds an operation
 * @param error half of the 99.9 % confidence interval, in microseconds; NaN if there are too few samples
 * @param allocated bytes of heap that an operation allocates; NaN unless the run had {@code -prof gc}
 */
record Score(String operation, String method, int size, double micros, double error, double allocated) {

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
                type.replace("Benchmark", "").toLowerCase(Locale.ROOT),
                names[names.length - 1],
                Integer.parseInt(result.getParams().getParam("size")),
                time.getScore(),
                time.getScoreError(),
                allocated == null ? Double.NaN : allocated.getScore()));
    }
}
