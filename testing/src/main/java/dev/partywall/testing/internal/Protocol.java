package dev.partywall.testing.internal;

/** How a service words and shapes its errors. */
public interface Protocol {

    /** An error as a response. */
    LabResponse error(LabError error);

    /** The error for a request whose signature or credentials do not hold. */
    LabError notAuthenticated(AuthenticationFailure failure);

    /**
     * The error for a request that IAM denies.
     *
     * @param message worded as AWS words it
     */
    LabError denied(String message);
}
