package dev.partywall.lifecycle;

import dev.partywall.core.TenantId;
import dev.partywall.lifecycle.internal.registry.InMemoryStore;
import java.time.Clock;
import java.util.Optional;

/**
 * A registry in the memory of this JVM, for tests: it keeps the whole contract, except that other JVMs see nothing of it and
 * that it ends with this one. It refuses what the others could not store. Safe for many threads.
 */
public final class InMemoryTenantRegistry implements TenantRegistry {

    private final InMemoryStore store;

    private InMemoryTenantRegistry(Clock clock) {
        this.store = new InMemoryStore(clock);
    }

    /**
     * An empty registry.
     *
     * @return the registry, by the system's clock
     */
    public static InMemoryTenantRegistry create() {
        return create(Clock.systemUTC());
    }

    /**
     * An empty registry.
     *
     * @param clock tells when records are stored
     * @return the registry
     */
    public static InMemoryTenantRegistry create(Clock clock) {
        return new InMemoryTenantRegistry(clock);
    }

    @Override
    public Optional<TenantRecord> find(TenantId tenant) {
        return store.find(tenant);
    }

    @Override
    public TenantRecord save(TenantRecord record) {
        return store.save(record);
    }

    @Override
    public Changes changes(long after, int limit) {
        return store.changes(after, limit);
    }
}
