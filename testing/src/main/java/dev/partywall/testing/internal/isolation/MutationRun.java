package dev.partywall.testing.internal.isolation;

import dev.partywall.policy.AttachedPolicy;
import dev.partywall.policy.PolicyEvaluator;
import dev.partywall.policy.PolicySet;
import dev.partywall.testing.Attack;
import dev.partywall.testing.Barrier;
import dev.partywall.testing.IsolationReport.Mutant;
import dev.partywall.testing.IsolationReport.Result;
import dev.partywall.testing.LabCall;
import dev.partywall.testing.LabDecision;
import dev.partywall.testing.internal.authorization.PolicyOverlay;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Takes the protections out of the policies, one at a time, and looks whether any operation of a campaign notices: an attack
 * leaks, or IAM keeps a tenant from its own data.
 *
 * <p>A run whose recorded decisions all stay as they were cannot end otherwise than it did, so only the others are run
 * again.
 */
public final class MutationRun<F> {

    private final Campaign<F> campaign;
    private final PolicyOverlay overlay;
    private final List<Result> results;
    private final Map<String, String> tolerated;

    /**
     * A run over what a campaign gave.
     *
     * @param tolerated changes that nothing needs to notice, and why
     */
    public MutationRun(
            Campaign<F> campaign, PolicyOverlay overlay, List<Result> results, Map<String, String> tolerated) {
        this.campaign = campaign;
        this.overlay = overlay;
        this.results = List.copyOf(results);
        this.tolerated = Map.copyOf(tolerated);
    }

    /** What became of each mutant of these policies. */
    public List<Mutant> run(List<AttachedPolicy> policies) {
        List<Mutant> mutants = new ArrayList<>();
        for (AttachedPolicy policy : policies) {
            for (PolicyMutants.Change change : PolicyMutants.of(policy.document())) {
                mutants.add(judge(policy, change));
            }
        }
        return mutants;
    }

    private Mutant judge(AttachedPolicy policy, PolicyMutants.Change change) {
        AttachedPolicy mutated = new AttachedPolicy(policy.name(), change.document());
        String caughtBy = results.stream()
                .filter(Result::isAsItMust)
                .filter(result -> isTouched(result, Map.of(policy, mutated)))
                .sorted(Comparator.comparing((Result result) -> result.attack().kind() == Attack.Kind.CONTROL))
                .flatMap(result -> notices(result, policy, mutated).stream())
                .findFirst()
                .orElse("");
        String reason = caughtBy.isEmpty() ? tolerated.getOrDefault(change.change(), "") : "";
        return new Mutant(policy.name(), change.statement(), change.change(), change.document(), caughtBy, reason);
    }

    private Optional<String> notices(Result result, AttachedPolicy policy, AttachedPolicy mutated) {
        return campaign.again(result, action -> overlay.with(policy, mutated, action)).stream()
                .filter(MutationRun::isNotice)
                .map(again -> again.operation() + ", " + again.attack() + " ("
                        + again.attacker().value() + " -> " + again.victim().value() + ")")
                .findFirst();
    }

    /** Trouble of another kind notices nothing. */
    private static boolean isNotice(Result again) {
        boolean isControl = again.attack().kind() == Attack.Kind.CONTROL;
        Set<Barrier> notices = isControl ? Set.of(Barrier.IAM) : Set.of(Barrier.NONE, Barrier.UNGUARDED);
        return !again.isAsItMust() && notices.contains(again.barrier());
    }

    private static boolean isTouched(Result result, Map<AttachedPolicy, AttachedPolicy> replacement) {
        return result.calls().stream()
                .map(LabCall::decisions)
                .flatMap(List::stream)
                .anyMatch(decision -> flips(decision, replacement));
    }

    private static boolean flips(LabDecision decision, Map<AttachedPolicy, AttachedPolicy> replacement) {
        PolicySet policies = PolicyOverlay.apply(replacement, decision.policies());
        return PolicyEvaluator.decide(policies, decision.request()).isAllowed()
                != decision.decision().isAllowed();
    }

    /** All policies of a set. */
    static Stream<AttachedPolicy> all(PolicySet policies) {
        return Stream.of(
                        policies.serviceControl().stream().flatMap(List::stream),
                        policies.resourceControl().stream().flatMap(List::stream),
                        policies.resource().stream(),
                        policies.identity().stream(),
                        policies.permissionsBoundary().stream(),
                        policies.session().stream())
                .flatMap(layer -> layer);
    }
}
