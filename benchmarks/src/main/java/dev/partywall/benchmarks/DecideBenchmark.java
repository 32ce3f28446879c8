package dev.partywall.benchmarks;

import dev.partywall.policy.Decision;
import dev.partywall.policy.PolicyEvaluator;
import dev.partywall.policy.Trace;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** Decides a request, in one thread. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms1g", "-Xmx1g"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DecideBenchmark {

    /** For JMH. */
    public DecideBenchmark() {}

    /**
     * Decides by the policies.
     *
     * @param state what to decide
     * @return the result, so that the work cannot be optimised away
     */
    @Benchmark
    public Decision partywall(PolicyState state) {
        return PolicyEvaluator.decide(state.policies, state.request);
    }

    /**
     * Decides by the policies and reads the trace.
     *
     * @param state what to decide
     * @return the result, so that the work cannot be optimised away
     */
    @Benchmark
    public Trace withTrace(PolicyState state) {
        return PolicyEvaluator.decide(state.policies, state.request).trace();
    }

    /**
     * Decides by Java that was written for the identity policy.
     *
     * @param state what to decide
     * @return the result, so that the work cannot be optimised away
     */
    @Benchmark
    public HandWrittenDecision.Outcome handWritten(PolicyState state) {
        return HandWrittenDecision.decide(state.request);
    }
}
