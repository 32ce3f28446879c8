package dev.partywall.policy.internal;

import dev.partywall.policy.AttachedPolicy;
import dev.partywall.policy.AuthorizationRequest;
import dev.partywall.policy.PolicyLayer;
import dev.partywall.policy.PolicySet;
import dev.partywall.policy.Trace;
import dev.partywall.policy.Trace.Match;
import dev.partywall.policy.Trace.StatementTrace;
import java.util.ArrayList;
import java.util.List;

/** Goes through all policies of a request once more and notes what each statement did. */
public final class Explanation {

    private final Question question;
    private final List<StatementTrace> traces = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();

    private Explanation(PolicySet policies, AuthorizationRequest request) {
        question = Question.of(request, policies.permissionsBoundary().isPresent());
        if (question.account() != null) {
            policies.serviceControl().forEach(level -> add(PolicyLayer.SERVICE_CONTROL, level));
        }
        policies.resourceControl().forEach(level -> add(PolicyLayer.RESOURCE_CONTROL, level));
        add(PolicyLayer.RESOURCE, policies.resource());
        add(PolicyLayer.IDENTITY, policies.identity());
        add(
                PolicyLayer.PERMISSIONS_BOUNDARY,
                policies.permissionsBoundary().stream().toList());
        add(PolicyLayer.SESSION, policies.session());
    }

    /** Every statement that takes part. */
    public static Trace trace(PolicySet policies, AuthorizationRequest request) {
        return new Trace(new Explanation(policies, request).traces);
    }

    /** What is not modelled, with the statement that hangs on it. */
    public static List<String> missing(PolicySet policies, AuthorizationRequest request) {
        return List.copyOf(new Explanation(policies, request).missing);
    }

    private void add(PolicyLayer layer, List<AttachedPolicy> attached) {
        for (AttachedPolicy policy : attached) {
            for (CompiledStatement statement : CompiledStatements.of(policy.document())) {
                add(statement, statement.explain(layer, policy.name(), question));
            }
        }
    }

    private void add(CompiledStatement statement, StatementTrace trace) {
        traces.add(trace);
        if (trace.match() == Match.UNKNOWN) {
            String where = trace.policy() + ", " + trace.statement().name() + ": ";
            statement.unknowns(trace, question).forEach(why -> missing.add(where + why));
        }
    }
}
