package dev.partywall.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.benchmarks.HandWrittenDecision.Outcome;
import dev.partywall.benchmarks.PolicyState.Layers;
import dev.partywall.policy.Decision;
import dev.partywall.policy.PolicyEvaluator;
import dev.partywall.policy.Trace;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs each benchmark method once: what is compared must come to the same decision. */
final class PolicyStateTest {

    private final DecideBenchmark decide = new DecideBenchmark();

    private static PolicyState state(Layers layers, Outcome decision) {
        PolicyState state = new PolicyState();
        state.layers = layers;
        state.decision = decision;
        state.choose();
        return state;
    }

    private static Outcome outcome(Decision decision) {
        if (decision instanceof Decision.Unmodelled) {
            throw new AssertionError(decision);
        }
        boolean explicit = decision instanceof Decision.ExplicitlyDenied;
        return explicit
                ? Outcome.EXPLICITLY_DENIED
                : decision.isAllowed() ? Outcome.ALLOWED : Outcome.IMPLICITLY_DENIED;
    }

    @ParameterizedTest
    @EnumSource(Outcome.class)
    void decide_eachMethod_comesToTheDecisionOfItsName(Outcome expected) {
        for (Layers layers : Layers.values()) {
            PolicyState state = state(layers, expected);

            assertThat(outcome(decide.partywall(state))).isEqualTo(expected);
            assertThat(decide.handWritten(state)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({"IDENTITY, 5", "LAYERS, 11"})
    void withTrace_eachDecision_tellsOfEveryStatement(Layers layers, int statements) {
        for (Outcome decision : Outcome.values()) {
            Trace trace = decide.withTrace(state(layers, decision));

            assertThat(trace.statements()).hasSize(statements);
        }
    }

    /** Elsewhere, too, Java by hand says what the policy says. */
    @ParameterizedTest
    @CsvSource({
        "dynamodb:Query,             table/invoices,           acme,   ALLOWED",
        "dynamodb:Query,             table/invoices/index/day, acme,   ALLOWED",
        "dynamodb:Query,             table/invoices/index/day, globex, IMPLICITLY_DENIED",
        "dynamodb:Query,             table/other,              acme,   IMPLICITLY_DENIED",
        "dynamodb:DeleteItem,        table/invoices,           acme,   IMPLICITLY_DENIED",
        "dynamodb:PartiQLSelect,     table/invoices,           acme,   EXPLICITLY_DENIED",
    })
    void handWritten_ofOtherRequests_agreesWithThePolicy(
            String action, String resource, String leadingKey, Outcome expected) {
        PolicyState state = state(Layers.IDENTITY, Outcome.ALLOWED);
        state.request =
                PolicyState.request(action, TenantPolicies.TABLE.replace("table/invoices", resource), leadingKey);

        assertThat(outcome(PolicyEvaluator.decide(state.policies, state.request)))
                .isEqualTo(expected);
        assertThat(decide.handWritten(state)).isEqualTo(expected);
    }
}
