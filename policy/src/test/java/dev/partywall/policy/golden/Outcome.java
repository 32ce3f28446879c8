package dev.partywall.policy.golden;

import dev.partywall.policy.Decision;
import dev.partywall.policy.PolicyLayer;
import java.util.Optional;

/**
 * A decision, boiled down to what can be compared.
 *
 * @param kind which of the four
 * @param layer the layer that denied, explicitly or implicitly
 */
public record Outcome(Kind kind, Optional<PolicyLayer> layer) {

    /** The four outcomes. */
    public enum Kind {
        EXPLICIT_DENY,
        IMPLICIT_DENY,
        UNMODELLED,
        ALLOWED;

        boolean isDenied() {
            return this == EXPLICIT_DENY || this == IMPLICIT_DENY;
        }

        /** Denied is 0, unknown 1, allowed 2: what restricts must not raise it. */
        int width() {
            return switch (this) {
                case EXPLICIT_DENY, IMPLICIT_DENY -> 0;
                case UNMODELLED -> 1;
                case ALLOWED -> 2;
            };
        }
    }

    static Outcome of(Decision decision) {
        if (decision instanceof Decision.Allowed) {
            return new Outcome(Kind.ALLOWED, Optional.empty());
        }
        if (decision instanceof Decision.ExplicitlyDenied denied) {
            return new Outcome(Kind.EXPLICIT_DENY, Optional.of(denied.layer()));
        }
        if (decision instanceof Decision.ImplicitlyDenied denied) {
            return new Outcome(Kind.IMPLICIT_DENY, Optional.of(denied.layer()));
        }
        return new Outcome(Kind.UNMODELLED, Optional.empty());
    }
}
