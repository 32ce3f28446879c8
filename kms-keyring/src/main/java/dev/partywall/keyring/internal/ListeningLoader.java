package dev.partywall.keyring.internal;

import dev.partywall.core.IsolationEvent;
import dev.partywall.core.IsolationEventListener;
import dev.partywall.core.TenantId;
import dev.partywall.keyring.KeyUnavailableException;
import dev.partywall.keyring.internal.cache.BranchKey;
import dev.partywall.keyring.internal.cache.BranchKeyLoader;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;

/** Tells the listener of every load. */
final class ListeningLoader implements BranchKeyLoader {

    private final BranchKeyLoader loader;
    private final IsolationEventListener listener;
    private final Clock clock;

    ListeningLoader(BranchKeyLoader loader, IsolationEventListener listener, Clock clock) {
        this.loader = loader;
        this.listener = listener;
        this.clock = clock;
    }

    @Override
    public BranchKey loadActive(TenantId tenant) {
        return told(tenant, () -> loader.loadActive(tenant));
    }

    @Override
    public BranchKey loadVersion(TenantId tenant, String version) {
        return told(tenant, () -> loader.loadVersion(tenant, version));
    }

    private BranchKey told(TenantId tenant, Supplier<BranchKey> load) {
        long begin = System.nanoTime();
        BranchKey key;
        try {
            key = load.get();
        } catch (KeyUnavailableException failure) {
            listener.onEvent(new IsolationEvent.BranchKeyUnavailable(clock.instant(), tenant, failure.code()));
            throw failure;
        }
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        try {
            listener.onEvent(new IsolationEvent.BranchKeyLoaded(clock.instant(), tenant, key.version(), took));
            return key;
        } catch (RuntimeException | Error refusedByListener) {
            key.retire();
            throw refusedByListener;
        }
    }
}
