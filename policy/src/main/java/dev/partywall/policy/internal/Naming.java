package dev.partywall.policy.internal;

/** How a statement names a caller; the later, the more directly. */
enum Naming {
    /** Not at all. */
    NONE,
    /** Perhaps: by something that is not modelled. */
    UNKNOWN,
    /** By its account: the account's own policies decide. */
    ACCOUNT,
    /** By its role: permissions boundary and session policies limit it. */
    ROLE,
    /** By itself, or as everyone. */
    DIRECT;

    static Naming strongest(Naming a, Naming b) {
        return a.compareTo(b) >= 0 ? a : b;
    }
}
