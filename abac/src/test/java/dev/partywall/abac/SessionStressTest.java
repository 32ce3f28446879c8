package dev.partywall.abac;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.Tenant;
import dev.partywall.testing.LabClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/**
 * Many threads find, evict, make STS fail and move the clock at once; {@code -Dpartywall.steps} says how often each. A seed
 * replays what each thread does, not how the threads meet.
 */
final class SessionStressTest {

    private static final long SEED =
            Long.getLong("partywall.seed", ThreadLocalRandom.current().nextLong());
    private static final int STEPS = Integer.getInteger("partywall.steps", 500);
    private static final int THREADS = 8;
    private static final int TENANTS = 5;
    private static final Duration MARGIN = Duration.ofMinutes(1);

    private final StsTap tap = new StsTap();
    /** The latest moment before an eviction that is over, by tenant. */
    private final Map<String, AtomicLong> evicted = new ConcurrentHashMap<>();

    private final AtomicLong found = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();

    @Test
    void sessions_underStress_areTheTenantsOwnAndAliveAndOfAfterTheEviction() throws Exception {
        System.out.println("SessionStressTest -Dpartywall.seed=" + SEED);
        try (ScopedLab lab = ScopedLab.bare()) {
            AwsCredentialsProvider service = ServiceUser.in(lab);
            lab.lab().clock().freeze();
            try (TenantCredentials credentials = TenantCredentials.builder()
                    .sts(tap.client(lab, service))
                    .role(lab.tenantRole().arn())
                    .clock(lab.lab().clock())
                    .attributeTag("tier", "Tier")
                    .failureBackoff(Duration.ofSeconds(10))
                    .expiryMargin(MARGIN)
                    .assumeRoleRate(100_000)
                    .loadTimeout(Duration.ofMinutes(5))
                    .build()) {
                run(lab, credentials);
                assertThat(found.get()).isPositive();
                assertThat(credentials.metrics().refreshes()).isPositive();
                System.out.println(found + " found, " + refused + " refused, " + credentials.metrics());
                assertKnownToStsAsTheTenants(lab, credentials);
            }
        }
    }

    private void run(ScopedLab lab, TenantCredentials credentials) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                Random random = new Random(SEED + i);
                running.add(pool.submit(() -> {
                    for (int step = 0; step < STEPS; step++) {
                        step(lab, credentials, random);
                    }
                }));
            }
            for (Future<?> one : running) {
                one.get(300, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static Tenant tenant(Random random) {
        return Tenant.of("t" + random.nextInt(TENANTS)).withAttribute("tier", random.nextBoolean() ? "gold" : "silver");
    }

    private void step(ScopedLab lab, TenantCredentials credentials, Random random) {
        Tenant tenant = tenant(random);
        int dice = random.nextInt(100);
        if (dice < 4) {
            evict(credentials, tenant);
        } else if (dice < 7) {
            lab.lab().clock().advance(Duration.ofSeconds(random.nextInt(600)));
        } else if (dice < 8) {
            lab.lab().faults().on("sts:AssumeRole").times(1).throttle();
        } else if (dice < 9) {
            lab.lab().faults().on("sts:AssumeRole").times(1).accessDenied();
        } else if (dice < 11) {
            lab.lab().faults().on("sts:AssumeRole").times(1).delay(Duration.ofMillis(random.nextInt(30)));
        } else {
            find(lab.lab().clock(), credentials, tenant);
        }
    }

    private void evict(TenantCredentials credentials, Tenant tenant) {
        long before = tap.moment();
        credentials.evict(tenant.id());
        evicted.computeIfAbsent(tenant.id().value(), id -> new AtomicLong()).accumulateAndGet(before, Math::max);
    }

    private void find(LabClock clock, TenantCredentials credentials, Tenant tenant) {
        long floor = evicted.getOrDefault(tenant.id().value(), new AtomicLong()).get();
        Instant begin = clock.instant();
        AwsSessionCredentials session;
        try {
            session = Sessions.sessionOf(credentials, tenant);
        } catch (TenantCredentialsException typed) {
            refused.incrementAndGet();
            return;
        }
        StsTap.Given given = tap.given(session.accessKeyId());
        String run = "-Dpartywall.seed=" + SEED + ": " + given + " for " + tenant + " " + tenant.attributes();
        assertThat(given.tags())
                .as(run)
                .isEqualTo(Map.of(
                        "TenantId",
                        tenant.id().value(),
                        "Tier",
                        String.valueOf(tenant.attributes().get("tier"))));
        assertThat(given.moment()).as("%s, evicted at %s", run, floor).isGreaterThan(floor);
        assertThat(begin).as(run).isBefore(given.credentials().expiration().minus(MARGIN));
        found.incrementAndGet();
    }

    /** The lab verifies the session and says who it is. */
    private static void assertKnownToStsAsTheTenants(ScopedLab lab, TenantCredentials credentials) {
        lab.lab().faults().clear();
        for (int i = 0; i < TENANTS; i++) {
            Tenant tenant = Tenant.of("t" + i).withAttribute("tier", "gold");
            credentials.evict(tenant.id());
            assertThat(Sessions.arnOf(lab, Sessions.sessionOf(credentials, tenant)))
                    .endsWith(":assumed-role/tenants/t" + i);
        }
    }
}
