package dev.partywall.policy.internal;

import dev.partywall.policy.PolicyLayer;
import dev.partywall.policy.Statement;
import org.jspecify.annotations.Nullable;

/**
 * What became of a request.
 *
 * @param outcome what
 * @param layer of a denial, the layer
 * @param statement of an explicit denial, the statement
 */
public record Verdict(
        Outcome outcome,
        @Nullable PolicyLayer layer,
        @Nullable Statement statement) {

    static final Verdict ALLOWED = new Verdict(Outcome.ALLOWED, null, null);
    static final Verdict UNMODELLED = new Verdict(Outcome.UNMODELLED, null, null);

    /** The outcomes. */
    public enum Outcome {
        /** Somebody allowed it and nobody denied. */
        ALLOWED,
        /** A statement denied it. */
        EXPLICITLY_DENIED,
        /** Somebody who had to allow it did not. */
        IMPLICITLY_DENIED,
        /** It hangs on something that is not modelled. */
        UNMODELLED
    }
}
