package dev.partywall.testing.internal.faults;

import dev.partywall.testing.internal.Reply;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Lets requests go on after a while, by a timer of the connection's event loop. */
final class Delay implements FaultEffect {

    private final Duration duration;
    private final AtomicInteger waiting = new AtomicInteger();

    Delay(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("A delay cannot be negative: " + duration);
        }
        this.duration = duration;
    }

    @Override
    public CompletionStage<Optional<Reply>> strike(FaultTarget target) {
        CompletableFuture<Optional<Reply>> ticket = new CompletableFuture<>();
        waiting.incrementAndGet();
        Future<?> timer = target.loop().schedule(() -> end(ticket), duration.toNanos(), TimeUnit.NANOSECONDS);
        target.over().whenComplete((reply, failure) -> {
            if (timer.cancel(false)) {
                waiting.decrementAndGet(); // the client has gone; nobody looks at the ticket any more
            }
        });
        return ticket;
    }

    private void end(CompletableFuture<Optional<Reply>> ticket) {
        waiting.decrementAndGet();
        ticket.complete(Optional.empty());
    }

    @Override
    public int waiting() {
        return waiting.get();
    }
}
