package dev.partywall.testing.internal.iam;

import dev.partywall.policy.PolicyType;
import dev.partywall.testing.internal.AccessCheck;
import dev.partywall.testing.internal.Identity;
import dev.partywall.testing.internal.ServiceKeys;
import dev.partywall.testing.internal.principals.Entity;
import dev.partywall.testing.internal.principals.EntityKind;
import dev.partywall.testing.internal.principals.Principals;
import dev.partywall.testing.internal.principals.RoleSettings;
import dev.partywall.testing.internal.principals.StoredPolicy;
import dev.partywall.testing.internal.principals.UniqueIds;
import dev.partywall.testing.internal.protocol.XmlElements;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Roles or users: making, reading, listing and removing them. */
final class EntityOperations {

    /** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
    private static final Map<EntityKind, Integer> QUOTA = Map.of(EntityKind.ROLE, 1000, EntityKind.USER, 5000);

    private final EntityKind kind;
    private final Principals principals;
    private final Entities entities;
    private final IamAccess access;
    private final Clock clock;

    EntityOperations(EntityKind kind, Principals principals, Clock clock) {
        this.kind = kind;
        this.principals = principals;
        this.entities = new Entities(principals);
        this.access = new IamAccess(principals);
        this.clock = clock;
    }

    Map<String, IamOperation> operations() {
        String name = kind.text();
        return Map.of(
                "Create" + name, IamOperation.of(this::mayCreate, this::create),
                "Get" + name, new IamOperation(this::mayGet, this::get),
                "Delete" + name,
                        IamOperation.of(request -> access.entity("iam:Delete" + name, kind, request), this::delete),
                "List" + name + "s", IamOperation.of(request -> access.list("iam:List" + name + "s"), this::list));
    }

    private AccessCheck mayCreate(IamRequest request) {
        return access.created(
                "iam:Create" + kind.text(),
                principals.arn(kind.arnType(), request.path(), request.entityName(kind)),
                IamAccess.boundary(IamAccess.tagged(request.tags()), boundary(request)));
    }

    private static Optional<String> boundary(IamRequest request) {
        return request.form().has("PermissionsBoundary")
                ? Optional.of(request.arn("PermissionsBoundary"))
                : Optional.empty();
    }

    private XmlElements create(IamRequest request) {
        String name = request.entityName(kind);
        Optional<RoleSettings> settings = kind == EntityKind.ROLE ? Optional.of(settings(request)) : Optional.empty();
        boundary(request).ifPresent(arn -> entities.attachable(arn, "Scope ARN:"));
        if (principals.entities(kind).all().size() >= QUOTA.getOrDefault(kind, 0)) {
            throw IamException.limitExceeded(
                    "Cannot exceed quota for " + kind.text() + "sPerAccount: " + QUOTA.get(kind));
        }
        Entity entity = new Entity(
                kind,
                UniqueIds.next(kind.idPrefix()),
                name,
                request.path(),
                principals.arn(kind.arnType(), request.path(), name),
                clock.instant(),
                request.tags(),
                Map.of(),
                List.of(),
                boundary(request),
                settings);
        if (!principals.entities(kind).add(entity)) {
            throw IamException.alreadyExists(kind.text() + " with name " + name + " already exists.");
        }
        return new XmlElements().with(kind.text(), Answers.entity(entity, true));
    }

    private RoleSettings settings(IamRequest request) {
        StoredPolicy trust = request.policy("AssumeRolePolicyDocument", PolicyType.TRUST);
        return new RoleSettings(
                trust,
                TrustPolicies.check(trust, principals),
                request.text("Description", 0, 1000).orElse(""),
                request.number("MaxSessionDuration", 3600, 43_200).orElse(3600));
    }

    /** GetUser without a name is about the caller. */
    private String named(IamRequest request, Identity caller) {
        return kind == EntityKind.USER ? Entities.userName(request, caller) : request.entityName(kind);
    }

    private AccessCheck mayGet(IamRequest request, Identity caller) {
        return access.entity("iam:Get" + kind.text(), kind, named(request, caller), ServiceKeys.builder());
    }

    private XmlElements get(IamRequest request, Identity caller) {
        Entity entity = entities.named(named(request, caller), kind);
        return new XmlElements().with(kind.text(), Answers.entity(entity, true));
    }

    private XmlElements delete(IamRequest request) {
        Entity entity = entities.named(request, kind);
        if (!entity.inline().isEmpty()) {
            throw IamException.deleteConflict("Cannot delete entity, must delete policies first.");
        } else if (!entity.attached().isEmpty()) {
            throw IamException.deleteConflict("Cannot delete entity, must detach all policies first.");
        } else if (principals.accessKeys().values().stream()
                .anyMatch(key -> key.user().id().equals(entity.id()))) {
            throw IamException.deleteConflict("Cannot delete entity, must delete access keys first.");
        }
        principals.entities(kind).remove(entity.name());
        return Answers.nothing();
    }

    private XmlElements list(IamRequest request) {
        TreeMap<String, XmlElements> entries = new TreeMap<>();
        principals.entities(kind).all().stream()
                .filter(entity -> entity.path().startsWith(request.pathPrefix()))
                .forEach(entity -> entries.put(entity.name(), Answers.entity(entity, false)));
        return Page.of(request, kind.text() + "s", entries);
    }
}
