package dev.partywall.testing.internal.isolation;

import java.util.NoSuchElementException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** The elements of a publisher, asked for one at a time and read on the thread that iterates. */
final class Published implements Lazy.Sequence, Subscriber<Object> {

    private sealed interface Signal {}

    private record Element(Object value) implements Signal {}

    private record End(@Nullable Throwable failure) implements Signal {}

    private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
    private final Patience patience;
    private volatile @Nullable Subscription subscription;
    private @Nullable Signal next;

    private Published(Patience patience) {
        this.patience = patience;
    }

    static Published by(Publisher<?> publisher, Patience patience) {
        Published elements = new Published(patience);
        publisher.subscribe(elements);
        return elements;
    }

    /** Ends with the publisher, or when patience does. */
    @Override
    public boolean hasNext() {
        if (next == null) {
            next = await();
        }
        if (next instanceof End end && end.failure() != null) {
            throw new CompletionException(end.failure());
        }
        return next instanceof Element;
    }

    private @Nullable Signal await() {
        try {
            return signals.poll(Math.max(0, patience.leftNanos()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new End(e);
        }
    }

    @Override
    public Object next() {
        if (!hasNext() || !(next instanceof Element element)) {
            throw new NoSuchElementException();
        }
        next = null;
        ask(subscription);
        return element.value();
    }

    private static void ask(@Nullable Subscription source) {
        if (source != null) {
            source.request(1);
        }
    }

    @Override
    public void close() {
        Subscription source = subscription;
        if (source != null) {
            source.cancel();
        }
    }

    @Override
    public void onSubscribe(Subscription source) {
        subscription = source;
        ask(source);
    }

    @Override
    public void onNext(Object element) {
        signals.add(new Element(element));
    }

    @Override
    public void onError(Throwable failure) {
        signals.add(new End(failure));
    }

    @Override
    public void onComplete() {
        signals.add(new End(null));
    }
}
