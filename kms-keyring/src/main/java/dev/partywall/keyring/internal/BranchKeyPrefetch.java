package dev.partywall.keyring.internal;

import dev.partywall.core.Tenant;
import dev.partywall.core.TenantNotServedException;
import dev.partywall.keyring.KeyUnavailableException;
import dev.partywall.keyring.internal.cache.BranchKeyCache;
import dev.partywall.keyring.internal.cache.Lease;
import dev.partywall.keyring.internal.cache.Session;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/** Brings versions of one tenant's branch key into memory, several at the same time. */
final class BranchKeyPrefetch {

    private final BranchKeyCache cache;
    private final Function<Tenant, Session> sessions;
    private final int parallel;

    BranchKeyPrefetch(BranchKeyCache cache, Function<Tenant, Session> sessions, int parallel) {
        this.cache = cache;
        this.sessions = sessions;
        this.parallel = parallel;
    }

    /**
     * Loads what is not there, the active version before all others, as a decryption does; no more than the tenant's quota,
     * or the last would push out the first. Waits for what it has begun, unless the thread is interrupted.
     *
     * @return the versions that could not be had, and why
     */
    Map<String, KeyUnavailableException> load(Tenant tenant, Set<String> versions) {
        if (versions.isEmpty()) {
            return Map.of();
        }
        Map<String, KeyUnavailableException> failed = new ConcurrentHashMap<>();
        try {
            load(tenant, sessions.apply(tenant), versions, failed);
        } catch (InterruptedException interrupted) {
            // Each item finds that out when it has to wait for its key.
            Thread.currentThread().interrupt();
        } catch (TenantNotServedException refused) {
            // As each item is, when it is its turn.
        } catch (KeyUnavailableException noSessionOrActiveKey) {
            versions.forEach(version -> failed.put(version, noSessionOrActiveKey));
        }
        return new HashMap<>(failed);
    }

    private void load(Tenant tenant, Session session, Set<String> versions, Map<String, KeyUnavailableException> failed)
            throws InterruptedException {
        Set<String> others = new LinkedHashSet<>(versions);
        try (Lease active = cache.active(tenant, session)) {
            others.remove(active.key().version());
        }
        load(others, version -> cache.prefetch(tenant, session, version), failed);
    }

    /** Begins the loads of as many as there is room for, and waits for all of them. */
    void load(
            Set<String> versions,
            Function<String, CompletionStage<Optional<KeyUnavailableException>>> load,
            Map<String, KeyUnavailableException> failed)
            throws InterruptedException {
        Semaphore free = new Semaphore(parallel);
        Iterator<String> rest = versions.iterator();
        for (int room = cache.quota() - 1; room > 0 && rest.hasNext(); room--) {
            String version = rest.next();
            free.acquire();
            CompletionStage<?> unused = load.apply(version).whenComplete((failure, broken) -> {
                try {
                    if (failure != null) {
                        failure.ifPresent(why -> failed.put(version, why));
                    }
                } finally {
                    // Last: who waits for it reads what failed.
                    free.release();
                }
            });
        }
        // Each load has a deadline, so the permits come back even where KMS never answers.
        free.acquire(parallel);
    }
}
