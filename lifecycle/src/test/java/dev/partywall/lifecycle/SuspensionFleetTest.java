package dev.partywall.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantId;
import dev.partywall.lifecycle.FleetLog.Attempt;
import dev.partywall.testing.LabFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tenant is suspended while a fleet of JVMs opens its records, and the fleet loses the registry. */
final class SuspensionFleetTest {

    private static final int NODES = 3;
    private static final int SILO = 0;
    private static final int POOL = 1;
    private static final TenantId SUSPENDED = FleetNode.TENANTS.get(SILO);
    private static final Duration BOUND = Duration.ofMillis(1_500);

    /** Tenants of other tiers go on for longer than any outage that this test makes. */
    private static final FleetSettings FLEET =
            FleetSettings.of(Duration.ofMillis(200), Duration.ofMinutes(10)).withBound(Tier.SILO, BOUND);

    /** Of the last node, so that one is there that refuses everybody soon. */
    private static final Duration SHORTER = Duration.ofSeconds(3);

    private final LifecycleLab lab = new LifecycleLab();
    private final List<Process> processes = new ArrayList<>();
    private final List<FleetLog> fleet = new ArrayList<>();
    private final List<Long> latencies = new ArrayList<>();

    @TempDir
    private Path folder;

    private FleetNode here;
    private FleetLog ofHere;
    private TenantLifecycle lifecycle;

    @BeforeEach
    void start() throws IOException {
        lab.lifecycle().build().onboard(Onboarding.silo(SUSPENDED));
        lab.lifecycle().build().onboard(Onboarding.pool(FleetNode.TENANTS.get(POOL)));
        for (TenantId tenant : FleetNode.TENANTS) {
            Files.write(FleetNode.message(folder, tenant), lab.seal(tenant));
        }
        for (int i = 0; i < NODES; i++) {
            startNode("node-" + i, i == NODES - 1 ? shorter() : FLEET);
        }
        here = new FleetNode("here", folder, lab.aws().dynamoDb(), lab.aws().kms(), FLEET).start();
        ofHere = new FleetLog(folder, "here");
        lifecycle = lab.lifecycle().fleet(FLEET).directory(here.directory()).build();
    }

    private static FleetSettings shorter() {
        return FleetSettings.of(FLEET.pollInterval(), SHORTER).withBound(Tier.SILO, BOUND);
    }

    private void startNode(String name, FleetSettings settings) throws IOException {
        processes.add(FleetNodeProgram.start(
                name,
                folder,
                lab.aws().endpoint(),
                lab.aws().region(),
                lab.aws().credentials().resolveCredentials(),
                settings));
        fleet.add(new FleetLog(folder, name));
    }

    @AfterEach
    void stop() throws Exception {
        lab.aws().faults().clear();
        here.close();
        for (Process process : processes) {
            process.getOutputStream().close();
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.destroyForcibly();
            }
        }
        lab.close();
    }

    @Test
    void suspendAndOutage_fleetUnderLoad_refusesWithinTheBound() throws Exception {
        repeat(1);
    }

    @Test
    @Tag("campaign")
    void suspendAndOutage_fleetUnderLoadAgainAndAgain_refusesWithinTheBound() throws Exception {
        repeat(Integer.getInteger("partywall.repetitions", 15));
    }

    private void repeat(int times) throws Exception {
        for (int i = 0; i < times; i++) {
            awaitOpens("opens before a suspension");
            suspend();
            lifecycle.resume(SUSPENDED);
            awaitOpens("opens after the resumption");
            loseRegistry(fault(i));
            awaitOpens("opens after the outage");
        }
        stopFleet();
        for (FleetLog node : fleet) {
            assertThat(node.attempts())
                    .extracting(Attempt::code)
                    .as("%s opens what was sealed", node.node())
                    .doesNotContain(FleetLog.WRONG);
        }
        print();
    }

    private LabFault fault(int repetition) {
        LabFault.Builder registry = lab.aws().faults().on("dynamodb:*").forTable(LifecycleLab.REGISTRY);
        return switch (repetition % 3) {
            case 0 -> registry.accessDenied();
            case 1 -> registry.hang();
            default -> registry.reset();
        };
    }

    private void suspend() throws InterruptedException {
        long called = FleetLog.now();
        lifecycle.suspend(SUSPENDED);
        long returned = FleetLog.now();
        long end = returned + FleetLog.micros(BOUND);
        awaitEach("a refusal behind the bound", refusal(SILO, ErrorCode.TENANT_SUSPENDED, end));
        awaitEach("the other tenant's records open behind the bound", open(POOL, end));
        Patience.eventually("a refusal in this JVM", () -> ofHere.has(refusal(SILO, ErrorCode.TENANT_SUSPENDED, end)));

        assertThat(ofHere.attempts())
                .as("this JVM, as soon as suspend had returned")
                .noneMatch(open(SILO, returned));
        for (FleetLog node : fleet) {
            assertThat(node.attempts())
                    .as("%s, the bound after suspend had returned", node.node())
                    .noneMatch(open(SILO, end));
            latencies.add((node.last(attempt -> attempt.isOf(SILO) && attempt.isOpen())
                                    .orElseThrow()
                            - called)
                    / 1_000);
            assertThat(node.attempts())
                    .as("%s, the other tenant", node.node())
                    .noneMatch(refusal(POOL, ErrorCode.TENANT_SUSPENDED, 0));
        }
    }

    private void loseRegistry(LabFault begun) throws InterruptedException {
        long siloEnd;
        long poolEnd;
        try (LabFault fault = begun) {
            long down = FleetLog.now();
            siloEnd = down + FleetLog.micros(BOUND);
            poolEnd = down + FleetLog.micros(SHORTER);
            fault.await(1);
            awaitEach("a refusal without the registry", refusal(SILO, ErrorCode.TENANT_STATE_STALE, siloEnd));
            FleetLog last = fleet.get(NODES - 1);
            Patience.eventually(
                    "a refusal of the other tenant",
                    () -> last.has(refusal(POOL, ErrorCode.TENANT_STATE_STALE, poolEnd)));
            for (FleetLog node : fleet.subList(0, NODES - 1)) {
                Patience.eventually("its longer bound", () -> node.has(open(POOL, poolEnd)));
            }
            for (FleetLog node : fleet) {
                assertThat(node.attempts()).as("%s, silo", node.node()).noneMatch(open(SILO, siloEnd));
            }
            assertThat(last.attempts()).as("%s, pool", last.node()).noneMatch(open(POOL, poolEnd));
        }
    }

    private static Predicate<Attempt> open(int tenant, long after) {
        return attempt -> attempt.isOf(tenant) && attempt.isOpen() && attempt.beganAfter(after);
    }

    private static Predicate<Attempt> refusal(int tenant, ErrorCode code, long after) {
        return attempt -> attempt.isOf(tenant) && attempt.code() == code.number() && attempt.beganAfter(after);
    }

    /** Each node opens records of both tenants from now on. */
    private void awaitOpens(String what) throws InterruptedException {
        long now = FleetLog.now();
        for (int tenant : new int[] {SILO, POOL}) {
            awaitEach(what, open(tenant, now));
            Patience.eventually(what, () -> ofHere.has(open(tenant, now)));
        }
    }

    private void awaitEach(String what, Predicate<Attempt> wanted) throws InterruptedException {
        for (int i = 0; i < NODES; i++) {
            FleetLog node = fleet.get(i);
            Process process = processes.get(i);
            Patience.eventually(node.node() + ": " + what, () -> {
                assertThat(process.isAlive()).as("%s lives", node.node()).isTrue();
                return node.has(wanted);
            });
        }
    }

    private void stopFleet() throws Exception {
        for (Process process : processes) {
            process.getOutputStream().close();
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).isZero();
        }
    }

    private void print() {
        LongStream sorted = latencies.stream().mapToLong(Long::longValue).sorted();
        long[] all = sorted.toArray();
        System.out.printf(
                "SuspensionFleetTest: bound %s; the last open began after suspend was called, in milliseconds:"
                        + " least %d, median %d, most %d of %d; opens by node: %s%n",
                BOUND,
                all[0],
                all[all.length / 2],
                all[all.length - 1],
                all.length,
                IntStream.range(0, NODES)
                        .mapToObj(i -> fleet.get(i).attempts().stream()
                                .filter(Attempt::isOpen)
                                .count())
                        .toList());
        if (all.length <= 2 * NODES) {
            System.out.println("SuspensionFleetTest: each: " + latencies);
        }
    }
}
