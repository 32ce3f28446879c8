package dev.partywall.testing.internal.faults;

import dev.partywall.testing.internal.Reply;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Keeps requests waiting, as futures and not as threads, until they are let go.
 *
 * <p>A request that comes to a gate which has been opened meanwhile goes on at once.
 */
final class Gate implements FaultEffect {

    private final Optional<Reply> afterwards;
    private final Set<Ticket> waiting = new LinkedHashSet<>();
    private boolean open;

    private Gate(Optional<Reply> afterwards) {
        this.afterwards = afterwards;
    }

    /** A gate behind which the service waits. */
    static Gate holding() {
        return new Gate(Optional.empty());
    }

    /** A gate behind which nothing waits: who is let go loses the connection. */
    static Gate hanging() {
        return new Gate(Optional.of(new Reply.Disconnect(false, "hang")));
    }

    @Override
    public CompletionStage<Optional<Reply>> strike(FaultTarget target) {
        Ticket ticket = new Ticket(target.loop());
        if (!enter(ticket)) {
            return CompletableFuture.completedStage(afterwards);
        }
        // A client that goes away leaves the queue; its exchange is over, so nobody looks at its ticket any more.
        target.over().whenComplete((reply, failure) -> leave(ticket));
        return ticket.verdict;
    }

    private synchronized boolean enter(Ticket ticket) {
        return !open && waiting.add(ticket);
    }

    private synchronized void leave(Ticket ticket) {
        waiting.remove(ticket);
    }

    @Override
    public synchronized int waiting() {
        return waiting.size();
    }

    @Override
    public int release(int count) {
        List<Ticket> released = takeOldest(count);
        released.forEach(ticket -> ticket.release(afterwards));
        return released.size();
    }

    private synchronized List<Ticket> takeOldest(int count) {
        List<Ticket> oldest = waiting.stream().limit(count).toList();
        oldest.forEach(waiting::remove);
        return oldest;
    }

    /** Lets everything go, now and from now on. */
    void open() {
        synchronized (this) {
            open = true;
        }
        release(Integer.MAX_VALUE);
    }

    /** A request's place in the queue. It goes on where its connection lives, not on the thread that releases it. */
    private static final class Ticket {

        private final Executor loop;
        private final CompletableFuture<Optional<Reply>> verdict = new CompletableFuture<>();

        Ticket(Executor loop) {
            this.loop = loop;
        }

        void release(Optional<Reply> afterwards) {
            loop.execute(() -> verdict.complete(afterwards));
        }
    }
}
