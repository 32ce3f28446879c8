package dev.partywall.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** Seals a record. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms1g", "-Xmx1g"})
@Warmup(iterations = 6, time = 2)
@Measurement(iterations = 12, time = 250, timeUnit = TimeUnit.MILLISECONDS)
public class EncryptBenchmark {

    /** For JMH. */
    public EncryptBenchmark() {}

    /**
     * Seals as the contender does.
     *
     * @param state what to work on
     * @param turn which tenant is next
     * @return the result, so that the work cannot be optimised away
     */
    @Benchmark
    public byte[] seal(SealingState state, Turn turn) {
        return state.encrypt(turn.next());
    }
}
