package dev.partywall.testing.internal.isolation;

import java.lang.ref.Reference;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.BaseStream;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Publisher;

/** What a result holds back until its caller asks. The asking is part of the operation: its calls are judged with it. */
final class Lazy {

    private Lazy() {}

    /** Elements, one after the other; closing it asks for no more. */
    interface Sequence extends Iterator<@Nullable Object>, AutoCloseable {
        @Override
        void close();
    }

    static boolean isSequence(Object part) {
        return part instanceof Iterable
                || part instanceof Iterator
                || part instanceof Enumeration
                || part instanceof Spliterator
                || part instanceof BaseStream
                || part instanceof Publisher
                || part instanceof Flow.Publisher;
    }

    static Sequence elements(Object part, Patience patience) {
        if (part instanceof Publisher<?> publisher) {
            return Published.by(publisher, patience);
        } else if (part instanceof Flow.Publisher<?> publisher) {
            return Published.by(FlowAdapters.toPublisher(publisher), patience);
        }
        return new Pulled(iterator(part));
    }

    private static Iterator<?> iterator(Object part) {
        if (part instanceof Iterable<?> iterable) {
            return iterable.iterator();
        } else if (part instanceof BaseStream<?, ?> stream) {
            return stream.iterator();
        } else if (part instanceof Spliterator<?> spliterator) {
            return Spliterators.iterator(spliterator);
        }
        return part instanceof Enumeration<?> enumeration ? enumeration.asIterator() : (Iterator<?>) part;
    }

    static boolean isSingle(Object part) {
        return part instanceof Optional
                || part instanceof OptionalInt
                || part instanceof OptionalLong
                || part instanceof OptionalDouble
                || part instanceof AtomicReference
                || part instanceof Reference
                || part instanceof Supplier
                || part instanceof Callable
                || part instanceof CompletionStage
                || part instanceof Future;
    }

    /** What there is, or what it says if that says all. */
    static @Nullable Object pull(Object part, Patience patience) throws Exception {
        if (part instanceof Optional<?> optional) {
            return optional.orElse(null);
        } else if (part instanceof AtomicReference<?> reference) {
            return reference.get();
        } else if (part instanceof Reference<?> reference) {
            return reference.get();
        } else if (part instanceof CompletionStage<?> stage) {
            return await(stage.toCompletableFuture(), patience);
        } else if (part instanceof Future<?> future) {
            return await(future, patience);
        } else if (part instanceof Supplier<?> supplier) {
            return supplier.get();
        }
        return part instanceof Callable<?> callable ? callable.call() : part.toString();
    }

    private static @Nullable Object await(Future<?> future, Patience patience) throws Exception {
        try {
            return future.get(Math.max(0, patience.leftNanos()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause && !(cause instanceof TimeoutException) ? cause : e;
        }
    }

    private record Pulled(Iterator<?> elements) implements Sequence {

        @Override
        public boolean hasNext() {
            return elements.hasNext();
        }

        @Override
        public @Nullable Object next() {
            return elements.next();
        }

        @Override
        public void close() {} // nothing is held
    }
}
