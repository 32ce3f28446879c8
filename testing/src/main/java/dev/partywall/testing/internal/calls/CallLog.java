package dev.partywall.testing.internal.calls;

import dev.partywall.testing.LabCall;
import dev.partywall.testing.LabCalls;
import dev.partywall.testing.LabDecision;
import dev.partywall.testing.LabOutcome;
import dev.partywall.testing.internal.CallSubject;
import dev.partywall.testing.internal.LabRequest;
import java.time.Clock;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Records each call twice: when it arrives and when it ends. */
public final class CallLog {

    private final TreeMap<Long, LabCall> calls = new TreeMap<>();
    private final Clock clock;
    private long newest;

    /** An empty log. */
    public CallLog(Clock clock) {
        this.clock = clock;
    }

    /** Records a call's arrival. */
    public synchronized LabCall arrive(String service, String operation, LabRequest request, CallSubject subject) {
        LabCall call = new LabCall(
                ++newest,
                clock.instant(),
                service,
                operation,
                subject.keyArns(),
                subject.encryptionContexts(),
                subject.tables(),
                subject.leadingKeys(),
                request.accessKeyId().orElse(null),
                null,
                List.of(),
                0,
                new LabOutcome.InFlight());
        calls.put(call.sequence(), call);
        notifyAll();
        return call;
    }

    /** Records who makes a call and what IAM said to it. */
    public synchronized void decided(LabCall call, String caller, List<LabDecision> decisions) {
        calls.computeIfPresent(call.sequence(), (sequence, open) -> open.decided(caller, decisions));
    }

    /** Records a call's end, unless it has been cleared away meanwhile. */
    public synchronized void end(LabCall call, int status, LabOutcome outcome) {
        calls.computeIfPresent(call.sequence(), (sequence, open) -> open.ended(status, outcome));
        notifyAll();
    }

    /** All calls. */
    public LabCalls all() {
        return new CallView(this, 0, call -> true);
    }

    synchronized long newest() {
        return newest;
    }

    synchronized List<LabCall> list(long after, Predicate<LabCall> condition) {
        return calls.tailMap(after, false).values().stream().filter(condition).toList();
    }

    synchronized void clear(long after, Predicate<LabCall> condition) {
        calls.tailMap(after, false).values().removeIf(condition);
    }
}
