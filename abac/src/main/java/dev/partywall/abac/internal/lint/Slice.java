package dev.partywall.abac.internal.lint;

import dev.partywall.policy.AttachedPolicy;
import dev.partywall.policy.AuthorizationRequest;
import dev.partywall.policy.Decision;
import dev.partywall.policy.Effect;
import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.PolicyEvaluator;
import dev.partywall.policy.PolicySet;
import dev.partywall.policy.PolicyType;
import dev.partywall.policy.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * One statement that allows, and all that deny: what passes, passes by this statement.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html">Policy
 *     evaluation logic</a>
 */
final class Slice {

    private static final AttachedPolicy EVERYTHING =
            new AttachedPolicy("everything", PolicyDocument.parse(PolicyType.IDENTITY, """
                    {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"""));

    private static final AttachedPolicy NOTHING =
            new AttachedPolicy("nothing", PolicyDocument.parse(PolicyType.SESSION, """
                    {"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "none:None", "Resource": "*"}}"""));

    private final PolicySet policies;
    private final List<Statement> denials;

    private Slice(PolicySet policies, List<Statement> denials) {
        this.policies = policies;
        this.denials = denials;
    }

    /** What one statement of one of the documents allows. */
    static Slice of(List<PolicyDocument> documents, int document, Statement statement) {
        List<AttachedPolicy> attached = new ArrayList<>();
        for (int i = 0; i < documents.size(); i++) {
            boolean itsOwn = i == document;
            attached.add(
                    part(documents.get(i), other -> isDenial(other) || (itsOwn && other.index() == statement.index())));
        }
        return new Slice(set(documents.get(document).type(), attached), denials(documents));
    }

    private static boolean isDenial(Statement statement) {
        return statement.effect() == Effect.DENY;
    }

    private static List<Statement> denials(List<PolicyDocument> documents) {
        return documents.stream()
                .flatMap(document -> document.statements().stream())
                .filter(Slice::isDenial)
                .toList();
    }

    private static AttachedPolicy part(PolicyDocument document, Predicate<Statement> kept) {
        List<Statement> statements = document.statements().stream().filter(kept).toList();
        return new AttachedPolicy(
                "policy", new PolicyDocument(document.type(), document.version(), document.id(), statements));
    }

    private static PolicySet set(PolicyType type, List<AttachedPolicy> attached) {
        return switch (type) {
            case RESOURCE -> PolicySet.NONE.withResource(attached, false);
            case KEY, TRUST -> PolicySet.NONE.withResource(attached, true);
            default -> PolicySet.NONE.withIdentity(attached);
        };
    }

    /** For resource policies that leave it to the caller's own policies: those allow everything, so the resource's decide. */
    Slice withGenerousCaller() {
        return new Slice(policies.withIdentity(List.of(EVERYTHING)).withResource(policies.resource(), true), denials);
    }

    /** With a session policy that allows nothing. */
    Slice withSessionPolicy() {
        return new Slice(policies.withSession(List.of(NOTHING)), denials);
    }

    /** The denials of all documents. */
    Stream<Statement> denials() {
        return denials.stream();
    }

    Decision decide(AuthorizationRequest request) {
        return PolicyEvaluator.decide(policies, request);
    }

    boolean allows(AuthorizationRequest request) {
        return decide(request).isAllowed();
    }
}
