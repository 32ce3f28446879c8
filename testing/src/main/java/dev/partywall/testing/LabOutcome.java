package dev.partywall.testing;

/** How a recorded call ended. */
public sealed interface LabOutcome {

    /** The call has arrived and has no answer yet. */
    record InFlight() implements LabOutcome {}

    /** The service granted the call. */
    record Succeeded() implements LabOutcome {}

    /**
     * The service refused the call of its own accord.
     *
     * @param errorCode the service's name of the error, such as {@code NotFoundException}
     */
    record Failed(String errorCode) implements LabOutcome {}

    /**
     * IAM denied the call.
     *
     * @param errorCode the service's name of the error, such as {@code AccessDeniedException}
     * @param decision the decision that refused it
     */
    record Denied(String errorCode, LabDecision decision) implements LabOutcome {}

    /**
     * The lab cannot tell what AWS would do, so it refused the call.
     *
     * @param missing what it does not model
     */
    record Unmodelled(String missing) implements LabOutcome {}

    /**
     * A fault of the test answered, or kept the service from answering.
     *
     * @param fault what was injected: {@code throttle}, {@code server error}, {@code access denied}, {@code hang},
     *     {@code reset}, or the error code given to {@link LabFault.Builder#error(int, String, String)}
     */
    record Injected(String fault) implements LabOutcome {}

    /** The client closed its connection before it had an answer, or the lab was closed. */
    record Abandoned() implements LabOutcome {}
}
