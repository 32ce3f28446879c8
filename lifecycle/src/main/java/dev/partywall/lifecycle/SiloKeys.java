package dev.partywall.lifecycle;

import dev.partywall.core.TenantId;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * How KMS keys of single tenants are made (tier {@link Tier#SILO}).
 *
 * @param aliasPrefix the alias of a tenant's key is {@code alias/<aliasPrefix>/<tenant id>}; 1 to 150 characters of
 *     {@code A-Z a-z 0-9 / _ -}, not beginning with {@code aws/}
 * @param keyPolicy the key policy of a tenant's key, as JSON; empty for the one that KMS sets by default, which leaves the key's
 *     use to IAM policies of the account
 * @param tags further tags of the keys. Each key has the tags {@value #TENANT_TAG} and {@value #OPERATION_TAG} in any case
 * @param deletionWindowDays how long KMS waits before it deletes a key: 7 to 30 days
 * @see <a href="https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html">CreateAlias</a>
 * @see <a href="https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html">ScheduleKeyDeletion</a>
 */
public record SiloKeys(
        String aliasPrefix,
        Optional<Function<TenantId, String>> keyPolicy,
        Map<String, String> tags,
        int deletionWindowDays) {

    /** The tag of a tenant's key, and of its role, that holds the tenant's id. */
    public static final String TENANT_TAG = "partywall:tenant";

    /** The tag of what an operation made that holds the operation's id: by it a restart finds what was made. */
    public static final String OPERATION_TAG = "partywall:operation";

    private static final Pattern PREFIX = Pattern.compile("(?!aws/)[A-Za-z0-9/_-]{1,150}");

    /**
     * Checks the settings.
     *
     * @param aliasPrefix the beginning of the alias of a tenant's key
     * @param keyPolicy the key policy of a tenant's key
     * @param tags further tags of the keys
     * @param deletionWindowDays how long KMS waits before it deletes a key
     * @throws InvalidLifecycleSettingException if one cannot work
     */
    public SiloKeys {
        if (!PREFIX.matcher(aliasPrefix).matches()) {
            throw InvalidLifecycleSettingException.setting(
                    "aliasPrefix", "takes 1 to 150 characters of A-Z a-z 0-9 / _ -, not beginning with aws/");
        }
        if (deletionWindowDays < 7 || deletionWindowDays > 30) {
            throw InvalidLifecycleSettingException.setting("deletionWindowDays", "takes 7 to 30 days");
        }
        tags = Map.copyOf(tags);
    }

    /**
     * Keys with the policy that KMS sets by default, without further tags, that KMS deletes after 30 days.
     *
     * @param aliasPrefix the beginning of the alias of a tenant's key
     * @return the settings
     */
    public static SiloKeys of(String aliasPrefix) {
        return new SiloKeys(aliasPrefix, Optional.empty(), Map.of(), 30);
    }

    /**
     * These settings with another key policy.
     *
     * @param policy gives a tenant's key policy as JSON
     * @return the new settings
     */
    public SiloKeys withKeyPolicy(Function<TenantId, String> policy) {
        return new SiloKeys(aliasPrefix, Optional.of(policy), tags, deletionWindowDays);
    }

    /**
     * These settings with other further tags.
     *
     * @param changed the tags
     * @return the new settings
     */
    public SiloKeys withTags(Map<String, String> changed) {
        return new SiloKeys(aliasPrefix, keyPolicy, changed, deletionWindowDays);
    }

    /**
     * These settings with another window.
     *
     * @param days how long KMS waits before it deletes a key: 7 to 30 days
     * @return the new settings
     */
    public SiloKeys withDeletionWindowDays(int days) {
        return new SiloKeys(aliasPrefix, keyPolicy, tags, days);
    }
}
