package dev.partywall.testing.internal.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.core.TenantIsolationException;
import dev.partywall.testing.Barrier;
import dev.partywall.testing.LabCall;
import dev.partywall.testing.LabOutcome;
import dev.partywall.testing.internal.isolation.Operation.Nature;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class VerdictTest {

    private final Throwable notYours = new IllegalArgumentException("not yours");

    /** The check of the row's condition, once IAM has let the call through. */
    private static final LabOutcome CONDITION = new LabOutcome.Failed("ConditionalCheckFailedException");

    private static final class Trouble extends TenantIsolationException {
        private static final long serialVersionUID = 1L;

        Trouble(ErrorCode code, boolean retryable) {
            super(code, null, retryable, "trouble", null);
        }
    }

    private static Attempt attempt(@Nullable Throwable failure, LabCall... calls) {
        return new Attempt(Visible.empty(), Optional.ofNullable(failure), List.of(calls));
    }

    private static Verdict attack(Attempt attempt) {
        return Verdict.ofAttack(attempt, Nature.SHOWS, Reach.NONE);
    }

    private static LabCall ended(LabOutcome outcome, int status) {
        return Recorded.dynamoDb("GetItem", outcome, "t10").ended(status, outcome);
    }

    static Stream<LabCall> callsWithoutAnAnswer() {
        return Stream.of(
                ended(new LabOutcome.Unmodelled("a key"), 400),
                ended(new LabOutcome.Failed("UnmodelledByLab"), 200),
                ended(new LabOutcome.Injected("access denied"), 400),
                ended(new LabOutcome.Failed("InternalServerError"), 500),
                ended(new LabOutcome.InFlight(), 0),
                ended(new LabOutcome.Abandoned(), 0));
    }

    @ParameterizedTest
    @MethodSource("callsWithoutAnAnswer")
    void anyRun_callWithoutAnAnswer_isUndecided(LabCall call) {
        assertThat(attack(attempt(notYours, call)).barrier()).isEqualTo(Barrier.UNDECIDED);
        assertThat(attack(attempt(null, call)).barrier()).isEqualTo(Barrier.UNDECIDED);
        assertThat(attack(attempt(null, Recorded.deniedScan(), call)).barrier()).isEqualTo(Barrier.UNDECIDED);
        assertThat(Verdict.ofForbidden(attempt(notYours, call)).barrier()).isEqualTo(Barrier.UNDECIDED);
        assertThat(Verdict.ofControl(attempt(null, call), Nature.SUCCEEDS, "canary")
                        .barrier())
                .isEqualTo(Barrier.UNDECIDED);
    }

    static Stream<Throwable> failuresThatAreNoAnswer() {
        return Stream.of(
                new TimeoutException(),
                new InterruptedException(),
                new AssertionError("the probe's own"),
                new Trouble(ErrorCode.KEY_SERVICE_THROTTLED, true),
                new Trouble(ErrorCode.BUG, false),
                new IllegalStateException(new Trouble(ErrorCode.KEY_STORE_MISSING, false)));
    }

    @ParameterizedTest
    @MethodSource("failuresThatAreNoAnswer")
    void anyRun_troubleOfAnotherKind_isUndecided(Throwable failure) {
        assertThat(attack(attempt(failure)).barrier()).isEqualTo(Barrier.UNDECIDED);
        assertThat(Verdict.ofForbidden(attempt(failure)).barrier()).isEqualTo(Barrier.UNDECIDED);
    }

    @Test
    void anyRun_resultTooLongToLookThrough_isUndecided() throws Exception {
        Visible cutShort = Visible.of(new CompletableFuture<>(), Duration.ofMillis(10));
        Attempt attempt = new Attempt(cutShort, Optional.empty(), List.of());

        assertThat(attack(attempt).barrier()).isEqualTo(Barrier.UNDECIDED);
        assertThat(Verdict.ofControl(attempt, Nature.SUCCEEDS, "canary").barrier())
                .isEqualTo(Barrier.UNDECIDED);
    }

    @Nested
    final class OfAttack {

        @ParameterizedTest
        @EnumSource(Nature.class)
        void ofAttack_canarySeen_isALeakWhateverRefusedIt(Nature nature) {
            Reach reach = new Reach(Optional.of("t10"), Optional.empty(), List.of());

            Verdict verdict = Verdict.ofAttack(attempt(notYours, Recorded.deniedScan()), nature, reach);

            assertThat(verdict.barrier()).isEqualTo(Barrier.NONE);
            assertThat(verdict.detail()).contains("shows the data of t10");
        }

        @ParameterizedTest
        @EnumSource(Nature.class)
        void ofAttack_dataChanged_isALeakWhateverRefusedIt(Nature nature) {
            LabCall delete = Recorded.dynamoDb("DeleteItem", new LabOutcome.Succeeded(), "t10");
            Reach reach = new Reach(Optional.empty(), Optional.of(delete), List.of(delete));

            Verdict verdict = Verdict.ofAttack(attempt(notYours, delete, Recorded.deniedScan()), nature, reach);

            assertThat(verdict.barrier()).isEqualTo(Barrier.NONE);
            assertThat(verdict.detail()).contains("changes another's data by dynamodb:DeleteItem", "All of role/app");
        }

        @Test
        void ofAttack_refusals_areToldApart() {
            Throwable unbound = catching(TenantContext::require);

            assertThat(attack(attempt(notYours, Recorded.deniedScan())).barrier())
                    .isEqualTo(Barrier.IAM);
            assertThat(attack(attempt(unbound)).barrier()).isEqualTo(Barrier.CONTEXT);
            assertThat(attack(attempt(new Trouble(ErrorCode.CALL_NOT_SCOPED, false)))
                            .barrier())
                    .isEqualTo(Barrier.CONTEXT);
            assertThat(attack(attempt(new Trouble(ErrorCode.KEY_ACCESS_DENIED, false)))
                            .barrier())
                    .isEqualTo(Barrier.KEY);
            assertThat(attack(attempt(notYours)).barrier()).isEqualTo(Barrier.APPLICATION);
            assertThat(attack(attempt(null)).barrier()).isEqualTo(Barrier.NOTHING_FOUND);
        }

        @Test
        void ofAttack_forbiddenToAll_needsARefusal() {
            assertThat(Verdict.ofAttack(attempt(null), Nature.FORBIDDEN, Reach.NONE)
                            .barrier())
                    .isEqualTo(Barrier.NONE);
            assertThat(Verdict.ofAttack(attempt(notYours), Nature.FORBIDDEN, Reach.NONE)
                            .barrier())
                    .isEqualTo(Barrier.UNDECIDED);
        }
    }

    @Nested
    final class Unguarded {

        @Test
        void ofAttack_conditionStoppedWhatIamAllowed_isNoRefusal() {
            LabCall put = Recorded.dynamoDb("PutItem", CONDITION, "t10");
            Reach reach = new Reach(Optional.empty(), Optional.empty(), List.of(put));

            Verdict thrown = Verdict.ofAttack(attempt(notYours, put), Nature.SUCCEEDS, reach);
            Verdict swallowed = Verdict.ofAttack(attempt(null, put), Nature.SUCCEEDS, reach);
            Verdict deniedLater = Verdict.ofAttack(attempt(null, put, Recorded.deniedScan()), Nature.SHOWS, reach);

            assertThat(List.of(thrown, swallowed, deniedLater)).allSatisfy(verdict -> {
                assertThat(verdict.barrier()).isEqualTo(Barrier.UNGUARDED);
                assertThat(verdict.barrier().held()).isFalse();
                assertThat(verdict.detail())
                        .contains(
                                "IAM allowed dynamodb:PutItem on " + Recorded.TABLE,
                                "[t10]",
                                "ConditionalCheckFailedException",
                                "let through by All of role/app");
            });
        }

        @Test
        void ofAttack_codeRefusedWithTheAnswerInHand_isNoRefusal() {
            LabCall get = Recorded.dynamoDb("GetItem", new LabOutcome.Succeeded(), "t10");
            Reach reach = new Reach(Optional.empty(), Optional.empty(), List.of(get));

            Verdict verdict = Verdict.ofAttack(attempt(notYours, get), Nature.SHOWS, reach);

            assertThat(verdict.barrier()).isEqualTo(Barrier.UNGUARDED);
            assertThat(verdict.detail()).contains("IAM allowed dynamodb:GetItem", "not yours");
        }

        @Test
        void ofAttack_nothingShownOfWhatIamAllowed_saysSo() {
            LabCall get = Recorded.dynamoDb("GetItem", new LabOutcome.Succeeded(), "t10");
            Reach reach = new Reach(Optional.empty(), Optional.empty(), List.of(get));

            Verdict verdict = Verdict.ofAttack(attempt(null, get), Nature.SHOWS, reach);

            assertThat(verdict.barrier()).isEqualTo(Barrier.NOTHING_FOUND);
            assertThat(verdict.detail()).contains("IAM allowed dynamodb:GetItem");
        }

        @Test
        void ofAttack_keyThatDidNotOpenIt_isARefusal() {
            LabCall decrypt = Recorded.dynamoDb("Decrypt", new LabOutcome.Failed("InvalidCiphertextException"), "t10");
            Reach reach = new Reach(Optional.empty(), Optional.empty(), List.of(decrypt));

            assertThat(Verdict.ofAttack(
                                    attempt(new Trouble(ErrorCode.MESSAGE_NOT_AUTHENTIC, false), decrypt),
                                    Nature.SHOWS,
                                    reach)
                            .barrier())
                    .isEqualTo(Barrier.KEY);
        }

        @Test
        void ofForbidden_conditionStoppedIt_isNoRefusal() {
            Verdict verdict = Verdict.ofForbidden(attempt(notYours, Recorded.dynamoDb("PutItem", CONDITION, "t1")));

            assertThat(verdict.barrier()).isEqualTo(Barrier.UNDECIDED);
            assertThat(verdict.detail()).contains("nobody refuses it");
        }
    }

    @Nested
    final class OfControl {

        @Test
        void ofControl_failure_isNoProof() {
            assertThat(Verdict.ofControl(attempt(notYours), Nature.SUCCEEDS, "canary"))
                    .satisfies(verdict -> {
                        assertThat(verdict.barrier()).isEqualTo(Barrier.APPLICATION);
                        assertThat(verdict.detail()).contains("fails for its own tenant", "not yours");
                    });
        }

        @Test
        void ofControl_canaryNotShown_isNoProofOfAProbe() throws Exception {
            Attempt blind = new Attempt(Visible.of("other"), Optional.empty(), List.of());
            Attempt seeing = new Attempt(Visible.of("a canary"), Optional.empty(), List.of());

            assertThat(Verdict.ofControl(blind, Nature.SHOWS, "canary").barrier())
                    .isEqualTo(Barrier.NOTHING_FOUND);
            assertThat(Verdict.ofControl(blind, Nature.SUCCEEDS, "canary").barrier())
                    .isEqualTo(Barrier.NONE);
            assertThat(Verdict.ofControl(seeing, Nature.SHOWS, "canary").barrier())
                    .isEqualTo(Barrier.NONE);
        }

        @Test
        void ofControl_forbiddenThatSucceeds_isALeak() {
            assertThat(Verdict.ofControl(attempt(null), Nature.FORBIDDEN, "canary")
                            .barrier())
                    .isEqualTo(Barrier.NONE);
            assertThat(Verdict.ofControl(attempt(notYours, Recorded.deniedScan()), Nature.FORBIDDEN, "canary")
                            .barrier())
                    .isEqualTo(Barrier.IAM);
        }
    }

    private static Throwable catching(Runnable refused) {
        try {
            refused.run();
        } catch (TenantIsolationException e) {
            return e;
        }
        throw new AssertionError("not refused for " + TenantId.of("t1"));
    }
}
