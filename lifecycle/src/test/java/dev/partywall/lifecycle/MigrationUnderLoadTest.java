package dev.partywall.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.TenantId;
import dev.partywall.keyring.Rotation;
import dev.partywall.keyring.TenantKeyring;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A tenant's branch key is rotated and moved between root keys while two nodes write and read: nothing fails, nothing is lost. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MigrationUnderLoadTest {

    /** The bound is what a migration waits for, and long enough that a busy machine closes no gate. */
    private static final FleetSettings FLEET = FleetSettings.of(Duration.ofMillis(20), Duration.ofMillis(1_500));

    private final LifecycleLab lab = new LifecycleLab();
    private final TenantLifecycle lifecycle = lab.lifecycle().fleet(FLEET).build();

    @AfterAll
    void close() {
        lab.close();
    }

    @Test
    void rotateAndMigrate_nodesUnderLoad_failNothingAndLoseNothing() throws Exception {
        run("sample", 8, 3);
    }

    @Test
    @Tag("campaign")
    void rotateAndMigrate_nodesUnderLoadForLong_failNothingAndLoseNothing() throws Exception {
        int rounds = Integer.getInteger("partywall.rounds", 1_000);
        run("campaign", rounds, Math.max(3, rounds / 50));
    }

    private void run(String name, int rounds, int migrations) throws Exception {
        long seed = RandomRecords.seed("MigrationUnderLoadTest");
        TenantId tenant = TenantId.of(name);
        TenantId other = TenantId.of(name + "-other");
        lifecycle.onboard(Onboarding.pool(tenant));
        lifecycle.onboard(Onboarding.pool(other));
        try (TenantDirectory one = lab.directory().fleet(FLEET).build();
                TenantDirectory two = lab.directory().fleet(FLEET).build();
                TenantKeyring first = lab.node(one);
                TenantKeyring second = lab.node(two);
                KeyringLoad load = new KeyringLoad(tenant, seed, first, second)) {
            load.start();
            int rotations = rounds(tenant, new Random(seed), rounds, migrations);
            load.stop();

            load.assertAllOpen(first, other);
            load.assertAllOpen(second, other);
            try (TenantDirectory cold = lab.directory().build();
                    TenantKeyring node = lab.node(cold)) {
                load.assertAllOpen(node, other);
            }
            assertKeyStoreWhole(tenant, 1 + rotations);
            System.out.printf("MigrationUnderLoadTest: %d rotations, %s%n", rotations, load);
        }
    }

    /** Rotations, with the migrations spread among them; every kind of those comes by. */
    private int rounds(TenantId tenant, Random random, int rounds, int migrations) {
        Set<Integer> moving =
                random.ints(1, rounds).distinct().limit(migrations).boxed().collect(Collectors.toSet());
        int rotations = 0;
        int kind = random.nextInt(3);
        for (int round = 0; round < rounds; round++) {
            if (moving.contains(round)) {
                migrate(tenant, kind++ % 3);
            } else {
                assertThat(lifecycle.rotate(tenant)).isInstanceOf(Rotation.Rotated.class);
                rotations++;
            }
        }
        return rotations;
    }

    private void migrate(TenantId tenant, int kind) {
        String before = rootKey(tenant);
        Tier tier = lab.record(tenant).orElseThrow().tier();
        RootKeyTarget target = tier == Tier.POOL
                ? RootKeyTarget.silo()
                : kind == 0 ? RootKeyTarget.newSiloKey() : RootKeyTarget.pool();
        lifecycle.migrate(tenant, target);
        assertThat(rootKey(tenant)).isNotEqualTo(before);
        assertThat(lab.keyRows(tenant).values()).containsOnly(rootKey(tenant));
    }

    private String rootKey(TenantId tenant) {
        return lab.record(tenant).orElseThrow().key().rootKey().orElseThrow();
    }

    private void assertKeyStoreWhole(TenantId tenant, int versions) {
        assertThat(lab.keyRows(tenant).keySet())
                .hasSize(versions + 2)
                .contains("branch:ACTIVE", "beacon:ACTIVE")
                .filteredOn(type -> type.startsWith("branch:version:"))
                .hasSize(versions);
        assertThat(lab.keyRows(tenant).values()).containsOnly(rootKey(tenant));
        assertThat(lab.record(tenant).orElseThrow().operation()).isEmpty();
        ReferenceKeyStore.under(rootKey(tenant), lab).assertReads(tenant, versions);
    }
}
