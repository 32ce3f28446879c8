package dev.partywall.testing.internal.dynamodb;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Keeps changes of tables apart from everything else, in the order of arrival, without a thread that waits: a request is
 * performed on the very table by whose keys it was judged.
 */
final class SchemaGate {

    private record Waiting(boolean exclusive, CompletableFuture<Boolean> admitted) {}

    private final Queue<Waiting> queue = new ArrayDeque<>();
    private int inside;
    private boolean closed;

    /** Performs work while no table changes. */
    <T> CompletionStage<T> shared(Supplier<CompletionStage<T>> work) {
        return through(false, work);
    }

    /** Performs work alone. */
    <T> CompletionStage<T> exclusive(Supplier<CompletionStage<T>> work) {
        return through(true, work);
    }

    private <T> CompletionStage<T> through(boolean exclusive, Supplier<CompletionStage<T>> work) {
        Waiting waiting = new Waiting(exclusive, new CompletableFuture<>());
        CompletionStage<T> done =
                waiting.admitted().thenCompose(unused -> work.get()).whenComplete((result, failure) -> leave());
        synchronized (this) {
            queue.add(waiting);
        }
        admit();
        return done;
    }

    private void leave() {
        synchronized (this) {
            inside--;
            closed = false;
        }
        admit();
    }

    /** Completes outside the lock: what was waiting runs here. */
    private void admit() {
        List<Waiting> next = new ArrayList<>();
        synchronized (this) {
            while (!queue.isEmpty()
                    && !closed
                    && (inside == 0 || !queue.element().exclusive())) {
                Waiting first = queue.remove();
                inside++;
                closed = first.exclusive();
                next.add(first);
            }
        }
        next.forEach(waiting -> waiting.admitted().complete(true));
    }
}
