package dev.partywall.abac.internal.policies;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A statement before it is known which variable or id stands for the tenant.
 *
 * @param part where in the document it belongs
 * @param sid its Sid, or the start of it
 * @param allow whether it allows; else it denies
 * @param actions the actions
 * @param resources their resources, with {@code {tenant}} in the tenant's place
 * @param bounds the conditions; all must hold
 */
public record Grant(
        Part part, String sid, boolean allow, List<String> actions, List<String> resources, List<Bound> bounds) {

    /** The order of documents, and so a part of their bytes. */
    public enum Part {
        /** What is denied to sessions by their tenant tag. */
        TENANT,
        /** What is allowed in DynamoDB. */
        ITEMS,
        /** What is allowed in S3. */
        OBJECTS,
        /** What is allowed with KMS keys. */
        KEYS,
        /** What is allowed with a key store. */
        KEY_STORE,
        /** What is allowed in Secrets Manager. */
        SECRETS,
        /** What is allowed in SQS, SNS and EventBridge. */
        MESSAGES,
        /** What is denied besides. */
        GUARDS
    }

    private static final Comparator<Grant> ORDER = Comparator.comparing(Grant::part)
            .thenComparing(Grant::sid)
            .thenComparing(grant -> String.join("\n", grant.actions))
            .thenComparing(grant -> grant.bounds.toString());

    /** Copies the lists; resources are a set in the order of their characters. */
    public Grant {
        actions = List.copyOf(actions);
        resources = resources.stream().distinct().sorted().toList();
        bounds = List.copyOf(bounds);
    }

    static Grant allow(Part part, String sid, List<String> actions, List<String> resources, List<Bound> bounds) {
        return new Grant(part, sid, true, actions, resources, bounds);
    }

    static Grant deny(String sid, List<String> actions, List<String> resources, List<Bound> bounds) {
        return new Grant(Part.GUARDS, sid, false, actions, resources, bounds);
    }

    private boolean differsOnlyInResources(Grant other) {
        return sid.equals(other.sid) && actions.equals(other.actions) && bounds.equals(other.bounds);
    }

    private Grant with(Grant other) {
        List<String> both =
                Stream.concat(resources.stream(), other.resources.stream()).toList();
        return new Grant(part, sid, allow, actions, both, bounds);
    }

    /** This grant as two, each with half of the resources. */
    List<Grant> halves() {
        int half = resources.size() / 2;
        return List.of(
                new Grant(part, sid, allow, actions, resources.subList(0, half), bounds),
                new Grant(part, sid, allow, actions, resources.subList(half, resources.size()), bounds));
    }

    /** The grants in the order of documents; of those that differ in nothing but resources there is one. */
    public static List<Grant> merged(List<Grant> grants) {
        List<Grant> sorted = grants.stream().sorted(ORDER).toList();
        ArrayDeque<Grant> merged = new ArrayDeque<>();
        for (Grant grant : sorted) {
            Grant last = merged.peekLast();
            if (last != null && last.differsOnlyInResources(grant)) {
                merged.removeLast();
                merged.addLast(last.with(grant));
            } else {
                merged.addLast(grant);
            }
        }
        return List.copyOf(merged);
    }
}
