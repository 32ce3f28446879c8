package dev.partywall.testing.internal.clients;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/** Clients by type, each made when it is first wanted; making one holds up nobody who wants another. */
final class LazyClients implements SdkAutoCloseable {

    private final Map<Class<?>, Lazy<?>> clients = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * The client of a type.
     *
     * @throws IllegalStateException if the lab is closed
     */
    <C extends SdkAutoCloseable> C get(Class<C> type, Supplier<C> maker) {
        Lazy<?> client = clients.computeIfAbsent(type, unseen -> new Lazy<>(maker));
        if (closed) {
            client.close(); // it may have come too late for close() to see it
        }
        return type.cast(client.get());
    }

    /** Closes those that were made; no more are. */
    @Override
    public void close() {
        closed = true;
        clients.values().forEach(Lazy::close);
    }
}
