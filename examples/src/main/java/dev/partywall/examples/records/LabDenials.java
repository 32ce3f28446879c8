package dev.partywall.examples.records;

import dev.partywall.policy.Decision;
import dev.partywall.policy.Effect;
import dev.partywall.policy.Trace.Match;
import dev.partywall.policy.Trace.StatementTrace;
import dev.partywall.testing.AwsLab;
import dev.partywall.testing.LabCall;
import dev.partywall.testing.LabDecision;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** Looks into the lab, which knows the statements: what stood in the way of the latest call that is like this one. */
final class LabDenials implements Denials {

    private final AwsLab lab;
    private final Denials words = Denials.inWordsOfAws();
    private final long begin;
    /** A call is looked up once; the like of it are denied for the like. */
    private final Map<String, String> known = new ConcurrentHashMap<>();

    LabDenials(AwsLab lab) {
        this.lab = lab;
        this.begin = lab.calls().mark();
    }

    @Override
    public String reason(AwsServiceException denied) {
        String like = String.valueOf(denied.getMessage()).replaceAll("assumed-role/\\S+", "");
        return known.computeIfAbsent(like, unknown -> lastDenied(denied));
    }

    private String lastDenied(AwsServiceException denied) {
        List<LabDecision> denials = lab.calls().since(begin).list().stream()
                .filter(call -> !call.isSucceeded())
                .map(LabCall::decisions)
                .filter(decisions -> !decisions.isEmpty())
                .map(decisions -> decisions.get(decisions.size() - 1))
                .filter(last -> String.valueOf(denied.getMessage()).contains(last.action()))
                .toList();
        return denials.isEmpty() ? words.reason(denied) : reason(denials.get(denials.size() - 1));
    }

    private static String reason(LabDecision denial) {
        if (denial.decision() instanceof Decision.ExplicitlyDenied explicit) {
            return "statement " + explicit.statement().name();
        }
        String conditions = denial.decision().trace().statements().stream()
                .filter(trace -> trace.statement().effect() == Effect.ALLOW)
                .flatMap(LabDenials::failed)
                .distinct()
                .collect(Collectors.joining(", "));
        return conditions.isEmpty() ? "nothing allows " + denial.action() : "condition " + conditions;
    }

    private static Stream<String> failed(StatementTrace trace) {
        return trace.conditions().stream()
                .filter(condition -> condition.match() == Match.NO)
                .map(condition ->
                        condition.condition().key() + " of " + trace.statement().name());
    }
}
