package dev.partywall.abac;

import static dev.partywall.abac.Sessions.assertRefused;
import static dev.partywall.abac.Sessions.keyOf;
import static dev.partywall.abac.Sessions.refusal;
import static dev.partywall.abac.Sessions.sessionOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.Tenant;
import dev.partywall.testing.LabClock;
import dev.partywall.testing.LabFault;
import dev.partywall.testing.LabRole;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sts.StsClient;

/** What a tenant is told when STS is ill or does not want to. The clock of the lab moves only where a test moves it. */
final class StsFaultsTest {

    private static final Duration LONG = Duration.ofMinutes(5);

    private static ScopedLab lab;
    private static LabClock clock;
    private static AwsCredentialsProvider service;
    private static int roles;

    private final StsTap tap = new StsTap();

    @BeforeAll
    static void start() {
        lab = ScopedLab.bare();
        clock = lab.lab().clock();
        service = ServiceUser.in(lab);
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    @BeforeEach
    void freeze() {
        clock.freeze();
    }

    @AfterEach
    void noFaults() {
        lab.lab().faults().clear();
    }

    private TenantCredentials.Builder builder() {
        return builder(lab.tenantRole());
    }

    private TenantCredentials.Builder builder(LabRole role) {
        return TenantCredentials.builder()
                .sts(tap.client(lab, service))
                .role(role.arn())
                .clock(clock)
                .loadTimeout(LONG);
    }

    private static LabRole.Builder role() {
        roles++;
        return lab.lab().role("role" + roles);
    }

    private static String trust(String... statements) {
        return "{\"Version\": \"2012-10-17\", \"Statement\": [" + String.join(", ", statements) + "]}";
    }

    private static String allow(String action, String condition) {
        return "{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"arn:aws:iam::111122223333:root\"}, \"Action\": \""
                + action + "\"" + (condition.isEmpty() ? "" : ", \"Condition\": " + condition) + "}";
    }

    /** A session, where asking may well take longer than these credentials wait, on a slow machine. */
    private static String keyInTheEnd(TenantCredentials credentials, String tenant) {
        long begin = System.nanoTime();
        while (true) {
            try {
                return keyOf(credentials, tenant);
            } catch (TenantCredentialsException late) {
                if (!late.isRetryable()
                        || System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(Sessions.PATIENCE_SECONDS)) {
                    throw late;
                }
            }
        }
    }

    @Nested
    final class Ill {

        @Test
        void throttled_forAMoment_isWaitedOut() {
            try (TenantCredentials credentials = builder().build();
                    LabFault throttled =
                            lab.lab().faults().on("sts:AssumeRole").times(3).throttle()) {
                assertThat(keyOf(credentials, "acme")).isNotEmpty();
                assertThat(throttled.hits()).isEqualTo(3);
                assertThat(credentials.metrics().retries()).isEqualTo(3);
                assertThat(credentials.metrics().failures()).isZero();
            }
        }

        @Test
        void failing_forAMoment_isWaitedOut() {
            try (TenantCredentials credentials = builder().build();
                    LabFault failing =
                            lab.lab().faults().on("sts:AssumeRole").times(2).serverError();
                    LabFault reset =
                            lab.lab().faults().on("sts:AssumeRole").times(1).reset();
                    LabFault slow = lab.lab().faults().on("sts:AssumeRole").delay(Duration.ofMillis(300))) {
                assertThat(keyOf(credentials, "acme")).isNotEmpty();
                assertThat(failing.hits()).isEqualTo(2);
                assertThat(reset.hits()).isEqualTo(1);
                assertThat(slow.hits()).isEqualTo(1);
            }
        }

        @Test
        void throttled_forGood_saysSo() {
            try (TenantCredentials credentials =
                            builder().loadTimeout(Duration.ofSeconds(2)).build();
                    LabFault throttled = lab.lab().faults().on("sts:AssumeRole").throttle()) {
                TenantCredentialsException refusal = refusal(credentials, "acme");
                assertRefused(refusal, "acme", ErrorCode.STS_THROTTLED, true, "assumeRoleRate", "duration");
                assertThat(refusal).hasCauseInstanceOf(AwsServiceException.class);
                assertThat(throttled.hits()).isPositive();
                assertThat(credentials.metrics().failures()).isEqualTo(1);
            }
        }

        @Test
        void hanging_forGood_saysSo() {
            try (TenantCredentials credentials =
                            builder().loadTimeout(Duration.ofMillis(500)).build();
                    LabFault hang = lab.lab().faults().on("sts:AssumeRole").hang()) {
                assertRefused(
                        refusal(credentials, "acme"), "acme", ErrorCode.STS_UNAVAILABLE, true, "loadTimeout", "PT0.5S");
                assertThat(hang.hits()).isLessThanOrEqualTo(1);
            }
        }

        @Test
        void unreachable_saysSoAndKeepsTheCause() {
            StsClient nowhere = lab.closing(StsClient.builder()
                    .httpClient(lab.http())
                    .region(lab.lab().region())
                    .endpointOverride(URI.create("http://127.0.0.1:1"))
                    .credentialsProvider(service)
                    .build());
            try (TenantCredentials credentials =
                    builder().sts(nowhere).loadTimeout(Duration.ofSeconds(3)).build()) {
                TenantCredentialsException refusal = refusal(credentials, "acme");
                assertRefused(refusal, "acme", ErrorCode.STS_UNAVAILABLE, true, "StsClient");
                assertThat(refusal).hasCauseInstanceOf(SdkClientException.class);
            }
        }

        @Test
        void down_forMinutes_warmTenantsWorkColdOnesAreToldAndThenAllRecover() {
            try (TenantCredentials credentials = builder()
                    .loadTimeout(Duration.ofMillis(400))
                    .failureBackoff(Duration.ZERO)
                    .build()) {
                String warm = keyInTheEnd(credentials, "warm");
                clock.advance(Duration.ofMinutes(53));
                try (LabFault down = lab.lab().faults().on("sts:AssumeRole").serverError()) {
                    for (int minute = 0; minute < 5; minute++) {
                        assertThat(keyOf(credentials, "warm")).isEqualTo(warm);
                        assertRefused(refusal(credentials, "cold"), "cold", ErrorCode.STS_UNAVAILABLE, true);
                        clock.advance(Duration.ofMinutes(1));
                    }
                    assertThat(keyOf(credentials, "warm")).isEqualTo(warm);
                    clock.advance(Duration.ofMinutes(1));
                    assertRefused(refusal(credentials, "warm"), "warm", ErrorCode.STS_UNAVAILABLE, true);
                    assertThat(down.hits()).isPositive();
                }
                assertThat(keyInTheEnd(credentials, "warm")).isNotEqualTo(warm);
                assertThat(keyInTheEnd(credentials, "cold")).isNotEmpty();
            }
        }
    }

    @Nested
    final class Denied {

        private void assertDenied(TenantCredentials.Builder builder, Tenant tenant, ErrorCode code, String... words) {
            try (TenantCredentials credentials = builder.build()) {
                TenantCredentialsException refusal = refusal(credentials, tenant);
                assertRefused(refusal, tenant.id().value(), code, false, words);
                assertThat(refusal.getCause())
                        .isInstanceOfSatisfying(
                                AwsServiceException.class,
                                cause -> assertThat(cause.requestId()).isNotEmpty());
                assertThat(tap.asked())
                        .as("nothing is tried again that stays denied")
                        .hasSize(1);
            }
        }

        @Test
        void role_deleted() {
            LabRole role = role().create();
            String arn = role.arn();
            lab.lab().iam().deleteRole(gone -> gone.roleName(role.name()));
            assertDenied(
                    TenantCredentials.builder()
                            .sts(tap.client(lab, service))
                            .role(arn)
                            .loadTimeout(LONG),
                    Tenant.of("acme"),
                    ErrorCode.ROLE_NOT_ASSUMABLE,
                    "gone");
        }

        @Test
        void trust_withoutTagSession() {
            LabRole role = role().trust(trust(allow("sts:AssumeRole", ""))).create();
            assertDenied(
                    builder(role), Tenant.of("acme"), ErrorCode.SESSION_TAGS_DENIED, "sts:TagSession", "trust policy");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"StringEquals\": {\"aws:RequestTag/TenantId\": \"globex\"}}",
                    "{\"ForAllValues:StringEquals\": {\"aws:TagKeys\": [\"CustomerId\"]}}",
                })
        void trust_otherTags(String condition) {
            LabRole role = role().trust(trust(allow("sts:AssumeRole", ""), allow("sts:TagSession", condition)))
                    .create();
            assertDenied(
                    builder(role),
                    Tenant.of("acme"),
                    ErrorCode.SESSION_TAGS_DENIED,
                    "sts:TagSession",
                    "keys and values");
            try (TenantCredentials credentials =
                    builder(role).tenantTag("CustomerId").build()) {
                boolean byKey = condition.contains("TagKeys");
                if (byKey) {
                    assertThat(keyOf(credentials, "acme")).isNotEmpty();
                } else {
                    assertThat(refusal(credentials, "acme").code()).isEqualTo(ErrorCode.SESSION_TAGS_DENIED);
                }
            }
        }

        @Test
        void trust_withoutSetSourceIdentity() {
            LabRole role = role().trust(trust(allow("sts:AssumeRole", ""), allow("sts:TagSession", "")))
                    .create();
            assertDenied(
                    builder(role).sourceIdentityFromActor(),
                    Tenant.of("acme").withActor("alice"),
                    ErrorCode.SOURCE_IDENTITY_DENIED,
                    "sts:SetSourceIdentity",
                    "sourceIdentityFromActor");
        }

        @Test
        void externalId_wrongOrMissing() {
            String wants = "{\"StringEquals\": {\"sts:ExternalId\": \"partywall-7\"}}";
            LabRole role = role().trust(trust(allow("sts:AssumeRole", wants), allow("sts:TagSession", "")))
                    .create();
            assertDenied(
                    builder(role).externalId("partywall-8"),
                    Tenant.of("acme"),
                    ErrorCode.ROLE_NOT_ASSUMABLE,
                    "external id");
            try (TenantCredentials without = builder(role).build();
                    TenantCredentials with =
                            builder(role).externalId("partywall-7").build()) {
                assertRefused(refusal(without, "acme"), "acme", ErrorCode.ROLE_NOT_ASSUMABLE, false);
                assertThat(keyOf(with, "acme")).isNotEmpty();
            }
        }
    }

    @Nested
    final class Malformed {

        @Test
        void tags_largerThanStsPacks() {
            TenantCredentials.Builder builder = builder();
            Tenant tenant = Tenant.of("acme");
            Random random = new Random(1);
            for (int i = 0; i < 40; i++) {
                StringBuilder value = new StringBuilder();
                random.ints(256, 0, 62)
                        .forEach(at -> value.append(
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".charAt(at)));
                builder.attributeTag("a" + i, "A" + i);
                tenant = tenant.withAttribute("a" + i, value.toString());
            }
            try (TenantCredentials credentials = builder.build()) {
                TenantCredentialsException refusal = refusal(credentials, tenant);
                assertRefused(
                        refusal, "acme", ErrorCode.SESSION_POLICY_TOO_LARGE, false, "sessionPolicy", "attributeTag");
                assertThat(refusal).hasCauseInstanceOf(AwsServiceException.class);
            }
        }

        @ParameterizedTest
        @CsvSource({"2049, 2,049", "1,IAM refuses"})
        void sessionPolicy_ofATenant_isCheckedBeforeAnyCall(int length, String word) {
            String json = length == 1
                    ? "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"allow\"}]}"
                    : ScopedLab.POLICY + " ".repeat(length - ScopedLab.POLICY.length());
            try (TenantCredentials credentials =
                    builder().sessionPolicy(tenant -> json).build()) {
                assertRefused(
                        refusal(credentials, "acme"),
                        "acme",
                        ErrorCode.SESSION_REQUEST_INVALID,
                        false,
                        "session policy",
                        length == 1 ? word : "2048");
                assertThat(tap.asked()).isEmpty();
            }
        }

        @Test
        void sessionPolicy_ofTheGreatestLength_isTaken() {
            String json = ScopedLab.POLICY + " ".repeat(2_048 - ScopedLab.POLICY.length());
            try (TenantCredentials credentials =
                    builder().sessionPolicy(tenant -> json).build()) {
                assertThat(keyOf(credentials, "acme")).isNotEmpty();
                assertThat(tap.asked().get(0).policy()).isEqualTo(json);
            }
        }

        @Test
        void duration_overWhatTheRoleAllows() {
            try (TenantCredentials credentials =
                    builder().duration(Duration.ofHours(2)).build()) {
                TenantCredentialsException refusal = refusal(credentials, "acme");
                assertRefused(
                        refusal, "acme", ErrorCode.SESSION_REQUEST_INVALID, false, "duration", "MaxSessionDuration");
                assertThat(refusal).hasCauseInstanceOf(AwsServiceException.class);
            }
        }

        @Test
        void duration_overAnHourInAChain() {
            LabRole role = role().maxSessionDuration(Duration.ofHours(12)).create();
            try (TenantCredentials chained = builder(role)
                            .sts(tap.client(lab, baseSession()))
                            .duration(Duration.ofHours(2))
                            .build();
                    TenantCredentials direct =
                            builder(role).duration(Duration.ofHours(2)).build()) {
                assertRefused(
                        refusal(chained, "acme"),
                        "acme",
                        ErrorCode.SESSION_REQUEST_INVALID,
                        false,
                        "duration",
                        "role chaining");
                assertThat(keyOf(direct, "acme")).isNotEmpty();
            }
        }
    }

    private static AwsCredentialsProvider baseSession() {
        return role().policy("assume", """
                        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
                          "Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"], "Resource": "*"}]}
                        """).create().session("base").start().credentials();
    }

    @Nested
    final class BaseCredentials {

        private void assertUnusable(AwsCredentialsProvider base) {
            try (TenantCredentials credentials =
                    builder().sts(tap.client(lab, base)).build()) {
                TenantCredentialsException refusal = refusal(credentials, "acme");
                assertRefused(
                        refusal,
                        "acme",
                        ErrorCode.BASE_CREDENTIALS_UNUSABLE,
                        false,
                        "StsClient",
                        "credentialsProvider");
                assertThat(refusal.getCause()).isNotNull();
            }
        }

        @Test
        void expired() {
            AwsCredentialsProvider base = baseSession();
            clock.advance(Duration.ofMinutes(61));
            assertUnusable(base);
        }

        @Test
        void unknown() {
            assertUnusable(
                    StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIAIOSFODNN7EXAMPLE", "secret")));
        }

        @Test
        void wrongSecret() {
            assertUnusable(StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(service.resolveCredentials().accessKeyId(), "secret")));
        }

        @Test
        void none() {
            assertUnusable(AwsCredentialsProviderChain.builder()
                    .credentialsProviders((AwsCredentialsProvider) () -> {
                        throw SdkClientException.create("There is no profile of this name");
                    })
                    .build());
        }

        /** https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html has both names for the caller's own token. */
        @ParameterizedTest
        @ValueSource(strings = {"ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId"})
        void refused_asStsNamesIt(String code) {
            lab.lab().faults().on("sts:AssumeRole").error(403, code, "The security token is not usable");
            assertUnusable(service);
        }
    }

    @Nested
    final class Skew {

        static Stream<Arguments> skews() {
            return Stream.of(-15, -5, 0, 5, 15, 50)
                    .flatMap(minutes -> Stream.of(Arguments.of(minutes, true), Arguments.of(minutes, false)));
        }

        /** The lab's clock is that of STS; these credentials have one that is wrong. */
        @ParameterizedTest
        @MethodSource("skews")
        void clock_wrong_givesNoSessionPastItsEndAtSts(int minutes, boolean dated) {
            if (dated) {
                tap.dateAnswers(clock);
            }
            Clock wrong = Clock.offset(clock, Duration.ofMinutes(minutes));
            try (TenantCredentials credentials = builder().clock(wrong).build()) {
                Instant begin = clock.instant();
                String first = keyOf(credentials, "acme");
                int changed = 0;
                for (int step = 0; step < 150; step++) {
                    String key = keyOf(credentials, "acme");
                    changed += key.equals(first) ? 0 : 1;
                    Instant end = tap.given(key).credentials().expiration();
                    assertThat(clock.instant())
                            .as("after %s", Duration.between(begin, clock.instant()))
                            .isBefore(end.minus(Duration.ofSeconds(59)));
                    clock.advance(Duration.ofSeconds(30));
                    if (dated && step < 80) {
                        assertThat(key)
                                .as("used to the full where STS says its time")
                                .isEqualTo(first);
                    }
                }
                assertThat(changed).isPositive();
            }
        }

        @Test
        void clock_aheadByMoreThanASession_saysSo() {
            Clock wrong = Clock.offset(clock, Duration.ofMinutes(65));
            try (TenantCredentials undated = builder().clock(wrong).build();
                    TenantCredentials dated = builder()
                            .sts(new StsTap().dateAnswers(clock).client(lab, service))
                            .clock(wrong)
                            .build()) {
                assertRefused(
                        refusal(undated, "acme"), "acme", ErrorCode.SESSION_EXPIRED, true, "clock", "expiryMargin");
                AwsSessionCredentials session = sessionOf(dated, "acme");
                assertThat(session.expirationTime())
                        .as("by the clock of whoever reads it")
                        .hasValueSatisfying(end -> assertThat(end).isAfter(wrong.instant()));
            }
        }
    }
}
