package dev.partywall.testing.internal;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits on a monitor for a condition, for the methods of the public API that do not declare interruption. */
public final class Patience {

    private Patience() {}

    /**
     * Waits until the condition holds. The monitor must be notified whenever it may have come true.
     *
     * @throws IllegalStateException with the words of {@code complaint} if it does not in time, or on interruption
     */
    public static void await(Object monitor, BooleanSupplier condition, Duration timeout, Supplier<String> complaint) {
        try {
            if (!holdsInTime(monitor, condition, timeout)) {
                throw new IllegalStateException(complaint.get() + " within " + timeout);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted; " + complaint.get(), e);
        }
    }

    private static boolean holdsInTime(Object monitor, BooleanSupplier condition, Duration timeout)
            throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        synchronized (monitor) {
            while (!condition.getAsBoolean()) {
                long millisLeft = (deadline - System.nanoTime()) / 1_000_000;
                if (millisLeft <= 0) {
                    return false;
                }
                monitor.wait(millisLeft);
            }
            return true;
        }
    }
}
