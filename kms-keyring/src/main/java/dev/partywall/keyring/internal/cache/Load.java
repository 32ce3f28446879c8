package dev.partywall.keyring.internal.cache;

import dev.partywall.core.TenantId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A load under way. A key arrives first, when those who wait take their leases, and the load is complete when the key is
 * counted among the others: so whoever goes on finds the cache in order, and has its lease though the key was one too many.
 */
final class Load extends CompletableFuture<Loaded> {

    private final CompletableFuture<Loaded> arrival = new CompletableFuture<>();

    /** The key, and never a failure. */
    CompletableFuture<Loaded> arrival() {
        return arrival;
    }

    /** Whether one of a tenant's loads ended in time; there are none to wait for where one ended meanwhile. */
    static boolean awaitAny(TenantId tenant, List<Load> loads, long nanos) {
        if (loads.isEmpty()) {
            return nanos > 0;
        }
        try {
            anyOf(loads.toArray(CompletableFuture<?>[]::new)).get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException late) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw LoadFailures.interrupted(tenant, interrupted);
        } catch (ExecutionException broken) {
            throw LoadFailures.broken(tenant, broken);
        }
    }
}
