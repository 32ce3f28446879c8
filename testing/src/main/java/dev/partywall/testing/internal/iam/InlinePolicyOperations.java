package dev.partywall.testing.internal.iam;

import dev.partywall.policy.PolicyType;
import dev.partywall.testing.internal.AccessCheck;
import dev.partywall.testing.internal.ServiceKeys;
import dev.partywall.testing.internal.principals.Entity;
import dev.partywall.testing.internal.principals.EntityKind;
import dev.partywall.testing.internal.principals.Principals;
import dev.partywall.testing.internal.principals.StoredPolicy;
import dev.partywall.testing.internal.protocol.XmlElements;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Inline policies of roles or users. */
final class InlinePolicyOperations {

    private final EntityKind kind;
    private final Entities entities;
    private final IamAccess access;

    InlinePolicyOperations(EntityKind kind, Principals principals) {
        this.kind = kind;
        this.entities = new Entities(principals);
        this.access = new IamAccess(principals);
    }

    Map<String, IamOperation> operations() {
        String name = kind.text();
        return Map.of(
                "Put" + name + "Policy", IamOperation.of(changes("Put"), this::put),
                "Delete" + name + "Policy", IamOperation.of(changes("Delete"), this::delete),
                "Get" + name + "Policy",
                        IamOperation.of(
                                request -> access.entity("iam:Get" + name + "Policy", kind, request), this::get),
                "List" + name + "Policies",
                        IamOperation.of(
                                request -> access.entity("iam:List" + name + "Policies", kind, request), this::list));
    }

    private IamOperation.Question changes(String verb) {
        return request -> mayChange("iam:" + verb + kind.text() + "Policy", request);
    }

    private AccessCheck mayChange(String action, IamRequest request) {
        return access.bounded(action, kind, request, ServiceKeys.builder());
    }

    private static String policyName(IamRequest request) {
        return request.name("PolicyName", 128);
    }

    private XmlElements put(IamRequest request) {
        StoredPolicy policy = request.policy("PolicyDocument", PolicyType.IDENTITY);
        entities.update(request, kind, entity -> {
            Map<String, StoredPolicy> policies = new TreeMap<>(entity.inline());
            policies.put(policyName(request), policy);
            requireRoom(entity, policies);
            return entity.withInline(policies);
        });
        return Answers.nothing();
    }

    private void requireRoom(Entity entity, Map<String, StoredPolicy> policies) {
        if (policies.values().stream().mapToInt(StoredPolicy::size).sum() > kind.inlinePolicySize()) {
            throw IamException.limitExceeded("Maximum policy size of " + kind.inlinePolicySize()
                    + " bytes exceeded for " + kind.arnType() + " " + entity.name());
        }
    }

    private XmlElements get(IamRequest request) {
        Entity entity = entities.named(request, kind);
        StoredPolicy policy = policy(entity, policyName(request));
        return new XmlElements()
                .with(kind.text() + "Name", entity.name())
                .with("PolicyName", policyName(request))
                .with("PolicyDocument", Answers.document(policy.text()));
    }

    private StoredPolicy policy(Entity entity, String name) {
        StoredPolicy policy = entity.inline().get(name);
        if (policy == null) {
            throw IamException.noSuchEntity(
                    "The " + kind.text().toLowerCase(Locale.ROOT) + " policy with name " + name + " cannot be found.");
        }
        return policy;
    }

    private XmlElements delete(IamRequest request) {
        entities.update(request, kind, entity -> {
            policy(entity, policyName(request));
            Map<String, StoredPolicy> policies = new TreeMap<>(entity.inline());
            policies.remove(policyName(request));
            return entity.withInline(policies);
        });
        return Answers.nothing();
    }

    private XmlElements list(IamRequest request) {
        TreeMap<String, String> names = new TreeMap<>();
        entities.named(request, kind).inline().keySet().forEach(name -> names.put(name, name));
        return Page.ofTexts(request, "PolicyNames", names);
    }
}
