package dev.partywall.testing;

/** What came of an attack. */
public enum Barrier {
    /** The tenant context refused it: no tenant, or another one. */
    CONTEXT("context", true),
    /** IAM refused it. */
    IAM("IAM", true),
    /** The tenant's key, or KMS, did not open the data. */
    KEY("key", true),
    /** The code under test, or a validation before IAM was asked, refused it: no call on the other tenant's data passed. */
    APPLICATION("application", true),
    /** The operation ended and showed nothing of the other tenant. The detail says if IAM allowed a call on its data. */
    NOTHING_FOUND("nothing found", true),
    /** The other tenant's data was seen or reached. */
    NONE("LEAK", false),
    /**
     * IAM allowed a call on the other tenant's data, and only chance or a check after it stopped the rest: a condition of
     * the call that was not met, a validation, a row that was not there, an exception of the code under test once it had the
     * answer. Whoever meets the condition, or calls without the check, gets through.
     */
    UNGUARDED("IAM allowed it", false),
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
     * @return false of a leak, of what only chance or the code stopped where IAM had not, and of what nobody can tell
     */
    public boolean held() {
        return held;
    }
}
