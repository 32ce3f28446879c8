package dev.partywall.lifecycle;

import static dev.partywall.lifecycle.Records.ACME;
import static dev.partywall.lifecycle.Records.GLOBEX;
import static dev.partywall.lifecycle.Records.fresh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantId;
import dev.partywall.lifecycle.TenantRegistry.Changes;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@link TenantRegistry} promises, of every implementation. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TenantRegistryContract {

    static final Instant NOW = Instant.parse("2026-03-04T05:06:07.123456789Z");

    private TenantRegistry registry = InMemoryTenantRegistry.create();

    /** An empty registry. */
    abstract TenantRegistry create(Clock clock);

    /** How many saves the stress test makes. */
    int stressSaves() {
        return 400;
    }

    @BeforeEach
    void begin() {
        registry = create(Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @Test
    void find_tenantThatNeverWas_isEmpty() {
        assertThat(registry.find(ACME)).isEmpty();
    }

    @Test
    void save_newTenant_isFoundAsItWasReturned() {
        TenantRecord stored = registry.save(fresh(ACME));

        assertThat(stored).isEqualTo(fresh(ACME).storedAs(1, NOW));
        assertThat(registry.find(ACME)).contains(stored);
        assertThat(registry.find(GLOBEX)).isEmpty();
    }

    @Test
    void save_newTenantTwice_isRefused() {
        TenantRecord stored = registry.save(fresh(ACME));

        assertThatThrownBy(() -> registry.save(fresh(ACME).withTier(Tier.SILO)))
                .isInstanceOfSatisfying(RegistryConflictException.class, refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.REGISTRY_CONFLICT);
                    assertThat(refused.tenant()).contains(ACME);
                });
        assertThat(registry.find(ACME)).contains(stored);
        assertThat(registry.changes(0, 10).records()).containsExactly(stored);
    }

    @Test
    void save_newestVersion_replacesIt() {
        TenantRecord first = registry.save(fresh(ACME));

        TenantRecord second = registry.save(first.withStatus(TenantStatus.ACTIVE));

        assertThat(second.version()).isEqualTo(2);
        assertThat(registry.find(ACME)).contains(second);
    }

    @ParameterizedTest
    @CsvSource({"-1", "0", "1", "3", "9223372036854775806"})
    void save_anotherVersionThanTheNewest_isRefusedAndChangesNothing(long version) {
        TenantRecord newest = registry.save(registry.save(fresh(ACME)));
        Changes before = registry.changes(0, 10);

        assertThatThrownBy(() -> registry.save(fresh(ACME).storedAs(version, NOW)))
                .isInstanceOf(RegistryConflictException.class);

        assertThat(registry.find(ACME)).contains(newest);
        assertThat(registry.changes(0, 10)).isEqualTo(before);
        assertThat(registry.save(newest).version()).isEqualTo(3);
    }

    @Test
    void save_versionOfATenantThatNeverWas_isRefused() {
        assertThatThrownBy(() -> registry.save(fresh(ACME).storedAs(1, NOW)))
                .isInstanceOf(RegistryConflictException.class);
        assertThat(registry.find(ACME)).isEmpty();
    }

    @Test
    void save_idsThatDifferByCase_areTwoTenants() {
        TenantRecord lower = registry.save(fresh("acme").withTier(Tier.SILO));
        TenantRecord upper = registry.save(fresh("ACME").withTier(Tier.POOL));

        assertThat(registry.find(lower.tenant())).contains(lower);
        assertThat(registry.find(upper.tenant())).contains(upper);
        assertThat(registry.find(TenantId.of("Acme"))).isEmpty();
        assertThat(registry.changes(0, 10).records()).containsExactly(lower, upper);
    }

    @Test
    void save_longestIds_areTold() {
        String same = "x".repeat(63);
        TenantRecord first = registry.save(fresh(same + "-"));
        TenantRecord second = registry.save(fresh(same + "_"));

        assertThat(registry.find(first.tenant())).contains(first);
        assertThat(registry.find(second.tenant())).contains(second);
        assertThat(registry.find(TenantId.of(same))).isEmpty();
    }

    @Test
    void save_recordsOfEveryShape_comeBackExactly() {
        long seed = RandomRecords.seed(getClass().getSimpleName());
        RandomRecords records = new RandomRecords(new Random(seed));
        List<TenantRecord> saved = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            saved.add(registry.save(records.record(TenantId.of("t" + i), 0)));
        }

        for (TenantRecord record : saved) {
            assertThat(registry.find(record.tenant())).as("seed %d", seed).contains(record);
        }
        assertThat(registry.changes(0, 100).records()).as("seed %d", seed).isEqualTo(saved);
    }

    @Test
    void save_fullSetOfLongAttributes_comesBackExactly() {
        RandomRecords records = new RandomRecords(new Random(RandomRecords.seed("attributes")));
        Map<String, String> attributes = new TreeMap<>();
        for (int i = 0; i < 49; i++) {
            attributes.put((100 + i) + records.letters(125), records.letters(256));
        }

        TenantRecord stored = registry.save(fresh(ACME).withAttributes(attributes));

        assertThat(registry.find(ACME)).contains(stored);
        assertThat(stored.attributes()).isEqualTo(attributes);
    }

    @Test
    void save_recordThatIsTooLarge_isRefusedAndNotStored() {
        TenantRecord large = fresh(ACME).withRole(Optional.of("x".repeat(400_000)));

        assertThatThrownBy(() -> registry.save(large))
                .isInstanceOf(InvalidLifecycleSettingException.class)
                .hasMessageContaining("acme");

        assertThat(registry.find(ACME)).isEmpty();
        assertThat(registry.save(fresh(ACME).withRole(Optional.of("x".repeat(380_000))))
                        .version())
                .isEqualTo(1);
    }

    @Test
    void changes_emptyRegistry_areAtTheirEnd() {
        assertThat(registry.changes(0, 1)).isEqualTo(new Changes(List.of(), 0, true));
    }

    @Test
    void changes_fromTheBeginning_haveEachTenantOnceAtItsLatestInTheOrderOfSaves() {
        TenantRecord acme = registry.save(fresh(ACME));
        TenantRecord globex = registry.save(fresh(GLOBEX));
        TenantRecord later = registry.save(acme.withStatus(TenantStatus.ACTIVE));
        TenantRecord other = registry.save(fresh("other"));

        Changes changes = registry.changes(0, 1_000);

        assertThat(changes.records()).containsExactly(globex, later, other);
        assertThat(changes.isEnd()).isTrue();
        assertThat(registry.changes(changes.next(), 10)).isEqualTo(new Changes(List.of(), changes.next(), true));
    }

    /** As after a restoration from a backup: what comes next would come under numbers that were read already. */
    @Test
    void changes_fromAPointBehindTheEnd_areRefused() {
        registry.save(fresh(ACME));
        long end = registry.changes(0, 10).next();

        assertThatThrownBy(() -> registry.changes(end + 1, 10))
                .isInstanceOfSatisfying(TenantRegistryException.class, refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.REGISTRY_SET_BACK);
                    assertThat(refused.isRetryable()).isFalse();
                });
    }

    @Test
    void changes_fromTheMiddle_areThoseSavedSince() {
        registry.save(fresh(ACME));
        TenantRecord globex = registry.save(fresh(GLOBEX));
        long point = registry.changes(0, 10).next();

        TenantRecord later = registry.save(globex.withTier(Tier.SILO));

        Changes changes = registry.changes(point, 10);
        assertThat(changes.records()).containsExactly(later);
        assertThat(changes.isEnd()).isTrue();
        assertThat(changes.next()).isGreaterThan(point);
    }

    @Test
    void changes_oneByOne_areEachTenantOnce() {
        List<TenantRecord> saved = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            saved.add(registry.save(fresh("t" + i)));
        }
        saved.add(registry.save(saved.remove(1)));

        List<TenantRecord> read = new ArrayList<>();
        long point = 0;
        for (boolean end = false; !end; ) {
            Changes changes = registry.changes(point, 1);
            assertThat(changes.records()).hasSizeLessThanOrEqualTo(1);
            read.addAll(changes.records());
            end = changes.isEnd();
            point = changes.next();
            assertThat(read).hasSizeLessThanOrEqualTo(5);
        }
        assertThat(read).isEqualTo(saved);
        assertThat(registry.changes(0, 4).isEnd()).isFalse();
        assertThat(registry.changes(0, 5).records()).isEqualTo(saved);
    }

    @ParameterizedTest
    @CsvSource({"-1, 1, after", "0, 0, limit", "0, 1001, limit"})
    void changes_ofNoSuchPointOrNumber_areRefused(long after, int limit, String setting) {
        assertThatThrownBy(() -> registry.changes(after, limit))
                .isInstanceOf(InvalidLifecycleSettingException.class)
                .hasMessageContaining("'" + setting + "'");
    }

    @Test
    void save_manyThreadsAndReaders_losesNothingAndIsSeenInOrder() throws Exception {
        new RegistryStress(
                        create(Clock.systemUTC()), RandomRecords.seed(getClass().getSimpleName()), stressSaves())
                .run();
    }

    @Test
    @Tag("campaign")
    void save_manyThreadsAndReadersForLong_losesNothingAndIsSeenInOrder() throws Exception {
        long seed = RandomRecords.seed(getClass().getSimpleName());
        new RegistryStress(create(Clock.systemUTC()), seed, 20 * stressSaves()).run();
    }
}
