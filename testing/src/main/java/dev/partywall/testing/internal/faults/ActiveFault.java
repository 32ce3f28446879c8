package dev.partywall.testing.internal.faults;

import dev.partywall.testing.LabCall;
import dev.partywall.testing.LabFault;
import dev.partywall.testing.internal.Patience;
import dev.partywall.testing.internal.Reply;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A fault that strikes the requests it matches, as often as it may. */
final class ActiveFault implements LabFault {

    private final String description;
    private final Predicate<LabCall> condition;
    private final int times;
    private final FaultEffect effect;
    private final Consumer<ActiveFault> onClose;
    private int claimed;
    private int hits;
    private boolean closed;

    ActiveFault(
            String description,
            Predicate<LabCall> condition,
            int times,
            FaultEffect effect,
            Consumer<ActiveFault> onClose) {
        this.description = description;
        this.condition = condition;
        this.times = times;
        this.effect = effect;
        this.onClose = onClose;
    }

    /** Completes with the reply that ends the exchange, or with nothing if the request may go on. */
    CompletionStage<Optional<Reply>> meet(FaultTarget target) {
        if (!condition.test(target.call()) || !claim()) {
            return CompletableFuture.completedStage(Optional.empty());
        }
        CompletionStage<Optional<Reply>> verdict = effect.strike(target);
        struck();
        return verdict;
    }

    private synchronized boolean claim() {
        if (closed || claimed == times) {
            return false;
        }
        claimed++;
        return true;
    }

    /** Counts after the effect took place, so that whoever awaits a hit also finds the request waiting. */
    private synchronized void struck() {
        hits++;
        notifyAll();
    }

    @Override
    public synchronized int hits() {
        return hits;
    }

    @Override
    public int waiting() {
        return effect.waiting();
    }

    @Override
    public void await(int count, Duration timeout) {
        Patience.await(
                this,
                () -> hits >= count,
                timeout,
                () -> this + " struck " + hits() + " times of the " + count + " awaited");
    }

    @Override
    public int release(int count) {
        return effect.release(count);
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        onClose.accept(this);
        if (effect instanceof Gate gate) {
            gate.open();
        }
    }

    @Override
    public String toString() {
        return "LabFault[" + description + "]";
    }
}
