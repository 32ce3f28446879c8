package dev.partywall.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;

/** Calls DynamoDB, whose answer is canned, in one thread: what is left is the work of the SDK and of the scope. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 3,
        jvmArgsAppend = {"-Xms1g", "-Xmx1g"})
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class CallBenchmark {

    /** For JMH. */
    public CallBenchmark() {}

    /**
     * Calls with credentials that never change.
     *
     * @param state the clients
     * @return the answer, so that the work cannot be optimised away
     */
    @Benchmark
    public GetItemResponse fixed(CallState state) {
        return state.fixed();
    }

    /**
     * Calls as the bound tenant, whose session is in memory.
     *
     * @param state the clients
     * @return the answer, so that the work cannot be optimised away
     */
    @Benchmark
    public GetItemResponse scoped(CallState state) {
        return state.scoped();
    }
}
