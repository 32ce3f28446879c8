package dev.partywall.testing.internal.isolation;

import dev.partywall.testing.LabCall;
import dev.partywall.testing.LabDecision;
import dev.partywall.testing.LabOutcome;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How far an attack came.
 *
 * @param seen the tenant whose canary could be seen
 * @param changed the call that changed something of the victim's
 * @param allowed the calls on the victim's data that IAM allowed, whatever came of them
 */
record Reach(Optional<String> seen, Optional<LabCall> changed, List<LabCall> allowed) {

    /** Nowhere, as far as can be told. */
    static final Reach NONE = new Reach(Optional.empty(), Optional.empty(), List.of());

    Reach {
        allowed = List.copyOf(allowed);
    }

    /** A call that IAM allowed and something in its service refused: a condition, a validation, a row that is not there. */
    Optional<String> stoppedByService() {
        return allowed.stream()
                .filter(call -> call.outcome() instanceof LabOutcome.Failed failed && !Denials.isOfKey(failed))
                .findFirst()
                .map(call -> words(call) + ", and only the service stopped it: "
                        + ((LabOutcome.Failed) call.outcome()).errorCode());
    }

    /** A call that IAM allowed and its service carried out. */
    Optional<String> carriedOut() {
        return allowed.stream().filter(LabCall::isSucceeded).findFirst().map(Reach::words);
    }

    private static String words(LabCall call) {
        return call.decisions().stream()
                        .filter(decision -> decision.decision().isAllowed())
                        .map(LabDecision::resource)
                        .distinct()
                        .limit(2)
                        .collect(Collectors.joining(", ", "IAM allowed " + call.action() + " on ", ""))
                + (call.leadingKeys().isEmpty() ? "" : " with the leading keys " + call.leadingKeys())
                + ", which is the other tenant's";
    }
}
