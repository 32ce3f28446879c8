package dev.partywall.examples.records.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StepResultTest {

    @ParameterizedTest
    @CsvSource({
        "SUCCEED, 3, 3, 0, 5, true",
        "SUCCEED, 3, 2, 0, 0, false",
        "SUCCEED, 3, 2, 1, 0, false",
        "SUCCEED, 0, 0, 0, 0, true",
        "BE_REFUSED, 3, 0, 3, 5, true",
        "BE_REFUSED, 3, 1, 2, 0, false",
        "BE_REFUSED, 3, 0, 2, 0, false",
        "BE_GONE, 3, 0, 3, 5, true",
        "BE_GONE, 3, 1, 2, 5, false",
        "BE_REFUSED_WITHOUT_CALLS, 3, 0, 3, 0, true",
        "BE_REFUSED_WITHOUT_CALLS, 3, 0, 3, 1, false",
        "BE_REFUSED_WITHOUT_CALLS, 3, 1, 2, 0, false",
    })
    void isGood_counts_comparesThemWithTheExpectation(
            Expectation expectation, long planned, long succeeded, long refused, long kmsCalls, boolean good) {
        StepResult result = new StepResult(
                "Try",
                expectation,
                planned,
                planned,
                succeeded,
                refused,
                Set.of(),
                new CallCount(kmsCalls, 0, 7),
                Duration.ZERO);

        assertThat(result.isGood()).isEqualTo(good);
        assertThat(ReportText.of(new Report(List.of(result), List.of())).contains("DID NOT HOLD"))
                .isEqualTo(!good);
    }

    @ParameterizedTest
    @CsvSource({"2", "4"})
    void isGood_triedMoreOrLessThanPlanned_isFalse(long tried) {
        StepResult result =
                new StepResult("Try", Expectation.SUCCEED, 3, tried, 3, 0, Set.of(), CallCount.NONE, Duration.ZERO);

        assertThat(result.isGood()).isFalse();
    }

    @Test
    void text_attacks_sayWhatStoppedThemAndWhatLeaked() {
        StepResult held = attack("Held", 0, 3, Set.of(Refusal.of(ErrorCode.MESSAGE_OF_OTHER_TENANT)));
        StepResult leaked = attack("Leaked", 1, 2, Set.of(Refusal.byIam("condition x of Y")));

        String text = ReportText.of(new Report(List.of(held, leaked), List.of()));

        assertThat(text)
                .containsPattern("\\nHeld +3 +0  the keyring \\(tenant check\\)\\n")
                .containsPattern("\\nLeaked +3 +1  IAM \\(condition x of Y\\)\\n")
                .containsPattern("\\nAll attacks +6 +1\\n")
                .contains("Reason 231: message of other tenant.", "Reason IAM: AWS denied the call.");
    }

    private static StepResult attack(String step, long succeeded, long refused, Set<Refusal> refusals) {
        return new StepResult(
                step, Expectation.BE_REFUSED, 3, 3, succeeded, refused, refusals, CallCount.NONE, Duration.ZERO);
    }
}
