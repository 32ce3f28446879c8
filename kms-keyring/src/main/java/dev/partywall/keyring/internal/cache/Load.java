package dev.partywall.keyring.internal.cache;

import java.util.concurrent.CompletableFuture;

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
}
