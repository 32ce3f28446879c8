package dev.partywall.abac.internal.policies;

import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.PolicyType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.policybuilder.iam.IamEffect;
import software.amazon.awssdk.policybuilder.iam.IamPolicy;
import software.amazon.awssdk.policybuilder.iam.IamPrincipal;
import software.amazon.awssdk.policybuilder.iam.IamPrincipalType;
import software.amazon.awssdk.policybuilder.iam.IamStatement;

/**
 * Writes grants as a document. What the SDK's builder writes is read by the strict parser, so there is no policy that IAM
 * would refuse, and the text that is handed out is the parser's: it does not depend on the SDK's version.
 */
public final class PolicyText {

    private final PolicyType type;
    private final String tenant;
    private final List<IamStatement> statements = new ArrayList<>();
    private final Map<String, Integer> sids = new HashMap<>();

    private PolicyText(PolicyType type, String tenant) {
        this.type = type;
        this.tenant = tenant;
    }

    /** A document in which the session's tag stands for the tenant. */
    public static PolicyText ofTag(PolicyType type, String tag) {
        return new PolicyText(type, "${aws:PrincipalTag/" + tag + "}");
    }

    /** A document for one tenant, by its id. */
    public static PolicyText ofTenant(PolicyType type, String id) {
        return new PolicyText(type, id);
    }

    /** Adds statements, in this order. */
    public PolicyText add(List<Grant> grants) {
        grants.forEach(grant -> add(grant, List.of()));
        return this;
    }

    /** Adds a statement for principals of an AWS account, by their ARNs. */
    PolicyText add(Grant grant, IamPrincipalType kind, List<String> principals) {
        return add(grant, IamPrincipal.createAll(kind, principals));
    }

    /** Adds a statement for everybody. */
    PolicyText addForAll(Grant grant) {
        return add(grant, List.of(IamPrincipal.ALL));
    }

    private PolicyText add(Grant grant, List<IamPrincipal> principals) {
        IamStatement.Builder statement = IamStatement.builder()
                .sid(sid(grant.sid()))
                .effect(grant.allow() ? IamEffect.ALLOW : IamEffect.DENY)
                .principals(principals)
                .actionIds(grant.actions())
                .resourceIds(filled(grant.resources()));
        grant.bounds().forEach(bound -> statement.addConditions(bound.operator(), bound.key(), filled(bound.values())));
        statements.add(statement.build());
        return this;
    }

    /** The second statement that would have the same Sid gets a 2 behind it. */
    private String sid(String name) {
        int number = sids.merge(name, 1, Integer::sum);
        return number == 1 ? name : name + number;
    }

    private List<String> filled(List<String> texts) {
        return texts.stream()
                .map(text -> text.replace(TenantTemplate.PLACE, tenant))
                .toList();
    }

    /** The document. */
    public PolicyDocument document() {
        IamPolicy policy = IamPolicy.builder().statements(statements).build();
        return PolicyDocument.parse(type, policy.toJson());
    }
}
