package dev.partywall.keyring.internal;

import dev.partywall.core.Tenant;
import dev.partywall.keyring.KeyUnavailableException;
import dev.partywall.keyring.internal.cache.BranchKeyCache;
import dev.partywall.keyring.internal.cache.Lease;
import dev.partywall.keyring.internal.cache.Session;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/** Brings versions of one tenant's branch key into memory, several at the same time. */
final class BranchKeyPrefetch {

    private final BranchKeyCache cache;
    private final Function<Tenant, Session> session;
    private final int parallel;

    BranchKeyPrefetch(BranchKeyCache cache, Function<Tenant, Session> session, int parallel) {
        this.cache = cache;
        this.session = session;
        this.parallel = parallel;
    }

    /**
     * Loads what is not there, the active version before all others, as a decryption does. Not more than the tenant's
     * quota: the last would push out the first. Waits for what it has begun.
     *
     * @return why versions could not be had, as far as that can pass; what AWS denies or does not know is remembered, and
     *     each operation finds out by itself
     */
    Map<String, KeyUnavailableException> load(Tenant tenant, Set<String> versions) {
        if (versions.isEmpty()) {
            return Map.of();
        }
        try {
            return load(tenant, session.apply(tenant), versions);
        } catch (KeyUnavailableException noSessionOrActiveKey) {
            return passing(noSessionOrActiveKey, versions);
        }
    }

    private Map<String, KeyUnavailableException> load(Tenant tenant, Session session, Set<String> versions) {
        Set<String> others = new TreeSet<>(versions);
        try (Lease active = cache.active(tenant, session)) {
            others.remove(active.key().version());
        }
        Map<String, KeyUnavailableException> failed = new ConcurrentHashMap<>();
        Semaphore free = new Semaphore(parallel);
        Iterator<String> rest = others.iterator();
        for (int room = cache.quota() - 1; room > 0 && rest.hasNext(); room--) {
            begin(tenant, session, rest.next(), free, failed);
        }
        free.acquireUninterruptibly(parallel);
        return failed;
    }

    /** The load has a deadline of its own, so a permit comes back even where KMS never answers. */
    private void begin(
            Tenant tenant,
            Session session,
            String version,
            Semaphore free,
            Map<String, KeyUnavailableException> failed) {
        free.acquireUninterruptibly();
        cache.prefetch(tenant, session, version).thenAccept(failure -> {
            failure.filter(KeyUnavailableException::isRetryable).ifPresent(why -> failed.put(version, why));
            free.release();
        });
    }

    private static Map<String, KeyUnavailableException> passing(KeyUnavailableException why, Set<String> versions) {
        Map<String, KeyUnavailableException> failed = new LinkedHashMap<>();
        if (why.isRetryable()) {
            versions.forEach(version -> failed.put(version, why));
        }
        return failed;
    }
}
