package dev.partywall.lifecycle;

import dev.partywall.testing.LabCall;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** Lets the first calls pass. */
final class AfterFirst implements Predicate<LabCall> {

    private final AtomicInteger passing;

    AfterFirst(int passing) {
        this.passing = new AtomicInteger(passing);
    }

    @Override
    public boolean test(LabCall call) {
        return passing.getAndDecrement() <= 0;
    }
}
