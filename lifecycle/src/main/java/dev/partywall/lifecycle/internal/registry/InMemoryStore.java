package dev.partywall.lifecycle.internal.registry;

import dev.partywall.core.TenantId;
import dev.partywall.lifecycle.RegistryConflictException;
import dev.partywall.lifecycle.TenantRecord;
import dev.partywall.lifecycle.TenantRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A registry in this JVM's memory. It keeps texts, as the others do, so that what cannot be stored there is refused here as
 * well.
 */
public final class InMemoryStore implements TenantRegistry {

    private final Clock clock;
    private final StoredRecords records = new StoredRecords("the registry in memory");
    private final Map<TenantId, Long> sequences = new HashMap<>();
    private final NavigableMap<Long, Entry> feed = new TreeMap<>();
    private long last;

    /** An empty registry. */
    public InMemoryStore(Clock clock) {
        this.clock = clock;
    }

    private record Entry(TenantId tenant, long version, String body) {}

    @Override
    public synchronized Optional<TenantRecord> find(TenantId tenant) {
        return entry(tenant).map(this::read);
    }

    @Override
    public synchronized TenantRecord save(TenantRecord record) {
        TenantRecord stored = record.storedAs(record.version() + 1, clock.instant());
        String body = RecordJson.write(stored);
        if (entry(record.tenant()).map(Entry::version).orElse(0L) != record.version()) {
            throw new RegistryConflictException(record.tenant(), record.version());
        }
        last++;
        Long former = sequences.put(record.tenant(), last);
        if (former != null) {
            feed.remove(former);
        }
        feed.put(last, new Entry(record.tenant(), stored.version(), body));
        return stored;
    }

    @Override
    public synchronized Changes changes(long after, int limit) {
        FeedRange range = new FeedRange(after, limit);
        SetBack.require(last, range, "the registry");
        List<TenantRecord> changed = new ArrayList<>();
        long next = range.after();
        for (Map.Entry<Long, Entry> entry : feed.tailMap(range.after(), false).entrySet()) {
            if (changed.size() == range.limit()) {
                return new Changes(changed, next, false);
            }
            changed.add(read(entry.getValue()));
            next = entry.getKey();
        }
        return new Changes(changed, next, true);
    }

    private Optional<Entry> entry(TenantId tenant) {
        return Optional.ofNullable(sequences.get(tenant)).map(feed::get);
    }

    private TenantRecord read(Entry entry) {
        return records.of(entry.tenant(), entry.version(), entry.body());
    }
}
