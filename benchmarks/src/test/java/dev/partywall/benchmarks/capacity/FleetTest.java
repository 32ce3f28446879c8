package dev.partywall.benchmarks.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A failed seed is replayed with -Dpartywall.seed. */
final class FleetTest {

    private static final Duration HOUR = Duration.ofHours(1);

    @ParameterizedTest
    @CsvSource({
        // An operation at every moment: 1 / 0.8 of the time to live.
        "1, 1, 1e12, 60, 1.25, 1.3333",
        "1, 1, 1e12, 6, 12.5, 13.3333",
        "4, 500, 1e15, 60, 2500, 2666.6667",
        // One an hour on each node: 1 / (0.8 h + 1 h).
        "1, 1, 1, 60, 0.5556, 1",
        "10, 10, 100, 60, 55.5556, 100",
        // Very few: each loads.
        "10, 10, 0.001, 60, 0.001, 0.001"
    })
    void loadsPerHour_ofAFleet_areAsReckonedByHand(
            int nodes, int tenants, double recordsPerHour, int minutes, double loads, double most) {
        Fleet fleet = new Fleet(nodes, tenants, recordsPerHour, Duration.ofMinutes(minutes));

        assertThat(fleet.loadsPerHour()).isCloseTo(loads, within(1e-4));
        assertThat(fleet.mostLoadsPerHour()).isCloseTo(most, within(1e-4));
    }

    @Test
    void loadsPerMillion_whenEachRecordLoads_isAMillion() {
        assertThat(new Fleet(100, 100_000, 1, Duration.ofMinutes(1)).loadsPerMillion())
                .isCloseTo(1e6, within(10.0));
    }

    @ParameterizedTest
    @CsvSource({"1", "60", "240", "1200"})
    void loadsPerHour_randomTraffic_areThoseOfTheRule(int meanGapSeconds) {
        long seed = Long.getLong("partywall.seed", System.nanoTime());
        System.out.println("FleetTest -Dpartywall.seed=" + seed);
        Random random = new Random(seed);
        Duration timeToLive = Duration.ofMinutes(5);
        Duration gap = Duration.ofSeconds(meanGapSeconds);
        Duration end = HOUR.multipliedBy(2_000);

        int loads = Traffic.random(random, gap, end)
                .loads(timeToLive, () -> random.nextDouble(Fleet.EARLIEST_REFRESH, Fleet.LATEST_REFRESH));

        double recordsPerHour = (double) HOUR.toMillis() / gap.toMillis();
        Fleet fleet = new Fleet(1, 1, recordsPerHour, timeToLive);
        // Some 5,000 loads and more: ten standard deviations are well within this.
        assertThat(loads / 2_000.0).as("seed %d", seed).isCloseTo(fleet.loadsPerHour(), withinPercentage(15));
        assertThat(loads / 2_000.0).isLessThan(fleet.mostLoadsPerHour() * 1.15);
    }

    @Test
    void fleet_ofNothing_isRefused() {
        assertThatThrownBy(() -> new Fleet(0, 1, 1, HOUR)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Fleet(1, 0, 1, HOUR)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Fleet(1, 1, 0, HOUR)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Fleet(1, 1, Double.NaN, HOUR)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Fleet(1, 1, 1, Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void bill_ofAMillionRecords_addsUp() {
        Prices prices = new Prices("today", 0.03, 0.125, 0.036);

        Bill bill = Bill.of(200_000, new ProcessorTime(8, 1_000), prices);

        assertThat(bill.kmsRequests()).isEqualTo(200_000);
        assertThat(bill.dynamoDbReads()).isEqualTo(200_000);
        assertThat(bill.processorSeconds()).isCloseTo(8 + 200, within(1e-9));
        assertThat(bill.dollars()).isCloseTo(0.6 + 0.025 + 208 * 1e-5, within(1e-9));
    }

    @Test
    void bill_ofAFleet_isThatOfItsLoads() {
        Fleet fleet = new Fleet(3, 7, 1000, Duration.ofMinutes(5));
        ProcessorTime time = new ProcessorTime(8, 1_000);

        assertThat(Bill.of(fleet, time, Prices.LISTED))
                .isEqualTo(Bill.of(fleet.loadsPerMillion(), time, Prices.LISTED));
    }
}
