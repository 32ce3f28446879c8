package dev.partywall.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.TenantId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Writers save random tenants while readers follow the feed, each from where it is. At the end nothing was lost and
 * everybody has seen the same.
 */
final class RegistryStress {

    private static final int WRITERS = 6;
    private static final int READERS = 2;
    private static final int TENANTS = 5;
    private static final long LONGEST_MINUTES = 5;

    private final TenantRegistry registry;
    private final long seed;
    private final int saves;
    private final Map<TenantId, Map<Long, TenantRecord>> successes = new ConcurrentHashMap<>();
    private final AtomicBoolean written = new AtomicBoolean();
    private final CyclicBarrier start = new CyclicBarrier(WRITERS + READERS);

    RegistryStress(TenantRegistry registry, long seed, int saves) {
        this.registry = registry;
        this.seed = seed;
        this.saves = saves;
    }

    void run() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS + READERS);
        try {
            List<Future<Integer>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                Random random = new Random(seed + i);
                writers.add(threads.submit(() -> write(random)));
            }
            List<Future<Map<TenantId, TenantRecord>>> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                Random random = new Random(seed - 1 - i);
                readers.add(threads.submit(() -> follow(random)));
            }
            int conflicts = 0;
            for (Future<Integer> writer : writers) {
                conflicts += writer.get(LONGEST_MINUTES, TimeUnit.MINUTES);
            }
            written.set(true);
            requireNothingLost();
            for (Future<Map<TenantId, TenantRecord>> reader : readers) {
                requireAll(reader.get(LONGEST_MINUTES, TimeUnit.MINUTES));
            }
            System.out.println("seed " + seed + ": " + saves + " saves, " + conflicts + " conflicts");
        } finally {
            threads.shutdownNow();
        }
    }

    private int write(Random random) throws Exception {
        RandomRecords records = new RandomRecords(random);
        start.await(LONGEST_MINUTES, TimeUnit.MINUTES);
        int conflicts = 0;
        for (int i = saves / WRITERS; i > 0; i--) {
            TenantId tenant = records.tenant(TENANTS);
            while (!saved(records, tenant)) {
                conflicts++;
            }
        }
        return conflicts;
    }

    private boolean saved(RandomRecords records, TenantId tenant) {
        long version = registry.find(tenant).map(TenantRecord::version).orElse(0L);
        TenantRecord stored;
        try {
            stored = registry.save(records.record(tenant, version));
        } catch (RegistryConflictException another) {
            return false;
        }
        TenantRecord same = successes
                .computeIfAbsent(tenant, key -> new ConcurrentHashMap<>())
                .put(stored.version(), stored);
        assertThat(same)
                .as("two saves made version %s of %s, seed %d", stored.version(), tenant, seed)
                .isNull();
        assertThat(registry.find(tenant).orElseThrow().version())
                .as("a save that returned is found, seed %d", seed)
                .isGreaterThanOrEqualTo(stored.version());
        return true;
    }

    /** Follows the feed until an end that was read after the last save. */
    private Map<TenantId, TenantRecord> follow(Random random) throws Exception {
        Map<TenantId, TenantRecord> seen = new HashMap<>();
        start.await(LONGEST_MINUTES, TimeUnit.MINUTES);
        long point = 0;
        while (true) {
            boolean last = written.get();
            TenantRegistry.Changes changes = registry.changes(point, 1 + random.nextInt(4));
            assertThat(changes.next()).as("seed %d", seed).isGreaterThanOrEqualTo(point);
            point = changes.next();
            changes.records().forEach(record -> see(seen, record));
            if (changes.isEnd()) {
                requireNobodyMissing(seen, point);
                if (last) {
                    return seen;
                }
            }
        }
    }

    private void see(Map<TenantId, TenantRecord> seen, TenantRecord record) {
        TenantRecord earlier = seen.put(record.tenant(), record);
        assertThat(earlier == null ? 0 : earlier.version())
                .as("%s goes back, seed %d", record.tenant(), seed)
                .isLessThan(record.version());
    }

    /** A second reader from the beginning must find no tenant that the first has not heard of, up to the same point. */
    private void requireNobodyMissing(Map<TenantId, TenantRecord> seen, long point) {
        TenantRegistry.Changes all = registry.changes(0, 1_000);
        if (all.next() == point) {
            for (TenantRecord record : all.records()) {
                assertThat(seen).as("seed %d", seed).containsEntry(record.tenant(), record);
            }
        }
    }

    private void requireNothingLost() {
        int counted = 0;
        for (Map.Entry<TenantId, Map<Long, TenantRecord>> tenant : successes.entrySet()) {
            TenantRecord newest = registry.find(tenant.getKey()).orElseThrow();
            assertThat(newest.version())
                    .as("seed %d", seed)
                    .isEqualTo(tenant.getValue().size());
            assertThat(newest).as("seed %d", seed).isEqualTo(tenant.getValue().get(newest.version()));
            counted += tenant.getValue().size();
        }
        assertThat(counted).as("seed %d", seed).isEqualTo(saves / WRITERS * WRITERS);
    }

    private void requireAll(Map<TenantId, TenantRecord> seen) {
        assertThat(seen.keySet()).as("seed %d", seed).isEqualTo(successes.keySet());
        seen.forEach((tenant, record) ->
                assertThat(registry.find(tenant)).as("seed %d", seed).contains(record));
    }
}
