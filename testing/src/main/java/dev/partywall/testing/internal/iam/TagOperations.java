package dev.partywall.testing.internal.iam;

import dev.partywall.testing.internal.principals.EntityKind;
import dev.partywall.testing.internal.principals.Principals;
import dev.partywall.testing.internal.principals.Tags;
import dev.partywall.testing.internal.protocol.XmlElements;
import java.util.Map;
import java.util.TreeMap;

/** Tags of roles, users and managed policies. */
final class TagOperations {

    private static final int MAX_TAGS = 50;

    private final Principals principals;
    private final Entities entities;
    private final IamAccess access;

    TagOperations(Principals principals) {
        this.principals = principals;
        this.entities = new Entities(principals);
        this.access = new IamAccess(principals);
    }

    Map<String, IamOperation> operationsOf(EntityKind kind) {
        String name = kind.text();
        return Map.of(
                "Tag" + name,
                        IamOperation.of(
                                request -> access.entity(
                                        "iam:Tag" + name, kind, request, IamAccess.tagged(request.tags())),
                                request -> tag(request, kind)),
                "Untag" + name,
                        IamOperation.of(
                                request -> access.entity(
                                        "iam:Untag" + name, kind, request, IamAccess.untagged(request.tagKeys())),
                                request -> untag(request, kind)),
                "List" + name + "Tags",
                        IamOperation.of(
                                request -> access.entity("iam:List" + name + "Tags", kind, request),
                                request -> list(
                                        request, entities.named(request, kind).tags())));
    }

    Map<String, IamOperation> operationsOfPolicies() {
        return Map.of(
                "TagPolicy",
                        IamOperation.of(
                                request -> access.policy(
                                        "iam:TagPolicy", request.arn("PolicyArn"), IamAccess.tagged(request.tags())),
                                this::tagPolicy),
                "UntagPolicy",
                        IamOperation.of(
                                request -> access.policy(
                                        "iam:UntagPolicy",
                                        request.arn("PolicyArn"),
                                        IamAccess.untagged(request.tagKeys())),
                                this::untagPolicy),
                "ListPolicyTags",
                        IamOperation.of(
                                request -> access.policy(
                                        "iam:ListPolicyTags", request.arn("PolicyArn"), IamAccess.tagged(Map.of())),
                                request ->
                                        list(request, entities.policy(request).tags())));
    }

    private XmlElements tag(IamRequest request, EntityKind kind) {
        entities.update(request, kind, entity -> entity.withTags(merged(entity.tags(), request)));
        return Answers.nothing();
    }

    private XmlElements untag(IamRequest request, EntityKind kind) {
        entities.update(request, kind, entity -> entity.withTags(Tags.without(entity.tags(), request.tagKeys())));
        return Answers.nothing();
    }

    private XmlElements tagPolicy(IamRequest request) {
        Map<String, String> tags = merged(entities.policy(request).tags(), request);
        principals.policies().update(entities.policy(request).name(), policy -> policy.withTags(tags));
        return Answers.nothing();
    }

    private XmlElements untagPolicy(IamRequest request) {
        Map<String, String> tags = Tags.without(entities.policy(request).tags(), request.tagKeys());
        principals.policies().update(entities.policy(request).name(), policy -> policy.withTags(tags));
        return Answers.nothing();
    }

    private static Map<String, String> merged(Map<String, String> tags, IamRequest request) {
        Map<String, String> merged = Tags.merge(tags, request.tags());
        if (merged.size() > MAX_TAGS) {
            throw IamException.limitExceeded("The number of tags has reached the maximum limit.");
        }
        return merged;
    }

    private static XmlElements list(IamRequest request, Map<String, String> tags) {
        TreeMap<String, XmlElements> entries = new TreeMap<>();
        tags.forEach((key, value) -> entries.put(key, Answers.tag(key, value)));
        return Page.of(request, "Tags", entries);
    }
}
