package dev.partywall.keyring.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.Tenant;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
final class LoadPoolTest {

    private static final Tenant ACME = Tenant.of("acme");

    /** Its deadline is taken back when a load ends, however it ends: somebody must be told of one that breaks. */
    @Test
    void run_loadBreaks_isTreatedAsLateAtOnce() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        try (LoadPool pool = new LoadPool(Duration.ofMinutes(5))) {
            pool.run(
                    ACME,
                    () -> {
                        throw new AssertionError("planted");
                    },
                    told::countDown);

            assertThat(told.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void run_deadlineCannotBeTold_interruptsTheLoadAllTheSame() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        try (LoadPool pool = new LoadPool(Duration.ofMillis(10))) {
            pool.run(ACME, () -> hang(interrupted), () -> {
                throw new AssertionError("planted");
            });

            assertThat(interrupted.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static void hang(CountDownLatch interrupted) {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException expected) {
            interrupted.countDown();
            Thread.currentThread().interrupt();
        }
    }
}
