package dev.partywall.testing.internal.faults;

import dev.partywall.core.TenantId;
import dev.partywall.testing.LabCall;
import dev.partywall.testing.LabFault;
import dev.partywall.testing.internal.ActionPattern;
import dev.partywall.testing.internal.LabError;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;

/** Collects the conditions of a fault and puts it in force. */
final class FaultRule implements LabFault.Builder {

    private final FaultTable table;
    private final String action;
    private Predicate<LabCall> condition;
    private int times = Integer.MAX_VALUE;

    FaultRule(FaultTable table, String action) {
        ActionPattern pattern = ActionPattern.of(action);
        this.table = table;
        this.action = action;
        this.condition = call -> pattern.matches(call.action());
    }

    @Override
    public FaultRule forTenant(TenantId tenant) {
        Objects.requireNonNull(tenant, "tenant");
        return matching(call -> call.isOf(tenant));
    }

    @Override
    public FaultRule forKey(String keyArn) {
        Objects.requireNonNull(keyArn, "keyArn");
        return matching(call -> call.keyArns().contains(keyArn));
    }

    @Override
    public FaultRule forTable(String name) {
        Objects.requireNonNull(name, "table");
        return matching(call -> call.tables().contains(name));
    }

    @Override
    public FaultRule matching(Predicate<LabCall> further) {
        condition = condition.and(further);
        return this;
    }

    @Override
    public FaultRule times(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("A fault strikes at least once, not " + count + " times");
        }
        times = count;
        return this;
    }

    @Override
    public LabFault throttle() {
        return answering("throttle", target -> target.service().throttled());
    }

    @Override
    public LabFault serverError() {
        return answering("server error", target -> target.service().failed());
    }

    @Override
    public LabFault accessDenied() {
        return answering(
                "access denied",
                target -> target.service()
                        .protocol()
                        .denied("The caller is not authorized to perform: "
                                + target.call().action() + " because a test denies it"));
    }

    @Override
    public LabFault error(int status, String code, String message) {
        LabError error = new LabError(status, code, message);
        return answering(code, target -> error);
    }

    private LabFault answering(String fault, Function<FaultTarget, LabError> error) {
        return inForce(fault, FaultEffect.answering(fault, error));
    }

    @Override
    public LabFault reset() {
        return inForce("reset", FaultEffect.resetting());
    }

    @Override
    public LabFault hang() {
        return inForce("hang", Gate.hanging());
    }

    @Override
    public LabFault delay(Duration delay) {
        return inForce("delay of " + delay, new Delay(delay));
    }

    @Override
    public LabFault hold() {
        return inForce("hold", Gate.holding());
    }

    private LabFault inForce(String effectName, FaultEffect effect) {
        return table.add(new ActiveFault(effectName + " on " + action, condition, times, effect, table::remove));
    }
}
