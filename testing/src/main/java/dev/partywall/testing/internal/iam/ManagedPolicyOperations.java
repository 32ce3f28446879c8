package dev.partywall.testing.internal.iam;

import dev.partywall.policy.PolicyType;
import dev.partywall.testing.internal.AccessCheck;
import dev.partywall.testing.internal.principals.Entity;
import dev.partywall.testing.internal.principals.EntityKind;
import dev.partywall.testing.internal.principals.ManagedPolicy;
import dev.partywall.testing.internal.principals.Principals;
import dev.partywall.testing.internal.principals.StoredPolicy;
import dev.partywall.testing.internal.principals.UniqueIds;
import dev.partywall.testing.internal.protocol.XmlElements;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Customer managed policies: making, reading, listing and removing them. */
final class ManagedPolicyOperations {

    /** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
    private static final int MAX_SIZE = 6144;

    private static final int MAX_POLICIES = 1500;

    private final Principals principals;
    private final Entities entities;
    private final IamAccess access;
    private final Clock clock;

    ManagedPolicyOperations(Principals principals, Clock clock) {
        this.principals = principals;
        this.entities = new Entities(principals);
        this.access = new IamAccess(principals);
        this.clock = clock;
    }

    Map<String, IamOperation> operations() {
        return Map.of(
                "CreatePolicy", IamOperation.of(this::mayCreate, this::create),
                "GetPolicy", IamOperation.of(about("iam:GetPolicy", access), this::get),
                "DeletePolicy", IamOperation.of(about("iam:DeletePolicy", access), this::delete),
                "ListPolicies", IamOperation.of(request -> access.list("iam:ListPolicies"), this::list));
    }

    /** The question about the policy that a request names. */
    static IamOperation.Question about(String action, IamAccess access) {
        return request -> access.policy(action, request.arn("PolicyArn"), IamAccess.tagged(Map.of()));
    }

    /** The document of a request, if it is not too long. */
    static StoredPolicy document(IamRequest request) {
        StoredPolicy policy = request.policy("PolicyDocument", PolicyType.IDENTITY);
        if (policy.size() > MAX_SIZE) {
            throw IamException.limitExceeded("Cannot exceed quota for PolicySize: " + MAX_SIZE);
        }
        return policy;
    }

    private String arn(IamRequest request) {
        return principals.arn("policy", request.path(), request.name("PolicyName", 128));
    }

    private AccessCheck mayCreate(IamRequest request) {
        return access.created("iam:CreatePolicy", arn(request), IamAccess.tagged(request.tags()));
    }

    private XmlElements create(IamRequest request) {
        Instant now = clock.instant();
        StoredPolicy document = document(request);
        if (principals.policies().all().size() >= MAX_POLICIES) {
            throw IamException.limitExceeded("Cannot exceed quota for PoliciesPerAccount: " + MAX_POLICIES);
        }
        String name = request.name("PolicyName", 128);
        ManagedPolicy policy = new ManagedPolicy(
                UniqueIds.next("ANPA"),
                name,
                request.path(),
                arn(request),
                request.text("Description", 0, 1000).orElse(""),
                now,
                now,
                request.tags(),
                List.of(new ManagedPolicy.Version("v1", document, now)),
                "v1");
        if (!principals.policies().add(policy)) {
            throw IamException.alreadyExists(
                    "A policy called " + name + " already exists. Duplicate names are not allowed.");
        }
        return new XmlElements().with("Policy", answer(policy, true));
    }

    private XmlElements get(IamRequest request) {
        return new XmlElements().with("Policy", answer(entities.policy(request), true));
    }

    private XmlElements answer(ManagedPolicy policy, boolean whole) {
        return Answers.policy(policy, attachments(policy), boundaries(policy), whole);
    }

    private long attachments(ManagedPolicy policy) {
        return count(entity -> entity.attached().contains(policy.arn()));
    }

    private long boundaries(ManagedPolicy policy) {
        return count(entity -> entity.boundary().filter(policy.arn()::equals).isPresent());
    }

    private long count(Predicate<Entity> condition) {
        return Arrays.stream(EntityKind.values())
                .flatMap(kind -> principals.entities(kind).all().stream())
                .filter(condition)
                .count();
    }

    private XmlElements delete(IamRequest request) {
        ManagedPolicy policy = entities.policy(request);
        if (attachments(policy) > 0 || boundaries(policy) > 0) {
            throw IamException.deleteConflict("Cannot delete a policy attached to entities.");
        } else if (policy.versions().size() > 1) {
            throw IamException.deleteConflict("This policy has more than one version. Before you delete a policy, you"
                    + " must delete the policy's versions. The default version is deleted with the policy.");
        }
        principals.policies().remove(policy.name());
        return Answers.nothing();
    }

    /** The lab has none of the policies of AWS, so that a list of those would be short of them. */
    private XmlElements list(IamRequest request) {
        boolean onlyAttached = request.flag("OnlyAttached");
        TreeMap<String, XmlElements> entries = new TreeMap<>();
        Stream<ManagedPolicy> policies = principals.policies().all().stream();
        policies.filter(policy -> policy.path().startsWith(request.pathPrefix()))
                .filter(policy -> !onlyAttached || attachments(policy) > 0)
                .forEach(policy -> entries.put(policy.name(), answer(policy, false)));
        return Page.of(request, "Policies", entries);
    }
}
