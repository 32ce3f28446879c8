package dev.partywall.examples.records.report;

/** What must happen each time a step tries something. */
public enum Expectation {
    /** It works. */
    SUCCEED {
        @Override
        boolean isMet(StepResult result) {
            return result.succeeded() == result.planned();
        }
    },
    /** It is refused. */
    BE_REFUSED {
        @Override
        boolean isMet(StepResult result) {
            return result.refused() == result.planned();
        }
    },
    /** It is refused before anything is asked of AWS. */
    BE_REFUSED_WITHOUT_CALLS {
        @Override
        boolean isMet(StepResult result) {
            return result.refused() == result.planned() && result.calls().equals(CallCount.NONE);
        }
    };

    abstract boolean isMet(StepResult result);
}
