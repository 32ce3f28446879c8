package dev.partywall.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

final class LabClockTest {

    private final LabClock clock = LabClock.create();

    @Test
    void instant_atFirst_isTheSystems() {
        assertThat(clock.instant()).isCloseTo(Instant.now(), within(30, ChronoUnit.SECONDS));
        assertThat(clock.getZone()).isEqualTo(ZoneOffset.UTC);
    }

    @Test
    void advance_running_runsOnFromThere() throws InterruptedException {
        clock.advance(Duration.ofDays(3));
        Instant later = clock.instant();
        assertThat(later).isCloseTo(Instant.now().plus(Duration.ofDays(3)), within(30, ChronoUnit.SECONDS));
        Thread.sleep(5);
        assertThat(clock.instant()).isAfter(later);
    }

    @Test
    void freeze_stopsUntilResumed() throws InterruptedException {
        clock.freeze();
        Instant stopped = clock.instant();
        Thread.sleep(5);
        assertThat(clock.instant()).isEqualTo(stopped);
        clock.advance(Duration.ofHours(1));
        assertThat(clock.instant()).isEqualTo(stopped.plus(Duration.ofHours(1)));
        clock.resume();
        Thread.sleep(5);
        assertThat(clock.instant())
                .isAfter(stopped.plus(Duration.ofHours(1)))
                .isCloseTo(stopped.plus(Duration.ofHours(1)), within(30, ChronoUnit.SECONDS));
    }

    @Test
    void setTo_frozenOrRunning_isThere() {
        Instant moment = Instant.parse("2030-01-01T00:00:00Z");
        clock.setTo(moment);
        assertThat(clock.instant()).isCloseTo(moment, within(30, ChronoUnit.SECONDS));
        clock.freeze();
        clock.setTo(moment);
        assertThat(clock.instant()).isEqualTo(moment);
    }

    @Test
    void resume_running_changesNothing() {
        clock.advance(Duration.ofDays(1));
        clock.resume();
        assertThat(clock.instant()).isCloseTo(Instant.now().plus(Duration.ofDays(1)), within(30, ChronoUnit.SECONDS));
    }

    @Test
    void withZone_movesAlong() {
        LabClock tokyo = clock.withZone(ZoneId.of("Asia/Tokyo"));
        clock.freeze();
        tokyo.advance(Duration.ofDays(1));
        assertThat(tokyo.instant()).isEqualTo(clock.instant());
        assertThat(tokyo.getZone()).isEqualTo(ZoneId.of("Asia/Tokyo"));
        assertThat(tokyo).isNotEqualTo(clock).isEqualTo(clock.withZone(ZoneId.of("Asia/Tokyo")));
        assertThat(tokyo.withZone(ZoneOffset.UTC)).isEqualTo(clock).hasSameHashCodeAs(clock);
    }
}
