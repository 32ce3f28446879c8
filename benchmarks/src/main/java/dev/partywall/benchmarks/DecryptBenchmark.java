package dev.partywall.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;

/** Opens a record. */
public class DecryptBenchmark extends SealingBenchmark {

    /** For JMH. */
    public DecryptBenchmark() {}

    /**
     * Opens as the contender does.
     *
     * @param state what to work on
     * @param turn which tenant is next
     * @return the result, so that the work cannot be optimised away
     */
    @Benchmark
    public byte[] open(SealingState state, Turn turn) {
        return state.decrypt(turn.next());
    }
}
