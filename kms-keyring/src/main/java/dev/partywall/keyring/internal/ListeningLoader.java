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

    /** What AWS answered is the answer, whatever becomes of the telling: a denial must not be lost in a listener. */
    private void tellUnavailable(TenantId tenant, KeyUnavailableException failure) {
        try {
            listener.onEvent(new IsolationEvent.BranchKeyUnavailable(clock.instant(), tenant, failure.code()));
        } catch (RuntimeException | Error ofListener) {
            failure.addSuppressed(ofListener);
        }
    }

    private BranchKey told(TenantId tenant, Supplier<BranchKey> load) {
        long begin = System.nanoTime();
        BranchKey key;
        try {
            key = load.get();
        } catch (KeyUnavailableException failure) {
            tellUnavailable(tenant, failure);
            throw failure;
        }
        tellLoaded(tenant, key, Duration.ofNanos(System.nanoTime() - begin));
        return key;
    }

    /** A key whose load could not be told of is not used. */
    private void tellLoaded(TenantId tenant, BranchKey key, Duration took) {
        boolean told = false;
        try {
            listener.onEvent(new IsolationEvent.BranchKeyLoaded(clock.instant(), tenant, key.version(), took));
            told = true;
        } catch (KeyUnavailableException ofListener) {
            // Of a key that the listener itself needs: not to be taken for what AWS answered about this one.
            throw new IllegalStateException("a listener failed when it was told of a load", ofListener);
        } finally {
            if (!told) {
                key.retire();
            }
        }
    }
}
