package dev.partywall.examples.records.report;

import java.time.Duration;
import java.util.Set;

/**
 * One line of the final table.
 *
 * @param step what was done
 * @param expectation what must happen
 * @param planned how often it must be tried: a step that tried too little proves too little
 * @param tried how often it was tried
 * @param succeeded how often it worked, with the right result
 * @param refused how often it was refused, in the right way
 * @param refusals why and by which layer
 * @param calls what it asked of AWS
 * @param time how long it took
 */
public record StepResult(
        String step,
        Expectation expectation,
        long planned,
        long tried,
        long succeeded,
        long refused,
        Set<Refusal> refusals,
        CallCount calls,
        Duration time) {

    /** Copies the set. */
    public StepResult {
        refusals = Set.copyOf(refusals);
    }

    /**
     * Whether all was as it must be.
     *
     * @return whether the step was tried as often as planned, each time with the expected end
     */
    public boolean isGood() {
        return tried == planned && expectation.isMet(this);
    }
}
