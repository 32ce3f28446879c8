package dev.partywall.testing.internal;

/**
 * An error that a service can answer with.
 *
 * @param status the HTTP status
 * @param code the service's name of it
 * @param message the words, possibly none
 */
public record LabError(int status, String code, String message) {

    /** No code of AWS: a test that expects a denial must not take a gap of the lab for one. */
    public static final String UNMODELLED = "UnmodelledByLab";

    /** Checks the status. */
    public LabError {
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("An error has an HTTP status of 400 to 599, not " + status);
        }
    }

    /** The lab's own error, where it does not know what AWS would answer. */
    public static LabError unmodelled(String missing) {
        return new LabError(400, UNMODELLED, "The lab cannot tell what AWS would answer, so it refuses. " + missing);
    }
}
