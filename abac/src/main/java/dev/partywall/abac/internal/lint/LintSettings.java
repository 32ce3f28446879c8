package dev.partywall.abac.internal.lint;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a document does not say itself.
 *
 * @param tenantTag the key of the tag that holds the tenant's id
 * @param operators whether the policies are of callers who act for no tenant
 * @param transitive of sessions that begin sessions of other roles: whether they pass the tenant tag as transitive
 * @param roleTags tags of the role
 * @param sessionTags tags that tenants' sessions have besides the tenant's
 * @param tenantIds ids that the application gives to tenants
 * @param indexes ARNs of indexes that tenants query
 * @param keyStore the logical name of the branch key store, if the root key is linted
 */
public record LintSettings(
        String tenantTag,
        boolean operators,
        Optional<Boolean> transitive,
        Map<String, String> roleTags,
        Map<String, String> sessionTags,
        List<String> tenantIds,
        List<String> indexes,
        Optional<String> keyStore) {

    /** The tag key that holds the tenant's id unless set otherwise. */
    public static final String DEFAULT_TAG = "TenantId";

    /** Copies the collections. */
    public LintSettings {
        roleTags = Map.copyOf(roleTags);
        sessionTags = Map.copyOf(sessionTags);
        tenantIds = List.copyOf(tenantIds);
        indexes = List.copyOf(indexes);
    }

    /** The condition key of the caller's tenant. */
    String principalTag() {
        return "aws:PrincipalTag/" + tenantTag;
    }

    /** The condition key of the tenant that a request passes as a tag. */
    String requestTag() {
        return "aws:RequestTag/" + tenantTag;
    }
}
