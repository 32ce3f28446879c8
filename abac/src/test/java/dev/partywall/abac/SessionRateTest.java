package dev.partywall.abac;

import static dev.partywall.abac.Sessions.ask;
import static dev.partywall.abac.Sessions.assertRefused;
import static dev.partywall.abac.Sessions.failure;
import static dev.partywall.abac.Sessions.join;
import static dev.partywall.abac.Sessions.keyOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.ErrorCode;
import dev.partywall.testing.LabFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** How fast sessions are asked for, as users of the credentials see it. */
final class SessionRateTest {

    private static ScopedLab lab;
    private static AwsCredentialsProvider service;

    private final StsTap tap = new StsTap();

    @BeforeAll
    static void start() {
        lab = ScopedLab.bare();
        service = ServiceUser.in(lab);
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    @AfterEach
    void noFaults() {
        lab.lab().faults().clear();
    }

    private TenantCredentials.Builder builder(int perSecond) {
        return TenantCredentials.builder()
                .sts(tap.client(lab, service))
                .role(lab.tenantRole().arn())
                .clock(lab.lab().clock())
                .assumeRoleRate(perSecond)
                .loadTimeout(Duration.ofMinutes(5));
    }

    /** So long a queue that no machine is slow enough to have worked it off: 150 s are waited at most, for 151 places. */
    @Test
    void rate_tooManyTenants_areRefusedInWordsAndNothingIsCalled() throws Exception {
        try (TenantCredentials credentials = builder(1).build();
                LabFault hold = lab.lab().faults().on("sts:AssumeRole").hold()) {
            List<CompletableFuture<AwsCredentialsIdentity>> waiting = new ArrayList<>();
            for (int i = 0; i < 100_000 && credentials.metrics().rateLimited() == 0; i++) {
                waiting.add(ask(credentials, "t" + i));
            }
            int last = waiting.size() - 1;
            assertThat(last).isGreaterThanOrEqualTo(151);
            assertRefused(
                    failure(waiting.get(last)),
                    "t" + last,
                    ErrorCode.STS_RATE_LIMITED,
                    true,
                    "assumeRoleRate",
                    "1 a second",
                    "600",
                    "PT2M30S");
            assertThat(tap.asked())
                    .extracting(request -> request.roleSessionName())
                    .doesNotContain("t" + last);
            assertThat(credentials.metrics().waited()).isPositive();
            assertThat(hold.hits()).isLessThan(waiting.size());
        }
    }

    @Test
    void rate_someMore_waitTheirTurn() throws Exception {
        long begin = System.nanoTime();
        try (TenantCredentials credentials = builder(5).build()) {
            List<CompletableFuture<AwsCredentialsIdentity>> waiting = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                waiting.add(ask(credentials, "t" + i));
            }
            for (CompletableFuture<AwsCredentialsIdentity> one : waiting) {
                assertThat(join(one).accessKeyId()).isNotEmpty();
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            assertThat(12.0).isLessThanOrEqualTo(5 * (seconds + 1));
            assertThat(keyOf(credentials, "t0")).isEqualTo(waiting.get(0).join().accessKeyId());
        }
    }

    /** Asking again counts too: an STS that throttles is not asked faster than one that does not. */
    @Test
    void rate_holdsForRepetitions() throws Exception {
        long begin = System.nanoTime();
        try (TenantCredentials credentials =
                        builder(3).loadTimeout(Duration.ofSeconds(4)).build();
                LabFault throttle = lab.lab().faults().on("sts:AssumeRole").throttle()) {
            List<CompletableFuture<AwsCredentialsIdentity>> waiting = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                waiting.add(ask(credentials, "t" + i));
            }
            for (CompletableFuture<AwsCredentialsIdentity> one : waiting) {
                assertThat(failure(one).isRetryable()).isTrue();
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            assertThat((double) tap.asked().size()).isLessThanOrEqualTo(3 * (seconds + 1) + 1);
            assertThat(throttle.hits()).isPositive();
        }
    }
}
