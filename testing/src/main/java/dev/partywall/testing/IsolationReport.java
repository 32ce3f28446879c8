package dev.partywall.testing;

import dev.partywall.core.TenantId;
import dev.partywall.policy.PolicyDocument;
import java.util.List;

/**
 * What came of an {@link IsolationPlan}.
 *
 * @param tenants the tenants, those added by the plan included
 * @param operations the operations, in the order of the plan
 * @param results every operation under every attack for every ordered pair of tenants, controls included
 * @param uncovered public methods of the covered types that no operation of the plan stands for
 * @param mutants what came of the policies' mutants; empty if none were asked for
 * @param policies the policies that took part in decisions
 */
public record IsolationReport(
        List<TenantId> tenants,
        List<String> operations,
        List<Result> results,
        List<String> uncovered,
        List<Mutant> mutants,
        List<PolicyUse> policies) {

    /**
     * Copies the lists.
     *
     * @param tenants the tenants
     * @param operations the operations
     * @param results the runs
     * @param uncovered methods without an operation
     * @param mutants the mutants
     * @param policies the policies
     */
    public IsolationReport {
        tenants = List.copyOf(tenants);
        operations = List.copyOf(operations);
        results = List.copyOf(results);
        uncovered = List.copyOf(uncovered);
        mutants = List.copyOf(mutants);
        policies = List.copyOf(policies);
    }

    /**
     * One run of an operation.
     *
     * @param operation the operation
     * @param attack the attack
     * @param attacker the tenant on whose behalf it ran; of {@link Attack.Kind#UNBOUND} the one who would have been bound
     * @param victim the tenant whose data it was after; of a control the same
     * @param barrier what stopped it
     * @param detail in words: the refusal, or what leaked and which statement let it through
     * @param calls the calls that reached the lab
     */
    public record Result(
            String operation,
            Attack attack,
            TenantId attacker,
            TenantId victim,
            Barrier barrier,
            String detail,
            List<LabCall> calls) {

        /**
         * Copies the calls.
         *
         * @param operation the operation
         * @param attack the attack
         * @param attacker who ran it
         * @param victim whose data
         * @param barrier what stopped it
         * @param detail in words
         * @param calls the calls
         */
        public Result {
            calls = List.copyOf(calls);
        }

        /**
         * Whether it went as it must: an attack was stopped, or the control reached its own data.
         *
         * @return whether all is well
         */
        public boolean isAsItMust() {
            return attack.kind() == Attack.Kind.CONTROL ? barrier == Barrier.NONE : barrier.held();
        }
    }

    /**
     * A policy with one protection taken out of it.
     *
     * @param policy the policy's name
     * @param statement the statement that was changed
     * @param change what was changed, in words
     * @param document the policy as changed
     * @param caughtBy the operation and attack that noticed, empty if none did
     * @param tolerated why the plan does not mind, empty if it does
     */
    public record Mutant(
            String policy,
            String statement,
            String change,
            PolicyDocument document,
            String caughtBy,
            String tolerated) {

        /**
         * Whether nothing noticed it and the plan minds.
         *
         * @return true of a mutant that calls for another probe, or of a statement that protects nothing
         */
        public boolean survived() {
            return caughtBy.isEmpty() && tolerated.isEmpty();
        }
    }

    /**
     * A policy and which of its statements the plan made use of.
     *
     * @param name the policy's name
     * @param document the policy
     * @param matched the indexes of statements that matched at least one request
     * @param asked the indexes of statements whose conditions were asked at least once
     */
    public record PolicyUse(String name, PolicyDocument document, List<Integer> matched, List<Integer> asked) {

        /**
         * Copies the lists.
         *
         * @param name the name
         * @param document the policy
         * @param matched statements that matched
         * @param asked statements that were asked
         */
        public PolicyUse {
            matched = List.copyOf(matched);
            asked = List.copyOf(asked);
        }
    }

    /**
     * The runs that did not go as they must.
     *
     * @return leaks, what is undecided, and controls that did not reach their own data
     */
    public List<Result> failures() {
        return results.stream().filter(result -> !result.isAsItMust()).toList();
    }

    /**
     * The mutants that nothing noticed.
     *
     * @return the survivors
     */
    public List<Mutant> survivors() {
        return mutants.stream().filter(Mutant::survived).toList();
    }

    /**
     * Whether everything is as it must be.
     *
     * @return no failure, no uncovered method, no surviving mutant
     */
    public boolean isIsolated() {
        return failures().isEmpty() && uncovered.isEmpty() && survivors().isEmpty();
    }
}
