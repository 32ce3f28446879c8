package dev.partywall.testing.internal;

import dev.partywall.testing.LabDecision;
import dev.partywall.testing.LabOutcome;

/** How an exchange with a client ends. */
public sealed interface Reply {

    /** The HTTP status, 0 where there is no answer. */
    default int status() {
        return 0;
    }

    /** What is recorded. */
    LabOutcome outcome();

    /**
     * The service's answer.
     *
     * @param response the answer
     */
    record Answer(LabResponse response) implements Reply {
        @Override
        public int status() {
            return response.status();
        }

        @Override
        public LabOutcome outcome() {
            return response.errorCode().<LabOutcome>map(LabOutcome.Failed::new).orElseGet(LabOutcome.Succeeded::new);
        }
    }

    /**
     * The answer to a call that IAM denies.
     *
     * @param response the answer
     * @param decision the decision that refused it
     */
    record Denial(LabResponse response, LabDecision decision) implements Reply {
        @Override
        public int status() {
            return response.status();
        }

        @Override
        public LabOutcome outcome() {
            return new LabOutcome.Denied(response.errorCode().orElse("AccessDenied"), decision);
        }
    }

    /**
     * The answer to a call that the lab cannot judge.
     *
     * @param response the answer
     * @param missing what is not modelled
     */
    record Unjudged(LabResponse response, String missing) implements Reply {
        @Override
        public int status() {
            return response.status();
        }

        @Override
        public LabOutcome outcome() {
            return new LabOutcome.Unmodelled(missing);
        }
    }

    /**
     * An answer that a fault gives in place of the service.
     *
     * @param response the answer
     * @param fault the fault
     */
    record InjectedAnswer(LabResponse response, String fault) implements Reply {
        @Override
        public int status() {
            return response.status();
        }

        @Override
        public LabOutcome outcome() {
            return new LabOutcome.Injected(fault);
        }
    }

    /**
     * The connection ends without an answer.
     *
     * @param reset whether by a TCP reset rather than an orderly close
     * @param fault the fault that wants it so
     */
    record Disconnect(boolean reset, String fault) implements Reply {
        @Override
        public LabOutcome outcome() {
            return new LabOutcome.Injected(fault);
        }
    }

    /** The client went away before it had an answer. */
    record Abandoned() implements Reply {
        @Override
        public LabOutcome outcome() {
            return new LabOutcome.Abandoned();
        }
    }
}
