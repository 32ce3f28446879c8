package dev.partywall.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;

/** Seals a record. */
public class EncryptBenchmark extends SealingBenchmark {

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
