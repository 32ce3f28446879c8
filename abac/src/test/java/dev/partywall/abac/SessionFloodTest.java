package dev.partywall.abac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;

/** What many tenants, and tenants that hang, must not do to the others. */
final class SessionFloodTest {

    private static final TenantId KNOWN = TenantId.of("known");

    private static ScopedLab lab;

    @BeforeAll
    static void start() {
        lab = ScopedLab.bare();
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    private static String accessKeyId(TenantCredentials credentials, TenantId tenant) {
        return TenantContext.call(tenant, () -> credentials.provider().resolveCredentials())
                .accessKeyId();
    }

    /** STS lets a few through a second, and strangers want more than that all the time. */
    @Test
    void renewal_whileStrangersUseUpTheRate_takesPlace() throws InterruptedException {
        try (TenantCredentials credentials = lab.credentials()
                .duration(Duration.ofMinutes(15))
                .assumeRoleRate(4)
                .build()) {
            String first = accessKeyId(credentials, KNOWN);
            int strangers = 0;
            lab.lab().clock().advance(Duration.ofMinutes(12));
            long begin = System.nanoTime();
            do { // the strangers first
                assertThat(System.nanoTime() - begin)
                        .isLessThan(Duration.ofMinutes(2).toNanos());
                for (int i = 0; i < 1_000; i++) { // their futures are nobody's
                    strangers++;
                    TenantContext.call(
                            TenantId.of("stranger-" + strangers),
                            () -> credentials.provider().resolveIdentity());
                }
                TimeUnit.MILLISECONDS.sleep(20);
                lab.lab().clock().advance(Duration.ofMillis(10)); // a renewal that was put off is due again
            } while (accessKeyId(credentials, KNOWN).equals(first));
            assertThat(credentials.metrics().rateLimited()).isPositive();
            assertThat(credentials.metrics().refreshes()).isPositive();
        }
    }

    @Test
    void call_withMoreTenantsThanAreKept_goesOut() {
        String key = lab.lab().createKey();
        try (TenantCredentials credentials = lab.credentials()
                        .maximumSessions(10)
                        .assumeRoleRate(10_000)
                        .build();
                KmsClient kms =
                        credentials.scope().client(lab.at(KmsClient.builder()).httpClient(lab.http()))) {
            for (int i = 0; i < 300; i++) {
                String tenant = "t" + i % 45;
                TenantContext.run(
                        TenantId.of(tenant),
                        () -> kms.encrypt(encrypt -> encrypt.keyId(key)
                                .plaintext(SdkBytes.fromUtf8String("x"))
                                .encryptionContext(Map.of("tenant", tenant))));
            }
            assertThat(credentials.metrics().size()).isLessThanOrEqualTo(10);
        }
    }

    /** A directory that hangs for one tenant, and takes no notice of being interrupted. */
    private static String hang(CountDownLatch until) {
        while (true) {
            try {
                until.await();
                return lab.tenantRole().arn();
            } catch (InterruptedException ignored) {
                // as some libraries do
            }
        }
    }

    @Test
    void tenantThatHangs_triedAgainAndAgain_leavesThreadsToTheOthers() {
        CountDownLatch until = new CountDownLatch(1);
        TenantId hanging = TenantId.of("hanging");
        try (TenantCredentials credentials = lab.credentials(
                        tenant -> tenant.id().equals(hanging)
                                ? hang(until)
                                : lab.tenantRole().arn())
                .loadTimeout(Duration.ofMillis(100))
                .failureBackoff(Duration.ZERO)
                .build()) {
            for (int i = 0; i < 70; i++) {
                var refused =
                        catchThrowableOfType(TenantCredentialsException.class, () -> accessKeyId(credentials, hanging));
                assertThat(refused.code()).isEqualTo(ErrorCode.STS_UNAVAILABLE);
                assertThat(refused.isRetryable()).isTrue();
            }
            assertThat(Thread.getAllStackTraces().keySet().stream()
                            .filter(thread -> thread.getName().startsWith("partywall-sessions-"))
                            .filter(SessionFloodTest::isHanging))
                    .hasSizeLessThanOrEqualTo(4);
        } finally {
            until.countDown();
        }
    }

    private static boolean isHanging(Thread thread) {
        for (StackTraceElement element : thread.getStackTrace()) {
            if (element.getMethodName().equals("hang")) {
                return true;
            }
        }
        return false;
    }

    @Test
    void sessionThatComesTooLate_servesTheNextCall() {
        CountDownLatch until = new CountDownLatch(1);
        TenantId slow = TenantId.of("slow");
        try (TenantCredentials credentials = lab.credentials(tenant -> hang(until))
                .loadTimeout(Duration.ofSeconds(1))
                .failureBackoff(Duration.ofMinutes(1))
                .build()) {
            var refused = catchThrowableOfType(TenantCredentialsException.class, () -> accessKeyId(credentials, slow));
            assertThat(refused).hasMessageContaining("loadTimeout");
            until.countDown();

            long begin = System.nanoTime();
            while (credentials.metrics().started() == 0) {
                assertThat(System.nanoTime() - begin)
                        .isLessThan(Duration.ofMinutes(2).toNanos());
                Thread.onSpinWait();
            }
            assertThat(accessKeyId(credentials, slow)).startsWith("ASIA");
            assertThat(credentials.metrics().started()).isEqualTo(1);
        }
    }

    @Test
    void continuation_ofASessionAskedFor_runsOnNoThreadThatOthersNeed() {
        try (TenantCredentials credentials = lab.credentials().build();
                var held = lab.lab().faults().on("sts:AssumeRole").hold()) {
            CompletableFuture<String> thread = TenantContext.call(
                            TenantId.of("patient"), () -> credentials.provider().resolveIdentity())
                    .thenApply(identity -> Thread.currentThread().getName());
            held.await(1);
            held.release();
            assertThat(thread.join()).startsWith("partywall-sessions-handover-");
        }
    }
}
