package dev.partywall.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;

/** What the tests of carriage ask of threads. */
final class Threads {

    private Threads() {}

    /** Asks threads of the pool, without any carriage, whether a tenant is left on them. */
    static void assertClean(ExecutorService raw) throws Exception {
        for (int i = 0; i < 6; i++) {
            assertThat(raw.submit(TenantContext::find).get()).isEmpty();
        }
    }

    @SuppressWarnings("TypeParameterUnusedInFormals") // stands where a value is wanted
    static <T> T fail(Throwable failure) {
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        throw (Error) failure;
    }

    static void awaitUninterruptibly(CountDownLatch latch) {
        awaitUninterruptibly(latch, Integer.MAX_VALUE);
    }

    /** Waits for the latch, or until interrupted that many times; then forgets the interrupts. */
    static void awaitUninterruptibly(CountDownLatch latch, int interrupts) {
        for (int i = 0; i < interrupts; i++) {
            try {
                latch.await();
                return;
            } catch (InterruptedException e) {
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
            }
        }
    }
}
