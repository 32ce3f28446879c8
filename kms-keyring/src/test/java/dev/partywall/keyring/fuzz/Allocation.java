package dev.partywall.keyring.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** How much memory reading a message may ask for: what its own size accounts for, and little beside. */
public final class Allocation {

    /** Exceptions and views of the bytes. */
    private static final long FIXED = 4096;

    private static final long PER_BYTE = 4;
    private static final int RUNS = 5;
    private static final ThreadMXBean THREAD = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Allocation() {}

    /** Throws if reading so many bytes takes more than is allowed for them. */
    public static void requireBounded(int length, Runnable reading) {
        long allocated = Long.MAX_VALUE;
        // The least of a few runs: a class may be loaded in one of them.
        for (int run = 0; run < RUNS && allocated > FIXED + PER_BYTE * length; run++) {
            long before = THREAD.getCurrentThreadAllocatedBytes();
            reading.run();
            allocated = Math.min(allocated, THREAD.getCurrentThreadAllocatedBytes() - before);
        }
        Fuzzing.require(
                allocated <= FIXED + PER_BYTE * length, allocated + " bytes allocated for a message of " + length);
    }
}
