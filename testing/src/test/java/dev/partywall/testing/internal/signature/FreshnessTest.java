package dev.partywall.testing.internal.signature;

import static dev.partywall.testing.internal.signature.ScenarioLab.USER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.testing.internal.AuthenticationFailure.Kind;
import dev.partywall.testing.internal.LabRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose clock tells what: clients sign by the system's, tests move the lab's. */
final class FreshnessTest {

    private final ScenarioLab lab = new ScenarioLab();

    private static SdkSigned signed(String service, long secondsFromNow) {
        return SdkSigned.by(USER, service).at(Clock.offset(Clock.systemUTC(), Duration.ofSeconds(secondsFromNow)));
    }

    @ParameterizedTest
    @CsvSource({"kms, -290", "kms, 290", "s3, -890", "s3, 890"})
    void check_withinTheSkew_passes(String service, long seconds) {
        lab.assertVerified(USER, signed(service, seconds).get("/"));
    }

    @ParameterizedTest
    @CsvSource({
        "kms, -310, Signature expired: ",
        "kms, 310, Signature not yet current: ",
        "s3, -910, The difference between the request time and the current time is too large.",
        "s3, 910, The difference between the request time and the current time is too large."
    })
    void check_beyondTheSkew_isRefused(String service, long seconds, String words) {
        assertThat(lab.assertRefused(Kind.CLOCK_SKEW, signed(service, seconds).get("/")))
                .startsWith(words);
    }

    @Test
    void check_beyondTheSkew_tellsTheTimes() {
        assertThat(lab.assertRefused(Kind.CLOCK_SKEW, signed("kms", -600).get("/")))
                .matches("Signature expired: \\d{8}T\\d{6}Z is now earlier than \\d{8}T\\d{6}Z "
                        + "\\(\\d{8}T\\d{6}Z - 5 min\\.\\)");
    }

    @Test
    void check_labsClockMoved_changesNothingForCalls() {
        lab.clock.freeze();
        lab.assertVerified(USER, signed("kms", 0).get("/"));
        lab.clock.setTo(Instant.EPOCH);
        lab.assertVerified(USER, signed("kms", 0).get("/"));
        lab.clock.advance(Duration.ofDays(100_000));
        lab.assertVerified(USER, signed("s3", 0).get("/"));
        lab.assertRefused(Kind.CLOCK_SKEW, signed("kms", -310).get("/"));
    }

    @Test
    void check_labsClockBehind_doesNotProlongUrls() {
        LabRequest url = signed("s3", -120).presigned(Duration.ofMinutes(1)).get("/b/k");
        lab.assertRefused(Kind.EXPIRED_URL, url);
        lab.clock.setTo(Instant.EPOCH);
        lab.assertRefused(Kind.EXPIRED_URL, url);
    }

    @Test
    void check_labsClockAhead_agesUrls() {
        LabRequest url = signed("s3", 0).presigned(Duration.ofHours(1)).get("/b/k");
        lab.clock.advance(Duration.ofMinutes(59));
        lab.assertVerified(USER, url);
        lab.clock.advance(Duration.ofMinutes(2));
        lab.assertRefused(Kind.EXPIRED_URL, url);
        lab.clock.advance(Duration.ofMinutes(-2));
        lab.assertVerified(USER, url);
    }

    @Test
    void check_oldUrlStillInItsLife_passes() {
        lab.assertVerified(
                USER, signed("s3", -86_000).presigned(Duration.ofDays(1)).get("/b/k"));
    }

    @Test
    void check_urlOfTheFuture_isRefused() {
        lab.assertRefused(
                Kind.CLOCK_SKEW, signed("s3", 910).presigned(Duration.ofDays(1)).get("/b/k"));
    }
}
