package dev.partywall.testing.internal.isolation;

import dev.partywall.policy.AttachedPolicy;
import dev.partywall.policy.Trace.Element;
import dev.partywall.policy.Trace.Match;
import dev.partywall.policy.Trace.StatementTrace;
import dev.partywall.testing.IsolationReport.PolicyUse;
import dev.partywall.testing.IsolationReport.Result;
import dev.partywall.testing.LabDecision;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** The policies that took part in decisions, and which of their statements had a say. */
public final class PoliciesInUse {

    private final Map<AttachedPolicy, TreeSet<Integer>> matched = new LinkedHashMap<>();
    private final Map<AttachedPolicy, TreeSet<Integer>> asked = new LinkedHashMap<>();

    /** The policies in the decisions of these results. */
    public PoliciesInUse(List<Result> results) {
        results.stream()
                .flatMap(result -> result.calls().stream())
                .flatMap(call -> call.decisions().stream())
                .forEach(this::add);
    }

    private void add(LabDecision decision) {
        List<AttachedPolicy> policies = MutationRun.all(decision.policies()).toList();
        policies.forEach(policy -> {
            matched.computeIfAbsent(policy, unseen -> new TreeSet<>());
            asked.computeIfAbsent(policy, unseen -> new TreeSet<>());
        });
        for (StatementTrace trace : decision.decision().trace().statements()) {
            policies.stream()
                    .filter(policy -> policy.name().equals(trace.policy()))
                    .forEach(policy -> add(policy, trace));
        }
    }

    private void add(AttachedPolicy policy, StatementTrace trace) {
        int index = trace.statement().index();
        if (trace.match() == Match.YES) {
            matched.computeIfAbsent(policy, unseen -> new TreeSet<>()).add(index);
        }
        if (trace.match() == Match.YES || trace.decidedBy().equals(Optional.of(Element.CONDITION))) {
            asked.computeIfAbsent(policy, unseen -> new TreeSet<>()).add(index);
        }
    }

    /** The policies. */
    public List<AttachedPolicy> policies() {
        return List.copyOf(matched.keySet());
    }

    /** What use was made of them. */
    public List<PolicyUse> uses() {
        return matched.entrySet().stream()
                .map(entry -> new PolicyUse(
                        entry.getKey().name(),
                        entry.getKey().document(),
                        List.copyOf(entry.getValue()),
                        List.copyOf(asked.getOrDefault(entry.getKey(), new TreeSet<>()))))
                .toList();
    }
}
