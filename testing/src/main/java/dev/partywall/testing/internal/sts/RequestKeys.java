package dev.partywall.testing.internal.sts;

import dev.partywall.testing.internal.ServiceKeys;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The condition keys that all ways to assume a role have
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html).
 *
 * <p>An inherited source identity is in {@code sts:SourceIdentity} as one that is passed
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html#id_credentials_temp_control-access_monitor-chain).
 * Of inherited tags AWS documents that the session gets them, not what the keys of the request are: the lab counts them
 * among {@code aws:TagKeys} and {@code sts:TransitiveTagKeys}, and where there are any it does not know {@code
 * aws:RequestTag/} of a tag that was not passed.
 */
final class RequestKeys {

    /** These, those of the role, and of AssumeRole; web identities have {@code sub}, {@code aud} and more of their issuer. */
    static final Set<String> NAMES = Set.of(
            "aws:FederatedProvider",
            "aws:RequestTag/",
            "aws:ResourceTag/",
            "aws:TagKeys",
            "iam:ResourceTag/",
            "sts:DurationSeconds",
            "sts:ExternalId",
            "sts:RequestContext/",
            "sts:RequestContextProviders",
            "sts:RoleSessionName",
            "sts:SourceIdentity",
            "sts:TransitiveTagKeys");

    private RequestKeys() {}

    static ServiceKeys.Builder of(
            String sessionName, SessionTags passed, Inherited inherited, Optional<String> source) {
        ServiceKeys.Builder keys = ServiceKeys.builder()
                .with("sts:RoleSessionName", sessionName)
                .absent("sts:RequestContext/", "sts:RequestContextProviders", "sts:DurationSeconds");
        inherited
                .sourceIdentity()
                .or(() -> source)
                .ifPresentOrElse(
                        identity -> keys.with("sts:SourceIdentity", identity), () -> keys.absent("sts:SourceIdentity"));
        tags(keys, passed.tags(), inherited.tags());
        Set<String> transitive = new TreeSet<>(inherited.tags().keySet());
        transitive.addAll(passed.transitive());
        multivalued(keys, "sts:TransitiveTagKeys", transitive);
        return keys;
    }

    private static void tags(ServiceKeys.Builder keys, Map<String, String> passed, Map<String, String> inherited) {
        passed.forEach((key, value) -> keys.with("aws:RequestTag/" + key, value));
        if (inherited.isEmpty()) {
            keys.absent("aws:RequestTag/");
        }
        Set<String> all = new TreeSet<>(passed.keySet());
        all.addAll(inherited.keySet());
        multivalued(keys, "aws:TagKeys", all);
    }

    private static void multivalued(ServiceKeys.Builder keys, String name, Set<String> values) {
        if (values.isEmpty()) {
            keys.absent(name);
        } else {
            keys.withAll(name, values);
        }
    }
}
