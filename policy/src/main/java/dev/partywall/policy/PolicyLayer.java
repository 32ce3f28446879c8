package dev.partywall.policy;

/** The kinds of policies that take part in a decision. */
public enum PolicyLayer {
    /** Service control policies of the caller's organization. */
    SERVICE_CONTROL("service control policy"),
    /** Resource control policies of the resource's organization. */
    RESOURCE_CONTROL("resource control policy"),
    /** The policy of the resource, and grants. */
    RESOURCE("resource-based policy"),
    /** The policies of the caller. */
    IDENTITY("identity-based policy"),
    /** The caller's permissions boundary. */
    PERMISSIONS_BOUNDARY("permissions boundary"),
    /** The policies passed with the caller's session. */
    SESSION("session policy");

    private final String text;

    PolicyLayer(String text) {
        this.text = text;
    }

    /**
     * As AWS names it in messages.
     *
     * @return such as {@code identity-based policy}
     */
    public String text() {
        return text;
    }
}
