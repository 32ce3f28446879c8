package dev.partywall.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** Opens a record. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms1g", "-Xmx1g"})
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 1)
public class DecryptBenchmark {

    /** For JMH. */
    public DecryptBenchmark() {}

    /**
     * Opens with Partywall.
     *
     * @param state what to work on
     * @return the result, so that the work cannot be optimised away
     */
    @Benchmark
    public byte[] partywall(SealingState state) {
        return state.partywall.decrypt(state.partywallMessage, SealingState.RECORD);
    }

    /**
     * Opens with the AWS Encryption SDK used directly.
     *
     * @param state what to work on
     * @return the result, so that the work cannot be optimised away
     */
    @Benchmark
    public byte[] encryptionSdk(SealingState state) {
        return state.encryptionSdk.decrypt(state.encryptionSdkMessage, SealingState.RECORD);
    }

    /**
     * Opens with AES-GCM of the JDK.
     *
     * @param state what to work on
     * @return the result, so that the work cannot be optimised away
     */
    @Benchmark
    public byte[] rawAesGcm(SealingState state) {
        return state.rawAesGcm.decrypt(state.rawAesGcmMessage, SealingState.RECORD);
    }
}
