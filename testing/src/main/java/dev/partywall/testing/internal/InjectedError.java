package dev.partywall.testing.internal;

/** The errors that every service can be made to answer, each in its own words. */
public enum InjectedError {
    /** Too many requests. */
    THROTTLED("throttle"),
    /** A fault of the service. */
    FAILED("server error"),
    /** The principal may not do this. */
    DENIED("access denied");

    private final String faultName;

    InjectedError(String faultName) {
        this.faultName = faultName;
    }

    /** How the fault is called in a recorded outcome. */
    public String faultName() {
        return faultName;
    }
}
