package dev.partywall.testing.internal.kms;

import dev.partywall.policy.AttachedPolicy;
import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.PolicyType;
import dev.partywall.testing.internal.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * A grant: permission to use a key, for one principal
 * (https://docs.aws.amazon.com/kms/latest/developerguide/grants.html). It counts as a policy of the key that names the
 * principal, so an explicit deny still wins. It is in force at once: that AWS takes a while is not modelled.
 */
final class Grant {

    private final String id;
    private final String keyId;
    private final String keyArn;
    private final Instant created;
    private final GrantTerms terms;
    private final AttachedPolicy policy;

    Grant(String id, KmsKey key, Instant created, GrantTerms terms) {
        this.id = id;
        this.keyId = key.id();
        this.keyArn = key.arn();
        this.created = created;
        this.terms = terms;
        List<String> actions =
                terms.operations().stream().map(name -> "kms:" + name).toList();
        this.policy = allowing("grant " + id + " of " + keyArn, List.of(terms.grantee()), actions);
    }

    String id() {
        return id;
    }

    String keyId() {
        return keyId;
    }

    String keyArn() {
        return keyArn;
    }

    Instant created() {
        return created;
    }

    GrantTerms terms() {
        return terms;
    }

    /** The account that made it, as its root user: the lab's keys are used within their account. */
    String issuingAccount() {
        return "arn:aws:iam::" + keyArn.split(":", -1)[4] + ":root";
    }

    /** What it allows to whom; for which requests, {@code permits…} tells. */
    AttachedPolicy asPolicy() {
        return policy;
    }

    /** Whether it is for an operation that has no encryption context: constraints do not apply to those. */
    boolean permits(String operation) {
        return terms.operations().contains(operation);
    }

    /** Whether it is for an operation with this encryption context. */
    boolean permits(String operation, Map<String, String> context) {
        return permits(operation)
                && terms.constraint().map(limit -> limit.admits(context)).orElse(true);
    }

    /**
     * Whether it is for making this grant: one that allows no more
     * (https://docs.aws.amazon.com/kms/latest/developerguide/create-grant-overview.html#grant-creategrant).
     */
    boolean permitsCreationOf(GrantTerms child) {
        return permits("CreateGrant")
                && terms.operations().containsAll(child.operations())
                && terms.constraint()
                        .map(limit -> child.constraint().map(limit::admitsAllOf).orElse(false))
                        .orElse(true);
    }

    /** Who may retire it: the account, the retiring principal, and the grantee if it says so. */
    AttachedPolicy retirementPolicy() {
        List<String> principals = new ArrayList<>();
        principals.add(issuingAccount());
        terms.retiring().ifPresent(principals::add);
        if (permits("RetireGrant")) {
            principals.add(terms.grantee());
        }
        return allowing("retirement of grant " + id + " of " + keyArn, principals, List.of("kms:RetireGrant"));
    }

    /** In the old version of the language, which has no variables: a principal's name is never taken for one. */
    private AttachedPolicy allowing(String name, Collection<String> principals, List<String> actions) {
        Map<String, ?> statement = Map.of(
                "Effect",
                "Allow",
                "Principal",
                Map.of("AWS", List.copyOf(principals)),
                "Action",
                actions,
                "Resource",
                keyArn);
        byte[] json = Json.write(Map.of("Version", "2008-10-17", "Statement", List.of(statement)));
        return new AttachedPolicy(
                name, PolicyDocument.parse(PolicyType.RESOURCE, new String(json, StandardCharsets.UTF_8)));
    }

    @Override
    public String toString() {
        return "Grant[" + id + " of " + keyArn + "]";
    }
}
