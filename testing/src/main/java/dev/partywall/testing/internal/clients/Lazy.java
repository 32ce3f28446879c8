package dev.partywall.testing.internal.clients;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/** A client that is made when it is first wanted: loading one takes longer than starting the lab. */
final class Lazy<T extends SdkAutoCloseable> implements SdkAutoCloseable {

    private final Supplier<T> maker;
    private @Nullable T made;
    private boolean closed;

    Lazy(Supplier<T> maker) {
        this.maker = maker;
    }

    synchronized T get() {
        if (closed) {
            throw new IllegalStateException("The lab is closed");
        }
        if (made == null) {
            made = maker.get();
        }
        return made;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (made != null) {
            made.close();
        }
    }
}
