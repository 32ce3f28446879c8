package dev.partywall.lifecycle;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantId;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A registry in memory that counts what is read of its feed, and fails on demand. */
final class WatchedRegistry implements TenantRegistry {

    private final TenantRegistry registry = InMemoryTenantRegistry.create();
    private final AtomicInteger questions = new AtomicInteger();
    private final AtomicInteger records = new AtomicInteger();
    private volatile int failingFrom = Integer.MAX_VALUE;
    private volatile Runnable whileAsked = () -> {};
    private volatile @Nullable Thread asker;

    /** How often the feed was asked for. */
    int questions() {
        return questions.get();
    }

    /** How many records the feed gave in all. */
    int records() {
        return records.get();
    }

    /** Who asked last. */
    Optional<Thread> asker() {
        return Optional.ofNullable(asker);
    }

    /** Fails after so many more questions, until {@link #mend}. */
    void failAfter(int more) {
        failingFrom = questions.get() + more;
    }

    void mend() {
        failingFrom = Integer.MAX_VALUE;
    }

    /** Runs something between the reading of the feed and its answer. */
    void whileAsked(Runnable action) {
        whileAsked = action;
    }

    @Override
    public Optional<TenantRecord> find(TenantId tenant) {
        return registry.find(tenant);
    }

    @Override
    public TenantRecord save(TenantRecord record) {
        return registry.save(record);
    }

    @Override
    public Changes changes(long after, int limit) {
        asker = Thread.currentThread();
        if (questions.getAndIncrement() >= failingFrom) {
            throw new TenantRegistryException(ErrorCode.REGISTRY_UNAVAILABLE, null, true, "the test wants it so", null);
        }
        Changes changes = registry.changes(after, limit);
        records.addAndGet(changes.records().size());
        whileAsked.run();
        return changes;
    }
}
