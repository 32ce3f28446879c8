package dev.partywall.benchmarks.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The model beside keyrings on the lab, whose calls are counted. A failed seed is replayed with -Dpartywall.seed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(600)
final class FleetLabTest {

    private static final Duration TTL = Duration.ofMinutes(5);
    private static final Duration HOUR = Duration.ofHours(1);

    private final FleetLab lab = new FleetLab();

    @AfterAll
    void close() {
        lab.close();
    }

    private record Operation(long moment, FleetLab.Node node, TenantId tenant) {}

    private record Stream(FleetLab.Node node, TenantId tenant, Traffic traffic) {

        java.util.stream.Stream<Operation> operations() {
            return traffic.moments().stream().map(moment -> new Operation(moment, node, tenant));
        }

        int loads(double share) {
            return traffic.loads(TTL, () -> share);
        }
    }

    @Test
    void calls_ofAnHourOfRandomTraffic_areAsTheModelSays() {
        long seed = Long.getLong("partywall.seed", System.nanoTime());
        System.out.println("FleetLabTest -Dpartywall.seed=" + seed);
        Random random = new Random(seed);
        List<FleetLab.Node> nodes = nodes(3);
        List<Stream> streams = new ArrayList<>();
        for (Duration meanGap :
                List.of(Duration.ofSeconds(20), Duration.ofMinutes(1), Duration.ofMinutes(4), Duration.ofMinutes(20))) {
            TenantId tenant = lab.createTenant("random-" + meanGap.toSeconds());
            nodes.forEach(node -> streams.add(new Stream(node, tenant, Traffic.random(random, meanGap, HOUR))));
        }
        lab.beginToCount();

        perform(streams);

        for (Stream stream : streams) {
            int loads = stream.node().loads(stream.tenant());
            assertThat(loads)
                    .as("%s, seed %d", stream.tenant(), seed)
                    .isBetween(stream.loads(Fleet.LATEST_REFRESH), stream.loads(Fleet.EARLIEST_REFRESH))
                    .isLessThanOrEqualTo(1 + (int) new Fleet(1, 1, Double.MAX_VALUE, TTL).mostLoadsPerHour());
        }
        int loads = streams.stream()
                .mapToInt(stream -> stream.node().loads(stream.tenant()))
                .sum();
        assertThat(lab.kmsDecrypts()).isEqualTo(loads);
        assertThat(lab.kmsRequests()).isEqualTo(loads);
        assertThat(lab.dynamoDbRequests()).isEqualTo(loads);
        nodes.forEach(FleetLab.Node::close);
    }

    private List<FleetLab.Node> nodes(int count) {
        return IntStream.range(0, count).mapToObj(index -> lab.node(TTL)).toList();
    }

    private void perform(List<Stream> streams) {
        Instant begin = lab.now();
        streams.stream()
                .flatMap(Stream::operations)
                .sorted(Comparator.comparingLong(Operation::moment))
                .forEachOrdered(operation -> {
                    lab.moveTo(begin.plusMillis(operation.moment()));
                    operation.node().seal(operation.tenant());
                });
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.85, 1, 3})
    void calls_ofRareRecords_areTheMostThatTheModelAllows(double gapInTimesToLive) {
        Duration gap = Duration.ofMillis((long) (TTL.toMillis() * gapInTimesToLive));
        TenantId tenant = lab.createTenant("rare-" + (int) (gapInTimesToLive * 100));
        List<FleetLab.Node> nodes = nodes(2);
        lab.beginToCount();

        perform(nodes.stream()
                .map(node -> new Stream(node, tenant, Traffic.even(gap, 8)))
                .toList());

        double hours = 8.0 * gap.toMillis() / HOUR.toMillis();
        Fleet fleet = new Fleet(2, 1, 16 / hours, TTL);
        assertThat(lab.kmsRequests()).isEqualTo(16).isEqualTo((int) Math.round(fleet.mostLoadsPerHour() * hours));
        assertThat(lab.dynamoDbRequests()).isEqualTo(16);
        nodes.forEach(FleetLab.Node::close);
    }

    @Test
    void calls_twoRecordsInATimeToLive_areEverySecondRecords() {
        TenantId tenant = lab.createTenant("half");
        try (FleetLab.Node node = lab.node(TTL)) {
            lab.beginToCount();

            perform(List.of(new Stream(node, tenant, Traffic.even(TTL.dividedBy(2), 20))));

            assertThat(lab.kmsRequests()).isEqualTo(10);
            assertThat(lab.dynamoDbRequests()).isEqualTo(10);
        }
    }

    @Test
    void calls_forAnOldVersion_areThoseOfOneTenantMore() {
        TenantId tenant = lab.createTenant("rotated");
        try (FleetLab.Node node = lab.node(TTL)) {
            byte[] old = node.seal(tenant);
            lab.rotate(tenant);
            lab.moveOn(TTL);
            lab.beginToCount();

            for (int time = 0; time < 6; time++) {
                assertThat(node.open(tenant, old)).containsExactly(1, 2, 3);
                lab.moveOn(TTL);
            }

            assertThat(lab.kmsRequests()).isEqualTo(2 * 6);
            assertThat(lab.dynamoDbRequests()).isEqualTo(2 * 6);
        }
    }
}
