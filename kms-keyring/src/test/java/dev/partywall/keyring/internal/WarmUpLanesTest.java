package dev.partywall.keyring.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.core.Tenant;
import dev.partywall.keyring.WarmUpPace;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a warm-up whose threads cannot be had. */
@Timeout(120)
final class WarmUpLanesTest {

    private final List<Thread> started = new CopyOnWriteArrayList<>();
    private final CountDownLatch atWork = new CountDownLatch(2);

    private WarmUp warmUp(ThreadFactory lanes) {
        Set<Tenant> tenants = new LinkedHashSet<>();
        for (int i = 0; i < 10; i++) {
            tenants.add(Tenant.of("t" + i));
        }
        return new WarmUp(tenants, tenant -> false, tenant -> hang(), Pace.of(new WarmUpPace(100_000, 4)), lanes);
    }

    private void hang() {
        atWork.countDown();
        try {
            TimeUnit.DAYS.sleep(1);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Two lanes work, and the third is refused. */
    private Thread lane(Runnable work) {
        if (started.size() == 2) {
            awaitWork();
            throw new OutOfMemoryError("planted");
        }
        Thread lane = WarmUp.lane(work);
        started.add(lane);
        return lane;
    }

    private void awaitWork() {
        try {
            atWork.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void run_thirdLaneIsRefused_failsAndTheOtherLanesEnd() throws Exception {
        assertThatThrownBy(() -> warmUp(this::lane).run(4))
                .isInstanceOf(OutOfMemoryError.class)
                .hasMessage("planted");

        for (Thread lane : started) {
            lane.join(TimeUnit.SECONDS.toMillis(60));
        }
        assertThat(started).hasSize(2).noneMatch(Thread::isAlive);
    }
}
