package dev.partywall.examples.records.report;

import java.util.ArrayList;
import java.util.List;

/**
 * What the run found.
 *
 * @param steps the lines of the table
 * @param notes sentences below it
 */
public record Report(List<StepResult> steps, List<String> notes) {

    /** Copies the lists. */
    public Report {
        steps = List.copyOf(steps);
        notes = List.copyOf(notes);
    }

    /**
     * Whether every step ended as it must.
     *
     * @return whether the wall held
     */
    public boolean isGood() {
        return steps.stream().allMatch(StepResult::isGood);
    }

    /**
     * The report with a further line.
     *
     * @param step the line
     * @return a new report
     */
    public Report with(StepResult step) {
        List<StepResult> more = new ArrayList<>(steps);
        more.add(step);
        return new Report(more, notes);
    }
}
