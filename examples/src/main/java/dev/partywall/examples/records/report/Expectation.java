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
    /** It is refused, for it cannot be done by anybody any more. */
    BE_GONE {
        @Override
        boolean isMet(StepResult result) {
            return result.refused() == result.planned();
        }
    },
    /** It is refused before KMS or DynamoDB is asked anything. */
    BE_REFUSED_WITHOUT_CALLS {
        @Override
        boolean isMet(StepResult result) {
            return result.refused() == result.planned() && !result.calls().isAboutData();
        }
    };

    /** Whether it is an attack: something that somebody could do and must not. */
    boolean isAttack() {
        return this == BE_REFUSED || this == BE_REFUSED_WITHOUT_CALLS;
    }

    abstract boolean isMet(StepResult result);
}
