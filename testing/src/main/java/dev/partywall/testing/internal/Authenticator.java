package dev.partywall.testing.internal;

/** Finds out who makes a request. */
@FunctionalInterface
public interface Authenticator {

    /**
     * Verifies a request's signature and credentials. A request without any signature is anonymous.
     *
     * @param request as it arrived
     */
    Outcome authenticate(LabRequest request);

    /**
     * Verifies a request that is for a certain service, which must be the one that it was signed for.
     *
     * @param request as it arrived
     * @param service the service's signing name, such as {@code kms}
     */
    default Outcome authenticate(LabRequest request, String service) {
        return authenticate(request);
    }

    /** What was found. */
    sealed interface Outcome {

        /**
         * The signature holds, or there is none and the caller is anonymous.
         *
         * @param identity who it is
         * @param request the request with its payload, unpacked if it was chunked
         */
        record Verified(Identity identity, LabRequest request) implements Outcome {}

        /**
         * It does not hold.
         *
         * @param failure why
         */
        record Refused(AuthenticationFailure failure) implements Outcome {}
    }
}
