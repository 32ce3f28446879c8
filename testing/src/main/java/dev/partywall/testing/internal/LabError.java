package dev.partywall.testing.internal;

/**
 * An error that a service can answer with.
 *
 * @param status the HTTP status
 * @param code the service's name of it
 * @param message the words, possibly none
 */
public record LabError(int status, String code, String message) {

    /** Checks the status. */
    public LabError {
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("An error has an HTTP status of 400 to 599, not " + status);
        }
    }
}
