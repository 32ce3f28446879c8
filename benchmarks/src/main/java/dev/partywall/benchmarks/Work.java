package dev.partywall.benchmarks;

import java.util.Comparator;
import java.util.Locale;

/**
 * What the contenders do, so that their scores can be compared.
 *
 * @param operation {@code encrypt} or {@code decrypt}
 * @param size bytes of plaintext
 * @param frameLength bytes of plaintext in a frame
 * @param provider whose cryptography
 * @param threads how many threads work at once
 * @param tenants between how many tenants each goes round
 */
record Work(String operation, int size, int frameLength, JcaProvider provider, int threads, int tenants)
        implements Comparable<Work> {

    /** The default of the AWS Encryption SDK and of Partywall. */
    static final int DEFAULT_FRAME = 4096;

    /** Encryption first, then from small to large. */
    private static final Comparator<Work> ORDER = Comparator.comparing(Work::operation)
            .reversed()
            .thenComparing(Work::provider)
            .thenComparingInt(Work::size)
            .thenComparingInt(Work::frameLength)
            .thenComparingInt(Work::tenants)
            .thenComparingInt(Work::threads);

    static Work of(Score score) {
        return new Work(
                score.operation(),
                Integer.parseInt(score.parameter("size")),
                Integer.parseInt(score.parameter("frameLength")),
                JcaProvider.valueOf(score.parameter("provider")),
                score.threads(),
                Integer.parseInt(score.parameter("tenants")));
    }

    /** One tenant, one thread, the JDK's cryptography: what most comparisons are of. */
    static Work plain(String operation, int size, int frameLength) {
        return new Work(operation, size, frameLength, JcaProvider.JDK, 1, 1);
    }

    Work with(int otherThreads) {
        return new Work(operation, size, frameLength, provider, otherThreads, tenants);
    }

    /** Whether one thread works for one tenant. */
    boolean isAlone() {
        return threads == 1 && tenants == 1;
    }

    boolean isOneFrame() {
        return size <= frameLength;
    }

    /** The size, and how it is cut if that is not into one frame. */
    String record() {
        String bytes = String.format(Locale.ROOT, "%,d B", size);
        return isOneFrame() ? bytes : bytes + String.format(Locale.ROOT, " in frames of %,d B", frameLength);
    }

    @Override
    public int compareTo(Work other) {
        return ORDER.compare(this, other);
    }
}
