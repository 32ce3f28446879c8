package dev.partywall.keyring.internal;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.Tenant;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.core.TenantIsolationException;
import dev.partywall.keyring.InvalidKeySettingException;
import dev.partywall.keyring.WarmUpReport;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** One warm-up: some threads that take the tenants in turn, each bound while it is its turn. */
final class WarmUp {

    private final Set<Tenant> tenants;
    private final Predicate<Tenant> warm;
    private final Consumer<Tenant> load;
    private final Pace pace;
    private final ThreadFactory lanes;

    private final Queue<Tenant> waiting;
    private final Set<Tenant> loaded = ConcurrentHashMap.newKeySet();
    private final Set<Tenant> alreadyWarm = ConcurrentHashMap.newKeySet();
    private final Map<Tenant, TenantIsolationException> failed = new ConcurrentHashMap<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final AtomicInteger working = new AtomicInteger();
    private final CompletableFuture<Boolean> over = new CompletableFuture<>();

    /** {@code warm} and {@code load} are called with the tenant bound. */
    WarmUp(Set<Tenant> tenants, Predicate<Tenant> warm, Consumer<Tenant> load, Pace pace, ThreadFactory lanes) {
        this.tenants = tenants;
        this.warm = warm;
        this.load = load;
        this.pace = pace;
        this.lanes = lanes;
        this.waiting = new ConcurrentLinkedQueue<>(tenants);
    }

    /** The tenants without repetitions, unless the cache could not hold them or another tenant is bound. */
    static Set<Tenant> check(Collection<Tenant> tenants, int maximumKeys, int maximumKeysPerTenant) {
        Set<Tenant> distinct = new LinkedHashSet<>(tenants);
        Map<TenantId, Integer> keys = new HashMap<>();
        for (Tenant tenant : distinct) {
            TenantContext.run(tenant, () -> {});
            keys.merge(tenant.id(), 1, Integer::sum);
        }
        requireRoom("maximumCachedKeys", maximumKeys, distinct.size());
        requireRoom(
                "maximumCachedKeysPerTenant",
                maximumKeysPerTenant,
                keys.values().stream().mapToInt(Integer::intValue).max().orElse(0));
        return distinct;
    }

    private static void requireRoom(String setting, int room, int needed) {
        if (needed > room) {
            throw InvalidKeySettingException.setting(
                    setting,
                    "is " + room + ", and the warm-up would load " + needed
                            + " keys, of which the last would push out the first; raise it or warm up fewer");
        }
    }

    /** Runs to the end, or until it is stopped or the calling thread is interrupted. */
    WarmUpReport run(int parallel) {
        int count = Math.min(parallel, tenants.size());
        if (count > 0) {
            working.set(count);
            await(count);
        }
        return report();
    }

    /** A thread without inheritable thread-locals: they would be the caller's. */
    static Thread lane(Runnable work) {
        Thread thread = new Thread(null, work, "partywall-keys-warm-up", 0, false);
        thread.setDaemon(true);
        return thread;
    }

    private void start(int count) {
        for (int i = 0; i < count; i++) {
            Thread thread = lanes.newThread(this::work);
            threads.add(thread);
            thread.start();
        }
    }

    private void await(int count) {
        try {
            start(count);
            over.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException broken) {
            throw unexpected(broken);
        } finally {
            stop();
        }
    }

    /** What is neither a failure of a tenant nor to be swallowed. */
    private static RuntimeException unexpected(ExecutionException broken) {
        if (broken.getCause() instanceof Error error) {
            throw error;
        }
        return broken.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(broken);
    }

    /** Ends the warm-up; what is under way is not waited for. */
    void stop() {
        over.complete(false);
        waiting.clear();
        threads.forEach(Thread::interrupt);
    }

    private void work() {
        try {
            for (Tenant tenant = waiting.poll(); tenant != null && !over.isDone(); tenant = waiting.poll()) {
                warm(tenant);
            }
        } catch (InterruptedException stopped) {
            // Whoever stopped it has the report say which tenants are left.
            waiting.clear();
        } catch (RuntimeException | Error broken) {
            over.completeExceptionally(broken);
        } finally {
            if (working.decrementAndGet() == 0) {
                over.complete(true);
            }
        }
    }

    private void warm(Tenant tenant) throws InterruptedException {
        try {
            if (TenantContext.call(tenant, () -> warm.test(tenant))) {
                alreadyWarm.add(tenant);
                return;
            }
            pace.await();
            TenantContext.run(tenant, () -> load.accept(tenant));
            loaded.add(tenant);
        } catch (TenantIsolationException failure) {
            fail(tenant, failure);
        }
    }

    /** A load that failed because all was stopped is no failure of its tenant. */
    private void fail(Tenant tenant, TenantIsolationException failure) {
        if (failure.code() == ErrorCode.KEYRING_CLOSED) {
            stop();
        } else if (!over.isDone()) {
            failed.put(tenant, failure);
        }
    }

    private WarmUpReport report() {
        List<Tenant> done = new ArrayList<>();
        List<Tenant> before = new ArrayList<>();
        Map<Tenant, TenantIsolationException> why = new LinkedHashMap<>();
        List<Tenant> left = new ArrayList<>();
        for (Tenant tenant : tenants) {
            TenantIsolationException failure = failed.get(tenant);
            if (failure != null) {
                why.put(tenant, failure);
            } else if (loaded.contains(tenant)) {
                done.add(tenant);
            } else {
                (alreadyWarm.contains(tenant) ? before : left).add(tenant);
            }
        }
        return new WarmUpReport(done, before, why, left);
    }
}
