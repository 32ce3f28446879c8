package dev.partywall.keyring.internal.cache;

import static dev.partywall.keyring.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.Tenant;
import dev.partywall.keyring.KeyUnavailableException;
import dev.partywall.testing.LabClock;
import java.time.Duration;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever breaks in a refresh, its permit comes back. */
@Timeout(240)
final class RefresherTest {

    private static final Tenant ACME = Tenant.of("acme");
    private static final CacheKey KEY = new CacheKey(ACME.id(), Session.of(ACME), CacheKey.ACTIVE);

    /** More than there are permits. */
    private static final int REFRESHES = 100;

    private final LabClock clock = LabClock.create();
    private final LoadPool pool = new LoadPool(Duration.ofMinutes(2));
    private final CacheCounters counters = new CacheCounters();
    private final Lifetimes lifetimes = new Lifetimes(
            new CacheSettings(
                    Duration.ofMinutes(5),
                    Duration.ZERO,
                    Duration.ofMinutes(2),
                    10,
                    10,
                    CacheSettings.tickerOf(clock),
                    clock),
            () -> 0);

    @AfterEach
    void close() {
        pool.close();
    }

    private static Loaded key() {
        return Loaded.key(new BranchKey(ACME.id(), "v", new byte[BranchKey.LENGTH]), 0, 0, Long.MAX_VALUE);
    }

    private void refreshAgainAndAgain(Function<CacheKey, Loaded> fetch) {
        Refresher refresher = new Refresher(pool, lifetimes, counters, fetch, new Broken());
        for (int i = 1; i <= REFRESHES; i++) {
            int begun = i;
            // One that is postponed for want of a permit is due again at once: it is another key's.
            eventually(() -> {
                refresher.refreshIfFirst(ACME, new Slot(KEY, 0), key(), 1);
                return counters.refreshes.sum() >= begun;
            });
        }
        assertThat(counters.refreshes.sum()).isGreaterThanOrEqualTo(REFRESHES);
    }

    @Test
    void refreshIfFirst_freshKeyCannotBePutInItsPlace_givesThePermitBack() {
        refreshAgainAndAgain(key -> key());
    }

    @Test
    void refreshIfFirst_denialCannotBeNoted_givesThePermitBack() {
        refreshAgainAndAgain(key -> Loaded.failure(
                new KeyUnavailableException(ErrorCode.KEY_ACCESS_DENIED, ACME.id(), false, "planted", null)));
    }

    @Test
    void refreshIfFirst_loadThrowsAnError_givesThePermitBack() {
        refreshAgainAndAgain(key -> {
            throw new AssertionError("planted");
        });
    }

    @Test
    void refreshIfFirst_noThread_givesThePermitBack() {
        pool.close();

        refreshAgainAndAgain(key -> key());
    }

    private static final class Broken implements Refresher.Arrivals {

        @Override
        public void fresh(Slot slot, Loaded old, Loaded fresh) {
            throw new AssertionError("planted");
        }

        @Override
        public void denied(Slot slot, Loaded old, KeyUnavailableException why) {
            throw new AssertionError("planted");
        }
    }
}
