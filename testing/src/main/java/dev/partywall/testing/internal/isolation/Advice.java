package dev.partywall.testing.internal.isolation;

import dev.partywall.policy.Caller;
import dev.partywall.policy.Condition;
import dev.partywall.policy.ConditionOperator.Quantifier;
import dev.partywall.policy.ContextValue;
import dev.partywall.policy.Decision;
import dev.partywall.policy.Effect;
import dev.partywall.policy.Statement;
import dev.partywall.policy.Trace;
import dev.partywall.policy.Trace.StatementTrace;
import dev.partywall.testing.LabCall;
import dev.partywall.testing.LabDecision;
import dev.partywall.testing.LabOutcome;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Says which statement let a call through and what to change. */
final class Advice {

    private Advice() {}

    /** Advice on calls that should not have passed. */
    static String on(List<LabCall> calls) {
        List<String> lines = calls.stream()
                .filter(call -> !(call.outcome() instanceof LabOutcome.Denied))
                .flatMap(call -> call.decisions().stream())
                .filter(decision -> decision.decision().isAllowed())
                .map(Advice::on)
                .distinct()
                .limit(4)
                .toList();
        return lines.isEmpty() ? "No call that IAM could have judged went out." : String.join(" ", lines);
    }

    private static String on(LabDecision decision) {
        String statements = allowing(decision)
                .map(trace -> trace.statement().name() + " of " + trace.policy())
                .collect(Collectors.joining(", "));
        String call = decision.action() + " on " + decision.resource();
        if (decision.request().caller() instanceof Caller.AccountRoot) {
            return call + " was made as the account's root user: give the code under test a tenant's credentials.";
        } else if (statements.isEmpty()) {
            return call + " was let through, and no statement that was looked at allows it: look who called.";
        }
        return call + " was let through by " + statements + "."
                + allowing(decision).map(Advice::mend).distinct().collect(Collectors.joining());
    }

    private static Stream<StatementTrace> allowing(LabDecision decision) {
        return decision.decision().trace().statements().stream()
                .filter(trace -> trace.match() == Trace.Match.YES)
                .filter(trace -> trace.statement().effect() == Effect.ALLOW);
    }

    private static String mend(StatementTrace trace) {
        Optional<Condition> vacuous = trace.conditions().stream()
                .filter(condition -> condition.actual() instanceof ContextValue.Absent)
                .map(Trace.ConditionTrace::condition)
                .filter(Advice::holdsOfNothing)
                .findFirst();
        if (vacuous.isPresent()) {
            Condition condition = vacuous.get();
            return " Its condition " + condition.operator() + " holds because the request has no " + condition.key()
                    + ": add \"Null\": {\"" + condition.key() + "\": \"false\"}.";
        }
        return pinsTenant(trace.statement())
                ? " It does pin the tenant, yet to something that the other tenant's data meets as well: compare its"
                        + " values with the request."
                : " Nothing in it depends on the tenant: pin a condition or the resource to"
                        + " ${aws:PrincipalTag/<tenant tag>}.";
    }

    private static boolean holdsOfNothing(Condition condition) {
        return condition.operator().quantifier() == Quantifier.FOR_ALL_VALUES
                || condition.operator().ifExists()
                || condition.operator().comparison().text().contains("Not");
    }

    private static boolean pinsTenant(Statement statement) {
        Stream<String> texts = Stream.concat(
                statement.resource().stream().flatMap(resource -> resource.patterns().stream()),
                statement.conditions().stream()
                        .flatMap(condition -> Stream.concat(
                                Stream.of(condition.key()),
                                condition.values().stream().map(value -> value.text()))));
        return texts.anyMatch(text -> text.contains("aws:PrincipalTag/"));
    }

    /** Which statement denied, or which kind of policy did not allow. */
    static String denial(LabOutcome.Denied denied) {
        Decision decision = denied.decision().decision();
        String call = denied.decision().action() + " on " + denied.decision().resource();
        if (decision instanceof Decision.ExplicitlyDenied explicit) {
            return call + " denied by " + explicit.statement().name() + " ("
                    + explicit.layer().text() + ")";
        } else if (decision instanceof Decision.ImplicitlyDenied implicit) {
            return call + " denied: no " + implicit.layer().text() + " allows it";
        }
        return call + " denied";
    }
}
