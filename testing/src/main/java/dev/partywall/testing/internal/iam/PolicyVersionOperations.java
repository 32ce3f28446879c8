package dev.partywall.testing.internal.iam;

import dev.partywall.testing.internal.principals.ManagedPolicy;
import dev.partywall.testing.internal.principals.Principals;
import dev.partywall.testing.internal.protocol.XmlElements;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Versions of managed policies: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-versioning.html */
final class PolicyVersionOperations {

    private static final int MAX_VERSIONS = 5;

    private final Principals principals;
    private final Entities entities;
    private final IamAccess access;
    private final Clock clock;

    PolicyVersionOperations(Principals principals, Clock clock) {
        this.principals = principals;
        this.entities = new Entities(principals);
        this.access = new IamAccess(principals);
        this.clock = clock;
    }

    Map<String, IamOperation> operations() {
        return Map.of(
                "CreatePolicyVersion", operation("CreatePolicyVersion", this::create),
                "GetPolicyVersion", operation("GetPolicyVersion", this::get),
                "DeletePolicyVersion", operation("DeletePolicyVersion", this::delete),
                "ListPolicyVersions", operation("ListPolicyVersions", this::list),
                "SetDefaultPolicyVersion", operation("SetDefaultPolicyVersion", this::setDefault));
    }

    private IamOperation operation(String name, IamOperation.Action action) {
        return IamOperation.of(ManagedPolicyOperations.about("iam:" + name, access), action);
    }

    private XmlElements create(IamRequest request) {
        ManagedPolicy policy = entities.policy(request);
        if (policy.versions().size() >= MAX_VERSIONS) {
            throw IamException.limitExceeded(
                    "A managed policy can have up to 5 versions. Before you create a new version,"
                            + " you must delete an existing version.");
        }
        Instant now = clock.instant();
        ManagedPolicy.Version version =
                new ManagedPolicy.Version(nextId(policy), ManagedPolicyOperations.document(request), now);
        List<ManagedPolicy.Version> versions = new ArrayList<>(policy.versions());
        versions.add(version);
        String inForce = request.flag("SetAsDefault") ? version.id() : policy.defaultVersion();
        ManagedPolicy changed = policy.withVersions(versions, inForce, now);
        principals.policies().update(policy.name(), unchanged -> changed);
        return new XmlElements().with("PolicyVersion", Answers.version(changed, version, false));
    }

    /** Numbers are not used again, as long as the newest version is there. */
    private static String nextId(ManagedPolicy policy) {
        int newest = policy.versions().stream()
                .mapToInt(version -> Integer.parseInt(version.id().substring(1)))
                .max()
                .orElse(0);
        return "v" + (newest + 1);
    }

    private static ManagedPolicy.Version version(ManagedPolicy policy, IamRequest request) {
        String id = request.required("VersionId", 2, 64);
        return policy.versions().stream()
                .filter(version -> version.id().equals(id))
                .findFirst()
                .orElseThrow(() -> IamException.noSuchEntity(
                        "Policy " + policy.arn() + " version " + id + " does not exist or is not attachable."));
    }

    private XmlElements get(IamRequest request) {
        ManagedPolicy policy = entities.policy(request);
        return new XmlElements().with("PolicyVersion", Answers.version(policy, version(policy, request), true));
    }

    private XmlElements delete(IamRequest request) {
        ManagedPolicy policy = entities.policy(request);
        ManagedPolicy.Version version = version(policy, request);
        if (version.id().equals(policy.defaultVersion())) {
            throw IamException.deleteConflict("Cannot delete the default version of a policy.");
        }
        List<ManagedPolicy.Version> rest = new ArrayList<>(policy.versions());
        rest.remove(version);
        replace(policy.withVersions(rest, policy.defaultVersion(), policy.updated()));
        return Answers.nothing();
    }

    private XmlElements setDefault(IamRequest request) {
        ManagedPolicy policy = entities.policy(request);
        replace(policy.withVersions(policy.versions(), version(policy, request).id(), policy.updated()));
        return Answers.nothing();
    }

    private void replace(ManagedPolicy changed) {
        principals.policies().update(changed.name(), unchanged -> changed);
    }

    private XmlElements list(IamRequest request) {
        ManagedPolicy policy = entities.policy(request);
        TreeMap<String, XmlElements> entries = new TreeMap<>();
        policy.versions().forEach(version -> entries.put(version.id(), Answers.version(policy, version, false)));
        return Page.of(request, "Versions", entries);
    }
}
