package dev.partywall.lifecycle.internal.steps;

/** The parameters of operations in the registry; they never change. */
public final class Names {

    /** The ARN of the key that a tenant brings. */
    public static final String OWNED_KEY = "owned-key";

    /** The tier that a migration leads to. */
    public static final String TIER = "tier";

    /** The root key that a migration comes from. */
    public static final String FROM = "from";

    /** The id of the migration that a shredding took the place of. */
    static final String MIGRATION = "migration";

    /** That a KMS key may have been made that is not noted yet. */
    static final String KEY_BEGUN = "key-begun";

    /** The KMS key that the operation made. */
    static final String KEY = "key";

    /** That there was no branch key when this operation began to make one. */
    static final String BRANCH_KEY_BEGUN = "branch-key-begun";

    /** The version of the branch key that the operation made. */
    static final String BRANCH_KEY = "branch-key";

    /** On whose word a tenant is shredded. */
    public static final String REQUESTED_BY = "requested-by";

    /** A message that was sealed and opened before the branch key was deleted, in Base64. */
    static final String CANARY = "canary";

    /** The branch key version that it was sealed under. */
    static final String CANARY_VERSION = "canary-version";

    /** Why it was refused after, or why none could be sealed. */
    static final String CANARY_OUTCOME = "canary-outcome";

    /** The table that the branch key was deleted from. */
    static final String KEY_STORE = "key-store";

    /** How many versions the branch key had. */
    static final String VERSION_COUNT = "version-count";

    /** When the branch key was seen to be gone. */
    static final String VERIFIED_AT = "verified-at";

    /** How many rows the branch key had. */
    static final String ROWS = "rows";

    /** Its versions, the newest 1,000 at most, with spaces between. */
    static final String VERSIONS = "versions";

    /** The root keys that its rows were under, with spaces between. */
    static final String ROOT_KEYS = "root-keys";

    /** The KMS keys that are scheduled for deletion, each with {@code =} and when; with spaces between. */
    static final String KMS_KEYS = "kms-keys";

    /** The ARN of the role that was deleted. */
    static final String ROLE = "role";

    private Names() {}
}
