package dev.partywall.testing.internal.iam;

import dev.partywall.testing.internal.AccessCheck;
import dev.partywall.testing.internal.ServiceKeys;
import dev.partywall.testing.internal.principals.Entity;
import dev.partywall.testing.internal.principals.EntityKind;
import dev.partywall.testing.internal.principals.IdentityProvider;
import dev.partywall.testing.internal.principals.ManagedPolicy;
import dev.partywall.testing.internal.principals.Principals;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What IAM asks about its own operations
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html).
 *
 * <p>Something that does not exist is asked about under the name in the request, without a path, and has no tags.
 */
final class IamAccess {

    /** The condition keys that questions have. */
    static final Set<String> KEYS = Set.of(
            "aws:ResourceTag/",
            "aws:RequestTag/",
            "aws:TagKeys",
            "iam:PermissionsBoundary",
            "iam:PolicyARN",
            "iam:ResourceTag/");

    private final Principals principals;

    IamAccess(Principals principals) {
        this.principals = principals;
    }

    /** About a user or role. */
    AccessCheck entity(String action, EntityKind kind, IamRequest request) {
        return entity(action, kind, request, ServiceKeys.builder());
    }

    /** About a user or role, with keys of the request. */
    AccessCheck entity(String action, EntityKind kind, IamRequest request, ServiceKeys.Builder keys) {
        return entity(action, kind, request.entityName(kind), keys);
    }

    /** About a user or role. */
    AccessCheck entity(String action, EntityKind kind, String name, ServiceKeys.Builder keys) {
        Optional<Entity> entity = principals.entities(kind).find(name);
        String arn = entity.map(Entity::arn).orElseGet(() -> principals.arn(kind.arnType(), "/", name));
        return check(action, arn, keys, entity.map(Entity::tags).orElse(Map.of()));
    }

    /** About a change to a user or role that a boundary limits; the key has the boundary that it has. */
    AccessCheck bounded(String action, EntityKind kind, IamRequest request, ServiceKeys.Builder keys) {
        return entity(action, kind, request, boundary(keys, boundaryOf(kind, request)));
    }

    private Optional<String> boundaryOf(EntityKind kind, IamRequest request) {
        return principals.entities(kind).find(request.entityName(kind)).flatMap(Entity::boundary);
    }

    /** The key of the boundary that an entity has or is to have. */
    static ServiceKeys.Builder boundary(ServiceKeys.Builder keys, Optional<String> boundary) {
        return boundary.map(arn -> keys.with("iam:PermissionsBoundary", arn))
                .orElseGet(() -> keys.absent("iam:PermissionsBoundary"));
    }

    /** About a managed policy. */
    AccessCheck policy(String action, String arn, ServiceKeys.Builder keys) {
        return check(
                action,
                arn,
                keys,
                principals.policyByArn(arn).map(ManagedPolicy::tags).orElse(Map.of()));
    }

    /** About an identity provider. */
    AccessCheck provider(String action, String arn, ServiceKeys.Builder keys) {
        return check(
                action,
                arn,
                keys,
                principals.providers().find(arn).map(IdentityProvider::tags).orElse(Map.of()));
    }

    /** About something that is yet to be made. */
    AccessCheck created(String action, String arn, ServiceKeys.Builder keys) {
        return check(action, arn, keys, Map.of());
    }

    /** About nothing in particular: a list. */
    AccessCheck list(String action) {
        return AccessCheck.of(
                action,
                "*",
                ServiceKeys.builder().absent("aws:RequestTag/", "aws:TagKeys").build());
    }

    /** The keys of the tags in a request. */
    static ServiceKeys.Builder tagged(Map<String, String> tags) {
        ServiceKeys.Builder keys = ServiceKeys.builder().withTags("aws:RequestTag/", tags);
        return tags.isEmpty() ? keys.absent("aws:TagKeys") : keys.withAll("aws:TagKeys", tags.keySet());
    }

    /** The keys of the tags that a request removes. */
    static ServiceKeys.Builder untagged(List<String> tagKeys) {
        return ServiceKeys.builder().withAll("aws:TagKeys", tagKeys).absent("aws:RequestTag/");
    }

    /** {@code aws:ResourceTag} and {@code iam:ResourceTag} have the same tags. */
    private static AccessCheck check(String action, String arn, ServiceKeys.Builder keys, Map<String, String> tags) {
        return AccessCheck.of(
                action,
                arn,
                keys.withTags("aws:ResourceTag/", tags)
                        .withTags("iam:ResourceTag/", tags)
                        .absent("aws:RequestTag/", "aws:TagKeys", "iam:PolicyARN", "iam:PermissionsBoundary")
                        .build());
    }
}
