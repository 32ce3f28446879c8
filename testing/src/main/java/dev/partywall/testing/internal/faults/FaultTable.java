package dev.partywall.testing.internal.faults;

import dev.partywall.testing.LabFault;
import dev.partywall.testing.LabFaults;
import dev.partywall.testing.internal.Reply;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** The faults in force, in the order in which they were made. */
public final class FaultTable implements LabFaults {

    private final List<ActiveFault> faults = new CopyOnWriteArrayList<>();

    /** No faults. */
    public FaultTable() {}

    @Override
    public LabFault.Builder on(String action) {
        return new FaultRule(this, action);
    }

    @Override
    public List<LabFault> active() {
        return List.copyOf(faults);
    }

    @Override
    public void clear() {
        faults.forEach(ActiveFault::close);
    }

    ActiveFault add(ActiveFault fault) {
        faults.add(fault);
        return fault;
    }

    void remove(ActiveFault fault) {
        faults.remove(fault);
    }

    /**
     * Leads a request past the faults. Completes with the reply of the one that takes it, or with nothing if the
     * service is to answer; at once unless a fault makes it wait.
     */
    public CompletionStage<Optional<Reply>> decide(FaultTarget target) {
        return next(faults.iterator(), target);
    }

    private static CompletionStage<Optional<Reply>> next(Iterator<ActiveFault> faults, FaultTarget target) {
        if (!faults.hasNext()) {
            return CompletableFuture.completedStage(Optional.empty());
        }
        return faults.next()
                .meet(target)
                .thenCompose(
                        reply -> reply.isPresent() ? CompletableFuture.completedStage(reply) : next(faults, target));
    }
}
