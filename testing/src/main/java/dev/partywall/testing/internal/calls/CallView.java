package dev.partywall.testing.internal.calls;

import dev.partywall.core.TenantId;
import dev.partywall.testing.LabCall;
import dev.partywall.testing.LabCalls;
import dev.partywall.testing.internal.ActionPattern;
import dev.partywall.testing.internal.Patience;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * The calls of a log that meet a condition.
 *
 * @param log the log
 * @param after the sequence number of the last call that is not among them
 * @param condition the condition
 */
record CallView(CallLog log, long after, Predicate<LabCall> condition) implements LabCalls {

    @Override
    public LabCalls of(String action) {
        ActionPattern pattern = ActionPattern.of(action);
        return matching(call -> pattern.matches(call.action()));
    }

    @Override
    public LabCalls forTenant(TenantId tenant) {
        Objects.requireNonNull(tenant, "tenant");
        return matching(call -> call.isOf(tenant));
    }

    @Override
    public LabCalls forKey(String keyArn) {
        Objects.requireNonNull(keyArn, "keyArn");
        return matching(call -> call.keyArns().contains(keyArn));
    }

    @Override
    public LabCalls forTable(String table) {
        Objects.requireNonNull(table, "table");
        return matching(call -> call.tables().contains(table));
    }

    @Override
    public LabCalls since(long mark) {
        return new CallView(log, Math.max(after, mark), condition);
    }

    @Override
    public LabCalls inFlight() {
        return matching(LabCall::isInFlight);
    }

    @Override
    public LabCalls matching(Predicate<LabCall> further) {
        return new CallView(log, after, condition.and(further));
    }

    @Override
    public long mark() {
        return log.newest();
    }

    @Override
    public int count() {
        return list().size();
    }

    @Override
    public List<LabCall> list() {
        return log.list(after, condition);
    }

    @Override
    public void await(int count, Duration timeout) {
        Patience.await(
                log, () -> count() >= count, timeout, () -> count() + " of the " + count + " expected calls arrived");
    }

    @Override
    public void clear() {
        log.clear(after, condition);
    }

    @Override
    public String toString() {
        return "LabCalls" + list();
    }
}
