package dev.partywall.lifecycle.internal.steps;

/** The parameters of operations in the registry; they never change. */
public final class Names {

    /** The ARN of the key that a tenant brings. */
    public static final String OWNED_KEY = "owned-key";

    /** The tier that a migration leads to. */
    public static final String TIER = "tier";

    /** The root key that a migration comes from. */
    public static final String FROM = "from";

    /** That a KMS key may have been made that is not noted yet. */
    static final String KEY_BEGUN = "key-begun";

    /** The KMS key that the operation made. */
    static final String KEY = "key";

    /** That there was no branch key when this operation began to make one. */
    static final String BRANCH_KEY_BEGUN = "branch-key-begun";

    /** The version of the branch key that the operation made. */
    static final String BRANCH_KEY = "branch-key";

    private Names() {}
}
