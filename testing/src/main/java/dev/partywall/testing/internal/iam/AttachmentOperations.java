package dev.partywall.testing.internal.iam;

import dev.partywall.testing.internal.AccessCheck;
import dev.partywall.testing.internal.ServiceKeys;
import dev.partywall.testing.internal.principals.Entity;
import dev.partywall.testing.internal.principals.EntityKind;
import dev.partywall.testing.internal.principals.Principals;
import dev.partywall.testing.internal.protocol.XmlElements;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Managed policies and boundaries of roles or users. */
final class AttachmentOperations {

    /** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
    private static final int MAX_ATTACHED = 10;

    private final EntityKind kind;
    private final Entities entities;
    private final IamAccess access;

    AttachmentOperations(EntityKind kind, Principals principals) {
        this.kind = kind;
        this.entities = new Entities(principals);
        this.access = new IamAccess(principals);
    }

    Map<String, IamOperation> operations() {
        String name = kind.text();
        return Map.of(
                "Attach" + name + "Policy", IamOperation.of(mayAttach("iam:Attach" + name + "Policy"), this::attach),
                "Detach" + name + "Policy", IamOperation.of(mayAttach("iam:Detach" + name + "Policy"), this::detach),
                "ListAttached" + name + "Policies",
                        IamOperation.of(
                                request -> access.entity("iam:ListAttached" + name + "Policies", kind, request),
                                this::list),
                "Put" + name + "PermissionsBoundary", IamOperation.of(this::mayBind, this::putBoundary),
                "Delete" + name + "PermissionsBoundary",
                        IamOperation.of(
                                request -> access.bounded(
                                        "iam:Delete" + name + "PermissionsBoundary",
                                        kind,
                                        request,
                                        ServiceKeys.builder()),
                                this::deleteBoundary));
    }

    private IamOperation.Question mayAttach(String action) {
        return request -> access.bounded(
                action, kind, request, ServiceKeys.builder().with("iam:PolicyARN", request.arn("PolicyArn")));
    }

    /** Here the key has the boundary of the request, not the one that the entity has. */
    private AccessCheck mayBind(IamRequest request) {
        return access.entity(
                "iam:Put" + kind.text() + "PermissionsBoundary",
                kind,
                request,
                IamAccess.boundary(ServiceKeys.builder(), Optional.of(request.arn("PermissionsBoundary"))));
    }

    private XmlElements attach(IamRequest request) {
        entities.update(request, kind, entity -> {
            String arn = entities.attachable(request.arn("PolicyArn"), "Policy");
            List<String> attached = new ArrayList<>(entity.attached());
            if (!attached.contains(arn)) {
                attached.add(arn);
            }
            if (attached.size() > MAX_ATTACHED) {
                throw IamException.limitExceeded(
                        "Cannot exceed quota for PoliciesPer" + kind.text() + ": " + MAX_ATTACHED);
            }
            return entity.withAttached(attached);
        });
        return Answers.nothing();
    }

    private XmlElements detach(IamRequest request) {
        entities.update(request, kind, entity -> {
            List<String> attached = new ArrayList<>(entity.attached());
            if (!attached.remove(request.arn("PolicyArn"))) {
                throw IamException.noSuchEntity("Policy " + request.arn("PolicyArn") + " was not found.");
            }
            return entity.withAttached(attached);
        });
        return Answers.nothing();
    }

    private XmlElements list(IamRequest request) {
        Entity entity = entities.named(request, kind);
        TreeMap<String, XmlElements> entries = new TreeMap<>();
        for (String arn : entity.attached()) {
            String name = arn.substring(arn.lastIndexOf('/') + 1);
            entries.put(arn, new XmlElements().with("PolicyName", name).with("PolicyArn", arn));
        }
        return Page.of(request, "AttachedPolicies", entries);
    }

    private XmlElements putBoundary(IamRequest request) {
        entities.update(
                request,
                kind,
                entity -> entity.withBoundary(
                        Optional.of(entities.attachable(request.arn("PermissionsBoundary"), "Scope ARN:"))));
        return Answers.nothing();
    }

    private XmlElements deleteBoundary(IamRequest request) {
        entities.update(request, kind, entity -> entity.withBoundary(Optional.empty()));
        return Answers.nothing();
    }
}
