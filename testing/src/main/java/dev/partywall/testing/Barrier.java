package dev.partywall.testing;

/** What came of an attack. */
public enum Barrier {
    /** The tenant context refused it: no tenant, or another one. */
    CONTEXT("context", true),
    /** IAM refused it. */
    IAM("IAM", true),
    /** The tenant's key, or KMS, did not open the data. */
    KEY("key", true),
    /** The code under test refused it with an exception of its own. */
    APPLICATION("application", true),
    /** The operation ended and showed nothing of the other tenant. */
    NOTHING_FOUND("nothing found", true),
    /** The other tenant's data was seen or reached. */
    NONE("LEAK", false),
    /** The lab cannot tell what AWS would have done. */
    UNDECIDED("not modelled", false);

    private final String text;
    private final boolean held;

    Barrier(String text, boolean held) {
        this.text = text;
        this.held = held;
    }

    /**
     * In a word.
     *
     * @return for reports
     */
    public String text() {
        return text;
    }

    /**
     * Whether the wall held.
     *
     * @return false of a leak, and of what nobody can tell
     */
    public boolean held() {
        return held;
    }
}
