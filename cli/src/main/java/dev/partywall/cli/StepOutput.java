package dev.partywall.cli;

import dev.partywall.core.IsolationEvent;
import dev.partywall.core.IsolationEventListener;
import java.io.PrintStream;

/** Tells each step of an operation when it is done: a migration takes as long as the fleet's bound. */
final class StepOutput implements IsolationEventListener {

    private final PrintStream err;

    StepOutput(PrintStream err) {
        this.err = err;
    }

    @Override
    public void onEvent(IsolationEvent event) {
        if (event instanceof IsolationEvent.OperationStepCompleted step) {
            err.println(step.tenant() + ": " + step.operation() + ": " + step.step()
                    + (step.undone() ? " taken back" : " done"));
        }
    }
}
