package dev.partywall.abac;

import static dev.partywall.abac.Sessions.arnOf;
import static dev.partywall.abac.Sessions.ask;
import static dev.partywall.abac.Sessions.assertRefused;
import static dev.partywall.abac.Sessions.assumed;
import static dev.partywall.abac.Sessions.failure;
import static dev.partywall.abac.Sessions.join;
import static dev.partywall.abac.Sessions.keyOf;
import static dev.partywall.abac.Sessions.refusal;
import static dev.partywall.abac.Sessions.sessionOf;
import static dev.partywall.abac.Sessions.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.IsolationEvent;
import dev.partywall.core.IsolationEvent.SessionStarted;
import dev.partywall.core.IsolationEvent.SessionUnavailable;
import dev.partywall.core.IsolationEvent.SessionsEvicted;
import dev.partywall.core.NoTenantException;
import dev.partywall.core.Tenant;
import dev.partywall.core.TenantId;
import dev.partywall.testing.LabClock;
import dev.partywall.testing.LabFault;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** What the credentials keep, share, renew and forget. The clock of the lab, which is theirs too, moves only where a test moves it. */
final class SessionCachingTest {

    private static final TenantId ACME = TenantId.of("acme");
    private static final Tenant GOLD = Tenant.of(ACME).withAttribute("tier", "gold");
    private static final long SEED =
            Long.getLong("partywall.seed", ThreadLocalRandom.current().nextLong());

    private static ScopedLab lab;
    private static LabClock clock;
    private static AwsCredentialsProvider service;

    private final StsTap tap = new StsTap();
    private final RecordedEvents events = new RecordedEvents();
    private long mark;

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
    void mark() throws InterruptedException {
        clock.freeze();
        mark = quiet();
    }

    /** Closing credentials waits for nobody, so a call of the test before may come late: it is not to be counted here. */
    private static long quiet() throws InterruptedException {
        long before;
        long now = lab.lab().calls().mark();
        do {
            before = now;
            TimeUnit.MILLISECONDS.sleep(50);
            now = lab.lab().calls().mark();
        } while (now != before || lab.lab().calls().inFlight().count() > 0);
        return now;
    }

    @AfterEach
    void noFaults() {
        lab.lab().faults().clear();
        clock.resume();
    }

    private TenantCredentials.Builder builder() {
        return lab.credentials().sts(tap.client(lab, service)).listener(events).loadTimeout(Duration.ofMinutes(5));
    }

    private int calls() {
        return assumed(lab, mark).count();
    }

    private static LabFault hold() {
        return lab.lab().faults().on("sts:AssumeRole").hold();
    }

    @Nested
    final class Sharing {

        @Test
        void find_manyThreadsAtOnce_asksOnce() throws Exception {
            int threads = 64;
            ExecutorService pool = Executors.newFixedThreadPool(threads);
            CyclicBarrier barrier = new CyclicBarrier(threads);
            try (TenantCredentials credentials = builder().build();
                    LabFault hold = hold()) {
                Callable<String> call = () -> {
                    int ready = barrier.await(Sessions.PATIENCE_SECONDS, TimeUnit.SECONDS);
                    assertThat(ready).isLessThan(threads);
                    return keyOf(credentials, "acme");
                };
                List<Future<String>> asking = IntStream.range(0, threads)
                        .mapToObj(i -> pool.submit(call))
                        .toList();
                until("all wait", () -> credentials.metrics().misses() == threads);
                hold.await(1, Duration.ofSeconds(Sessions.PATIENCE_SECONDS));
                hold.release();
                Set<String> keys = new HashSet<>();
                for (Future<String> one : asking) {
                    keys.add(join(one));
                }
                assertThat(keys).hasSize(1);
                assertThat(calls()).isEqualTo(1);
                assertThat(credentials.metrics().started()).isEqualTo(1);
            } finally {
                pool.shutdownNow();
            }
        }

        @Test
        void find_again_isServedFromMemory() {
            try (TenantCredentials credentials = builder().build()) {
                String key = keyOf(credentials, "acme");
                clock.advance(Duration.ofMinutes(40));
                for (int i = 0; i < 10; i++) {
                    assertThat(keyOf(credentials, "acme")).isEqualTo(key);
                }
                assertThat(calls()).isEqualTo(1);
                assertThat(credentials.metrics().hits()).isEqualTo(10);
                assertThat(credentials.metrics().misses()).isEqualTo(1);
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "a",
                    "9",
                    "acme",
                    "Acme",
                    "a_b-C",
                    "A123456789012345678901234567890123456789012345678901234567890123"
                })
        void find_eachTenant_hasASessionOfItsOwn(String id) {
            try (TenantCredentials credentials = builder().build()) {
                AwsSessionCredentials other = sessionOf(credentials, "globex");
                AwsSessionCredentials own = sessionOf(credentials, id);
                assertThat(own.accessKeyId()).isNotEqualTo(other.accessKeyId());
                assertThat(tap.given(own.accessKeyId()).tags()).isEqualTo(Map.of("TenantId", id));
                assertThat(tap.given(own.accessKeyId()).request().transitiveTagKeys())
                        .containsExactly("TenantId");
                assertThat(arnOf(lab, own)).endsWith(":assumed-role/tenants/" + (id.length() > 1 ? id : id + "="));
                assertThat(arnOf(lab, other)).endsWith(":assumed-role/tenants/globex");
            }
        }

        @Test
        void find_mappedAttributes_separate() {
            try (TenantCredentials credentials = builder()
                    .attributeTag("tier", "Tier")
                    .attributeTag("home", "HomeRegion")
                    .build()) {
                Tenant gold = GOLD.withAttribute("home", "eu");
                List<Tenant> different = List.of(
                        gold,
                        GOLD.withAttribute("home", "us"),
                        gold.withAttribute("tier", "eu"),
                        gold.withAttribute("tier", "Gold"));
                Set<String> keys = new HashSet<>();
                for (Tenant tenant : different) {
                    String key = sessionOf(credentials, tenant).accessKeyId();
                    keys.add(key);
                    assertThat(tap.given(key).tags())
                            .isEqualTo(Map.of(
                                    "TenantId",
                                    "acme",
                                    "Tier",
                                    String.valueOf(tenant.attributes().get("tier")),
                                    "HomeRegion",
                                    String.valueOf(tenant.attributes().get("home"))));
                }
                assertThat(keys).hasSize(different.size());
            }
        }

        @Test
        void find_whatIsNotMapped_isSharedAndStaysHere() {
            try (TenantCredentials credentials =
                    builder().attributeTag("tier", "Tier").build()) {
                Set<String> keys = new HashSet<>();
                for (Tenant same : List.of(
                        GOLD,
                        GOLD.withAttribute("plan", "x"),
                        GOLD.withAttribute("plan", "y").withActor("alice"),
                        GOLD.withActor("bob"))) {
                    keys.add(sessionOf(credentials, same).accessKeyId());
                }
                assertThat(keys).hasSize(1);
                assertThat(tap.asked()).hasSize(1);
                assertThat(StsTap.tags(tap.asked().get(0))).isEqualTo(Map.of("TenantId", "acme", "Tier", "gold"));
                assertThat(tap.asked().get(0).sourceIdentity()).isNull();
            }
        }

        @Test
        void find_actorAsSourceIdentity_separates() {
            try (TenantCredentials credentials =
                    builder().sourceIdentityFromActor().build()) {
                Tenant alice = Tenant.of(ACME).withActor("alice");
                Tenant bob = Tenant.of(ACME).withActor("bob");
                String key = sessionOf(credentials, alice).accessKeyId();
                assertThat(sessionOf(credentials, bob).accessKeyId()).isNotEqualTo(key);
                assertThat(sessionOf(credentials, alice).accessKeyId()).isEqualTo(key);
                assertThat(tap.asked())
                        .extracting(request -> request.sourceIdentity())
                        .containsExactly("alice", "bob");
            }
        }

        @Test
        void find_attributeMissing_isRefusedBeforeAnyCall() {
            try (TenantCredentials credentials = builder()
                    .attributeTag("tier", "Tier")
                    .attributeTag("home", "HomeRegion")
                    .build()) {
                for (Tenant bare : List.of(GOLD, GOLD.withActor("alice"), GOLD.withAttribute("HomeRegion", "eu"))) {
                    assertRefused(
                            refusal(credentials, bare),
                            "acme",
                            ErrorCode.SESSION_ATTRIBUTE_MISSING,
                            false,
                            "'home'",
                            "attributeTag");
                }
                assertThat(ErrorCode.SESSION_ATTRIBUTE_MISSING.toString()).contains("302");
                assertThat(tap.asked()).isEmpty();
            }
        }

        @Test
        void find_actorMissing_isRefusedBeforeAnyCall() {
            try (TenantCredentials credentials =
                    builder().sourceIdentityFromActor().build()) {
                for (Tenant bare : List.of(Tenant.of(ACME), GOLD)) {
                    assertRefused(
                            refusal(credentials, bare),
                            "acme",
                            ErrorCode.SESSION_ATTRIBUTE_MISSING,
                            false,
                            "actor",
                            "sourceIdentityFromActor");
                }
                assertThat(tap.asked()).isEmpty();
            }
        }

        @Test
        void find_noTenant_isRefusedBeforeAnyCall() {
            try (TenantCredentials credentials = builder().build()) {
                assertThatExceptionOfType(NoTenantException.class)
                        .isThrownBy(() -> credentials.provider().resolveCredentials());
                assertThatExceptionOfType(NoTenantException.class)
                        .isThrownBy(() -> join(credentials.provider().resolveIdentity()));
                assertThat(tap.asked()).isEmpty();
            }
        }

        @Test
        void find_twoInstances_shareNothing() {
            try (TenantCredentials one = builder().build();
                    TenantCredentials two =
                            builder().sessionPolicy(ScopedLab.POLICY).build()) {
                String key = keyOf(one, "acme");
                assertThat(keyOf(two, "acme")).isNotEqualTo(key);
                two.evict(ACME);
                assertThat(keyOf(one, "acme")).isEqualTo(key);
            }
        }
    }

    @Nested
    final class Renewal {

        /** An hour less the margin of a minute. */
        private static final Duration USABLE = Duration.ofMinutes(59);

        private static Duration percent(int percent) {
            return USABLE.multipliedBy(percent).dividedBy(100);
        }

        @Test
        void refresh_whileStsHangs_leavesTheOldSessionInUseAtOnce() throws Exception {
            try (TenantCredentials credentials = builder().build()) {
                String old = keyOf(credentials, "acme");
                try (LabFault hold = hold()) {
                    clock.advance(percent(86));
                    for (int i = 0; i < 20; i++) {
                        CompletableFuture<AwsCredentialsIdentity> asked = ask(credentials, "acme");
                        assertThat(asked).as("waits for nobody").isCompleted();
                        assertThat(asked.join().accessKeyId()).isEqualTo(old);
                    }
                    hold.await(1, Duration.ofSeconds(Sessions.PATIENCE_SECONDS));
                    assertThat(calls()).isEqualTo(2);
                    hold.release();
                }
                until(
                        "the new session is in use",
                        () -> !keyOf(credentials, "acme").equals(old));
                assertThat(calls()).isEqualTo(2);
                assertThat(credentials.metrics().refreshes()).isEqualTo(1);
                assertThat(credentials.metrics().started()).isEqualTo(2);
                assertThat(credentials.metrics().misses()).isEqualTo(1);
            }
        }

        @Test
        void refresh_isDueAfterThreeQuartersAndBeforeSixSevenths() {
            int tenants = 24;
            try (TenantCredentials credentials = builder().build()) {
                List<String> ids =
                        IntStream.range(0, tenants).mapToObj(i -> "t" + i).toList();
                ids.forEach(id -> keyOf(credentials, id));
                // STS tells the end of a session in whole seconds, so it may be up to a second nearer.
                clock.advance(percent(75).minusSeconds(1));
                ids.forEach(id -> keyOf(credentials, id));
                assertThat(credentials.metrics().refreshes()).as("before 75 %").isZero();
                clock.advance(percent(80).minus(percent(75)));
                ids.forEach(id -> keyOf(credentials, id));
                assertThat(credentials.metrics().refreshes())
                        .as("spread over the time")
                        .isBetween(1L, tenants - 1L);
                clock.advance(percent(5).plusSeconds(2));
                ids.forEach(id -> keyOf(credentials, id));
                assertThat(credentials.metrics().refreshes()).as("after 85 %").isEqualTo(tenants);
                until("all are renewed", () -> credentials.metrics().started() == 2L * tenants);
            }
        }

        @Test
        void refresh_idleTenant_isNotAskedFor() {
            try (TenantCredentials credentials = builder().build()) {
                String idle = keyOf(credentials, "idle");
                for (int minutes = 0; minutes < 180; minutes += 5) {
                    keyOf(credentials, "busy");
                    clock.advance(Duration.ofMinutes(5));
                }
                assertThat(tap.asked())
                        .filteredOn(request -> request.roleSessionName().equals("idle"))
                        .hasSize(1);
                assertThat(keyOf(credentials, "idle")).isNotEqualTo(idle);
            }
        }

        @Test
        void refresh_fails_isTriedAgainLaterAndTheSessionStaysInUse() {
            try (TenantCredentials credentials = builder().build()) {
                String old = keyOf(credentials, "acme");
                try (LabFault denied = lab.lab().faults().on("sts:AssumeRole").accessDenied()) {
                    clock.advance(percent(86));
                    assertThat(keyOf(credentials, "acme")).isEqualTo(old);
                    until("it failed", () -> credentials.metrics().failures() == 1);
                    assertThat(denied.hits()).isEqualTo(1);
                    clock.advance(percent(5));
                    assertThat(keyOf(credentials, "acme")).isEqualTo(old);
                    until("it failed again", () -> credentials.metrics().failures() == 2);
                }
                assertThat(events.list(SessionUnavailable.class)).hasSize(2);
                clock.advance(percent(5));
                until(
                        "the new session is in use",
                        () -> !keyOf(credentials, "acme").equals(old));
                assertThat(credentials.metrics().misses()).isEqualTo(1);
            }
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 60, 300})
        void find_withinTheMargin_isNotHandedOut(int seconds) {
            Duration margin = Duration.ofSeconds(seconds);
            try (TenantCredentials credentials = builder().expiryMargin(margin).build()) {
                Instant begin = clock.instant();
                AwsSessionCredentials session = sessionOf(credentials, "acme");
                Instant end = tap.given(session.accessKeyId()).credentials().expiration();
                lab.lab().faults().on("sts:AssumeRole").accessDenied();
                clock.advance(Duration.between(begin, end).minus(margin).minusNanos(1));
                assertThat(keyOf(credentials, "acme")).isEqualTo(session.accessKeyId());
                clock.advance(Duration.ofNanos(1));
                assertRefused(refusal(credentials, "acme"), "acme", ErrorCode.ROLE_NOT_ASSUMABLE, false);
                assertThat(session.expirationTime())
                        .hasValueSatisfying(said -> assertThat(said).isBeforeOrEqualTo(end));
            }
        }

        /** The clock moves between look-ups, and while STS is asked, by up to more than a session lasts. */
        @Test
        void find_howeverTheClockMoves_givesNoSessionWithinTheMargin() {
            System.out.println("SessionCachingTest -Dpartywall.seed=" + SEED);
            Random random = new Random(SEED);
            for (int run = 0; run < 20; run++) {
                Duration margin = Duration.ofSeconds(1 + random.nextInt(300));
                Duration duration = Duration.ofSeconds(900 + random.nextInt(2_700));
                AtomicBoolean slow = new AtomicBoolean();
                tap.onAnswer(() -> {
                    if (slow.getAndSet(false)) {
                        clock.advance(Duration.ofMillis(random.nextInt(4_000_000)));
                    }
                });
                try (TenantCredentials credentials = builder()
                        .expiryMargin(margin)
                        .duration(duration)
                        .failureBackoff(Duration.ZERO)
                        .build()) {
                    for (int step = 0; step < 40; step++) {
                        int most = random.nextInt(4) == 0 ? 4_000_000 : 300_000;
                        clock.advance(Duration.ofMillis(random.nextInt(most)));
                        boolean slowNow = random.nextInt(5) == 0;
                        // A refresh runs beside the look-up, so a slow answer is only for look-ups that wait for it.
                        if (slowNow) {
                            credentials.evict(ACME);
                            slow.set(true);
                        }
                        assertGoodOrTyped(
                                credentials, margin, "-Dpartywall.seed=" + SEED + ", run " + run + ", step " + step);
                        slow.set(false);
                    }
                }
            }
        }

        private void assertGoodOrTyped(TenantCredentials credentials, Duration margin, String step) {
            String key;
            try {
                key = keyOf(credentials, "acme");
            } catch (TenantCredentialsException over) {
                assertThat(over.code()).as(step).isEqualTo(ErrorCode.SESSION_EXPIRED);
                assertThat(over.isRetryable()).isTrue();
                return;
            }
            Instant end = tap.given(key).credentials().expiration();
            assertThat(clock.instant()).as(step).isBefore(end.minus(margin));
        }
    }

    @Nested
    final class Evict {

        @Test
        void evict_allOfTheTenantsSessions_andNoOthers() {
            try (TenantCredentials credentials =
                    builder().attributeTag("tier", "Tier").build()) {
                Tenant silver = GOLD.withAttribute("tier", "silver");
                Tenant other = Tenant.of("acme2").withAttribute("tier", "gold");
                List<String> before = Stream.of(GOLD, silver, other)
                        .map(tenant -> sessionOf(credentials, tenant).accessKeyId())
                        .toList();
                credentials.evict(ACME);
                List<String> after = Stream.of(GOLD, silver, other)
                        .map(tenant -> sessionOf(credentials, tenant).accessKeyId())
                        .toList();
                assertThat(after)
                        .doesNotContainAnyElementsOf(before.subList(0, 2))
                        .contains(before.get(2));
                assertThat(calls()).isEqualTo(5);
                assertThat(events.list(SessionsEvicted.class))
                        .containsExactly(new SessionsEvicted(clock.instant(), ACME));
            }
        }

        @Test
        void evict_whileAsking_givesTheSessionToThoseWhoWaitAndKeepsItNot() throws Exception {
            try (TenantCredentials credentials = builder().build();
                    LabFault hold = hold()) {
                CompletableFuture<AwsCredentialsIdentity> before = ask(credentials, "acme");
                hold.await(1, Duration.ofSeconds(Sessions.PATIENCE_SECONDS));
                credentials.evict(ACME);
                CompletableFuture<AwsCredentialsIdentity> after = ask(credentials, "acme");
                hold.await(2, Duration.ofSeconds(Sessions.PATIENCE_SECONDS));
                hold.release();
                String key = join(after).accessKeyId();
                assertThat(join(before).accessKeyId()).isNotEqualTo(key);
                assertThat(keyOf(credentials, "acme")).isEqualTo(key);
                assertThat(calls()).isEqualTo(2);
            }
        }

        @Test
        void evict_whileRefreshing_dropsWhatTheRefreshBrings() {
            try (TenantCredentials credentials = builder().build()) {
                keyOf(credentials, "acme");
                try (LabFault hold = hold()) {
                    clock.advance(Duration.ofMinutes(52));
                    keyOf(credentials, "acme");
                    hold.await(1, Duration.ofSeconds(Sessions.PATIENCE_SECONDS));
                    credentials.evict(ACME);
                }
                until("the refresh ended", () -> credentials.metrics().started() == 2);
                assertThat(credentials.metrics().size()).isZero();
                Set<String> old = new HashSet<>();
                tap.given().forEach(given -> old.add(given.credentials().accessKeyId()));
                assertThat(old).hasSize(2).doesNotContain(keyOf(credentials, "acme"));
            }
        }

        @Test
        void evict_clearsTheBackOff() {
            try (TenantCredentials credentials = builder().build()) {
                try (LabFault denied = lab.lab().faults().on("sts:AssumeRole").accessDenied()) {
                    refusal(credentials, "acme");
                    refusal(credentials, "acme");
                    assertThat(denied.hits()).isEqualTo(1);
                }
                credentials.evict(ACME);
                assertThat(keyOf(credentials, "acme")).isNotEmpty();
            }
        }

        @Test
        void evict_failureOfTheTimeBefore_isNotRemembered() throws Exception {
            try (TenantCredentials credentials = builder().build()) {
                CompletableFuture<AwsCredentialsIdentity> before;
                try (LabFault hold = lab.lab().faults().on("sts:AssumeRole").hold();
                        LabFault denied =
                                lab.lab().faults().on("sts:AssumeRole").times(1).accessDenied()) {
                    before = ask(credentials, "acme");
                    hold.await(1, Duration.ofSeconds(Sessions.PATIENCE_SECONDS));
                    credentials.evict(ACME);
                    hold.release();
                    assertThat(failure(before).code()).isEqualTo(ErrorCode.ROLE_NOT_ASSUMABLE);
                    assertThat(denied.hits()).isEqualTo(1);
                }
                assertThat(keyOf(credentials, "acme")).isNotEmpty();
                assertThat(credentials.metrics().refusedFromMemory()).isZero();
            }
        }
    }

    @Nested
    final class Failures {

        @Test
        void failure_isRememberedForTheBackOff() {
            try (TenantCredentials credentials =
                            builder().failureBackoff(Duration.ofSeconds(7)).build();
                    LabFault denied = lab.lab().faults().on("sts:AssumeRole").accessDenied()) {
                TenantCredentialsException first = refusal(credentials, "acme");
                clock.advance(Duration.ofSeconds(7).minusMillis(1));
                TenantCredentialsException second = refusal(credentials, "acme");
                assertThat(denied.hits()).isEqualTo(1);
                assertThat(second).isNotSameAs(first).hasMessage(first.getMessage());
                assertThat(second.getCause()).isSameAs(first.getCause());
                refusal(credentials, "globex");
                assertThat(denied.hits()).as("others are asked for").isEqualTo(2);
                clock.advance(Duration.ofMillis(1));
                refusal(credentials, "acme");
                assertThat(denied.hits()).isEqualTo(3);
                assertThat(credentials.metrics().refusedFromMemory()).isEqualTo(1);
                assertThat(credentials.metrics().failures()).isEqualTo(3);
            }
        }

        @Test
        void failure_withoutBackOff_isAskedAgainEachTime() {
            try (TenantCredentials credentials =
                            builder().failureBackoff(Duration.ZERO).build();
                    LabFault denied = lab.lab().faults().on("sts:AssumeRole").accessDenied()) {
                for (int i = 1; i <= 3; i++) {
                    refusal(credentials, "acme");
                    assertThat(denied.hits()).isEqualTo(i);
                }
            }
        }

        @Test
        void sessions_overTheMaximum_leaveMemory() {
            try (TenantCredentials credentials = builder().maximumSessions(8).build()) {
                for (int i = 0; i < 40; i++) {
                    keyOf(credentials, "t" + i);
                    until("it is pushed out", () -> credentials.metrics().size() <= 8);
                }
                assertThat(credentials.metrics().size()).isPositive();
                assertThat(credentials.metrics().started()).isEqualTo(40);
                // What was dropped is had again.
                for (int i = 0; i < 40; i++) {
                    assertThat(tap.given(keyOf(credentials, "t" + i)).tags()).containsValue("t" + i);
                }
            }
        }
    }

    @Nested
    final class Close {

        @Test
        void close_releasesThoseWhoWait() throws Exception {
            TenantCredentials credentials = builder().build();
            try (LabFault hold = hold()) {
                List<CompletableFuture<AwsCredentialsIdentity>> waiting = new ArrayList<>();
                for (int i = 0; i < 200; i++) {
                    waiting.add(ask(credentials, "t" + i % 100));
                }
                hold.await(1, Duration.ofSeconds(Sessions.PATIENCE_SECONDS));
                credentials.close();
                for (int i = 0; i < 200; i++) {
                    assertRefused(
                            failure(waiting.get(i)), "t" + i % 100, ErrorCode.CREDENTIALS_CLOSED, false, "closed");
                }
            }
        }

        /** Their asking is disowned by the eviction, but they still wait for it. */
        @Test
        void close_afterEvict_releasesThoseWhoWait() throws Exception {
            TenantCredentials credentials = builder().assumeRoleRate(1).build();
            try (LabFault hold = hold()) {
                List<CompletableFuture<AwsCredentialsIdentity>> waiting = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    waiting.add(ask(credentials, "t" + i));
                }
                hold.await(1, Duration.ofSeconds(Sessions.PATIENCE_SECONDS));
                for (int i = 0; i < 20; i++) {
                    credentials.evict(TenantId.of("t" + i));
                }
                credentials.close();
                for (int i = 0; i < 20; i++) {
                    assertRefused(failure(waiting.get(i)), "t" + i, ErrorCode.CREDENTIALS_CLOSED, false);
                }
            }
        }

        @Test
        void close_thenCalls_areRefused() {
            TenantCredentials credentials = builder().build();
            keyOf(credentials, "acme");
            credentials.close();
            credentials.close();
            for (String tenant : List.of("acme", "globex")) {
                assertRefused(refusal(credentials, tenant), tenant, ErrorCode.CREDENTIALS_CLOSED, false);
            }
            // Not the lab's calls: those of the tests above, which were held and given up, may arrive as late as now.
            assertThat(credentials.metrics().started()).isEqualTo(1);
            assertThat(credentials.metrics().size()).isZero();
        }
    }

    @Nested
    final class Telling {

        @Test
        void events_tellSessionsWithRoleAndEnd() {
            try (TenantCredentials credentials = builder().build()) {
                AwsSessionCredentials session = sessionOf(credentials, "acme");
                sessionOf(credentials, "acme");
                assertThat(events.list()).singleElement().isInstanceOfSatisfying(SessionStarted.class, started -> {
                    assertThat(started.at()).isEqualTo(clock.instant());
                    assertThat(started.tenant()).isEqualTo(ACME);
                    assertThat(started.roleArn()).isEqualTo(lab.tenantRole().arn());
                    assertThat(Optional.of(started.expiresAt())).isEqualTo(session.expirationTime());
                    assertThat(started.took()).isPositive();
                });
            }
        }

        @Test
        void events_oneForEachFailure() {
            try (TenantCredentials credentials = builder().build();
                    LabFault denied = lab.lab().faults().on("sts:AssumeRole").accessDenied()) {
                refusal(credentials, "acme");
                refusal(credentials, "acme");
                assertThat(denied.hits()).isEqualTo(1);
                assertThat(events.list())
                        .containsExactly(new SessionUnavailable(clock.instant(), ACME, ErrorCode.ROLE_NOT_ASSUMABLE));
            }
        }

        /** What hangs fails twice: for those who wait, and when it is broken off. That is one failure. */
        @Test
        void events_oneForEachTimeOut() {
            int tenants = 10;
            try (TenantCredentials credentials =
                            builder().loadTimeout(Duration.ofMillis(100)).build();
                    LabFault hang = lab.lab().faults().on("sts:AssumeRole").hang()) {
                for (int i = 0; i < tenants; i++) {
                    assertRefused(
                            refusal(credentials, "t" + i), "t" + i, ErrorCode.STS_UNAVAILABLE, true, "loadTimeout");
                }
                assertThat(hang.hits()).isLessThanOrEqualTo(tenants);
                hang.close();
                credentials.close();
                until(
                        "the threads ended",
                        () -> Thread.getAllStackTraces().keySet().stream()
                                .noneMatch(thread -> thread.getName().startsWith("partywall-sessions-")));
                assertThat(events.list(SessionUnavailable.class)).hasSize(tenants);
                assertThat(events.list(SessionStarted.class)).isEmpty();
                assertThat(credentials.metrics().failures()).isEqualTo(tenants);
            }
        }

        @Test
        void listener_throws_failsTheLoad() {
            AtomicBoolean broken = new AtomicBoolean(true);
            IllegalStateException full = new IllegalStateException("the audit trail is full");
            try (TenantCredentials credentials = builder()
                    .listener(event -> {
                        if (broken.get()) {
                            throw full;
                        }
                    })
                    .build()) {
                TenantCredentialsException refusal = refusal(credentials, "acme");
                assertRefused(refusal, "acme", ErrorCode.BUG, false, "listener");
                assertThat(refusal).hasRootCause(full);
                broken.set(false);
                String key = keyOf(credentials, "acme");
                assertThat(tap.given()).hasSize(2);
                // Nor is one handed out that a refresh brought and nobody could be told of.
                broken.set(true);
                clock.advance(Duration.ofMinutes(52));
                assertThat(keyOf(credentials, "acme")).isEqualTo(key);
                until("the refresh failed", () -> credentials.metrics().failures() == 2);
                assertThat(keyOf(credentials, "acme")).isEqualTo(key);
            }
        }

        @Test
        void texts_holdNoSecrets() {
            List<String> texts = new ArrayList<>();
            try (TenantCredentials credentials = builder()
                    .listener(event -> {
                        texts.add(event.toString());
                        if (event instanceof SessionStarted started
                                && started.tenant().value().equals("unheard")) {
                            throw new IllegalStateException("broken on purpose");
                        }
                    })
                    .build()) {
                AwsSessionCredentials acme = sessionOf(credentials, "acme");
                texts.add(Sessions.textOf(refusal(credentials, "unheard")));
                clock.advance(Duration.ofMinutes(52));
                keyOf(credentials, "acme");
                until("renewed", () -> credentials.metrics().started() == 2);
                try (LabFault denied = lab.lab().faults().on("sts:AssumeRole").accessDenied()) {
                    texts.add(Sessions.textOf(refusal(credentials, "initech")));
                    assertThat(denied.hits()).isEqualTo(1);
                }
                texts.add(credentials + " " + credentials.provider() + " " + credentials.scope());
                texts.add(credentials.metrics().toString());
                texts.add(ask(credentials, "acme").toString());
                texts.add(acme.toString());
                credentials.close();
                texts.add(Sessions.textOf(refusal(credentials, "acme")));
            }
            List<String> secrets = tap.given().stream()
                    .flatMap(given -> Stream.of(
                            given.credentials().secretAccessKey(),
                            given.credentials().sessionToken()))
                    .toList();
            assertThat(secrets).hasSize(6);
            String all = String.join("\n", texts);
            assertThat(all)
                    .contains("acme", "broken on purpose", "SessionStarted")
                    .doesNotContain(secrets);
        }
    }

    @Test
    void events_areOfSessionsOnly() {
        try (TenantCredentials credentials = builder().build()) {
            keyOf(credentials, "acme");
            credentials.evict(ACME);
            assertThat(events.list())
                    .hasOnlyElementsOfTypes(SessionStarted.class, SessionsEvicted.class)
                    .extracting(IsolationEvent::tenant)
                    .containsOnly(ACME);
        }
    }
}
