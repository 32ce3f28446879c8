package dev.partywall.abac.internal.policies;

import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.PolicyType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Writes what tenants reach as policies for several places. */
public final class AccessDocuments {

    private AccessDocuments() {}

    /** All of it in one document, with the guards. */
    public static PolicyDocument whole(List<Grant> grants, PolicyType type, String tag) {
        return document(Stream.concat(grants.stream(), Guards.ofTag(tag).stream()), type, tag);
    }

    /** The same, and that nobody changes it from within. */
    public static PolicyDocument boundary(List<Grant> grants, String tag) {
        List<Grant> guards = Stream.concat(Guards.ofTag(tag).stream(), Stream.of(Guards.accessChanges()))
                .toList();
        return document(Stream.concat(grants.stream(), guards.stream()), PolicyType.PERMISSIONS_BOUNDARY, tag);
    }

    /** For one tenant's session. What it does not allow is not allowed, so only the tenant is guarded. */
    public static PolicyDocument ofSession(List<Grant> grants, String tag, String tenant) {
        Stream<Grant> allowed = grants.stream().filter(Grant::allow);
        return PolicyText.ofTenant(PolicyType.SESSION, tenant)
                .add(Grant.merged(
                        Stream.concat(allowed, Guards.ofTenant(tag).stream()).toList()))
                .document();
    }

    /** As many documents as it takes, each as full as it gets. */
    public static List<PolicyDocument> parts(List<Grant> grants, String tag, int limit) {
        List<PolicyDocument> parts = new ArrayList<>();
        List<Grant> part = new ArrayList<>();
        for (Grant grant : fitting(grants, tag, limit)) {
            if (!part.isEmpty() && !fits(append(part, grant), tag, limit)) {
                parts.add(whole(part, PolicyType.IDENTITY, tag));
                part.clear();
            }
            part.add(grant);
        }
        parts.add(whole(part, PolicyType.IDENTITY, tag));
        return parts;
    }

    /** The same grants, those of many resources in pieces that fit. */
    private static List<Grant> fitting(List<Grant> grants, String tag, int limit) {
        return grants.stream()
                .flatMap(grant -> grant.resources().size() == 1 || fits(List.of(grant), tag, limit)
                        ? Stream.of(grant)
                        : fitting(grant.halves(), tag, limit).stream())
                .toList();
    }

    private static List<Grant> append(List<Grant> part, Grant grant) {
        return Stream.concat(part.stream(), Stream.of(grant)).toList();
    }

    private static boolean fits(List<Grant> grants, String tag, int limit) {
        return CompactJson.of(whole(grants, PolicyType.IDENTITY, tag).toJson()).length() <= limit;
    }

    private static PolicyDocument document(Stream<Grant> grants, PolicyType type, String tag) {
        return PolicyText.ofTag(type, tag).add(Grant.merged(grants.toList())).document();
    }
}
