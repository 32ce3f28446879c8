package dev.partywall.abac;

/** What tenants may do with their own part of a resource. */
public enum AccessLevel {
    /** Read items, objects and secrets; receive messages; decrypt. */
    READ,
    /** Write and delete items and objects; send messages; encrypt. */
    WRITE,
    /** Both. */
    READ_WRITE;

    /**
     * Whether it lets read.
     *
     * @return true but for {@link #WRITE}
     */
    public boolean reads() {
        return this != WRITE;
    }

    /**
     * Whether it lets write.
     *
     * @return true but for {@link #READ}
     */
    public boolean writes() {
        return this != READ;
    }
}
