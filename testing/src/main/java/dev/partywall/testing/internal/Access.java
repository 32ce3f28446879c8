package dev.partywall.testing.internal;

import dev.partywall.testing.LabDecision;
import java.util.List;
import java.util.function.Consumer;

/** What AWS asks IAM before it performs a call. */
public sealed interface Access {

    /**
     * Questions that must all be answered with "allowed".
     *
     * @param checks at least one
     */
    record Checked(List<AccessCheck> checks) implements Access {

        /** Copies the checks and refuses to have none. */
        public Checked {
            checks = List.copyOf(checks);
            if (checks.isEmpty()) {
                throw new IllegalArgumentException("An access without a question would let everybody in");
            }
        }
    }

    /**
     * Questions about another than the one who signed: someone for whom an identity provider vouches.
     *
     * @param caller who it is
     * @param checks at least one
     */
    record Vouched(Identity caller, List<AccessCheck> checks) implements Access {

        /** Copies the checks and refuses to have none. */
        public Vouched {
            checks = new Checked(checks).checks();
        }
    }

    /**
     * Questions about the single items of a batch: a "no" is about its item only, and the call passes. The execution must
     * leave out the items that are denied, and say so. If one of the questions cannot be judged, the call is refused.
     *
     * @param required questions about the call as a whole, asked first: they must all be answered with "allowed"
     * @param checks one per item
     * @param answers hears the answers about the items, in the same order, before the execution
     */
    record Itemized(List<AccessCheck> required, List<AccessCheck> checks, Consumer<List<LabDecision>> answers)
            implements Access {

        /** Copies the checks. */
        public Itemized {
            required = List.copyOf(required);
            checks = List.copyOf(checks);
        }
    }

    /**
     * Questions about the single items of a batch, of which AWS performs those that are allowed and the lab all or none: where
     * some are allowed and others denied, the lab cannot answer as AWS does, and refuses.
     *
     * @param checks one per item, at least one
     */
    record Uniform(List<AccessCheck> checks) implements Access {

        /** Copies the checks and refuses to have none. */
        public Uniform {
            checks = new Checked(checks).checks();
        }
    }

    /**
     * AWS asks nothing.
     *
     * @param why for the reader of the code: which documented rule
     */
    record Open(String why) implements Access {}

    /**
     * The service answers before it asks: the request is malformed, or names something that does not exist. Nothing is
     * performed, whatever changes until then.
     *
     * @param answer the service's refusal
     */
    record Refused(LabResponse answer) implements Access {}

    /**
     * The lab does not know what AWS asks, so the call is refused.
     *
     * @param action the action, such as {@code s3:PutObjectAcl}
     * @param missing what the lab does not model
     */
    record Unmodelled(String action, String missing) implements Access {}

    /** One question. */
    static Access of(AccessCheck check) {
        return new Checked(List.of(check));
    }

    /** A refusal in a service's words. */
    static Access refused(Protocol protocol, LabError error) {
        return new Refused(protocol.error(error));
    }
}
