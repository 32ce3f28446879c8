package dev.partywall.abac;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.Tenant;
import dev.partywall.core.TenantContext;
import dev.partywall.testing.LabCall;
import dev.partywall.testing.LabCalls;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.services.sts.StsClient;

/** How tests ask for sessions. */
final class Sessions {

    /** No healthy path takes this long, however slow the machine. */
    static final int PATIENCE_SECONDS = 60;

    private Sessions() {}

    /** The tenant's session, bound as it would be for a call. */
    static AwsSessionCredentials sessionOf(TenantCredentials credentials, Tenant tenant) {
        return (AwsSessionCredentials)
                TenantContext.call(tenant, () -> credentials.provider().resolveCredentials());
    }

    static AwsSessionCredentials sessionOf(TenantCredentials credentials, String tenant) {
        return sessionOf(credentials, Tenant.of(tenant));
    }

    /** The access key id of the tenant's session. */
    static String keyOf(TenantCredentials credentials, String tenant) {
        return sessionOf(credentials, tenant).accessKeyId();
    }

    /** The tenant's session, now or later; waits for nothing. */
    static CompletableFuture<AwsCredentialsIdentity> ask(TenantCredentials credentials, Tenant tenant) {
        return TenantContext.call(
                tenant, () -> credentials.provider().resolveIdentity().thenApply(identity -> identity));
    }

    static CompletableFuture<AwsCredentialsIdentity> ask(TenantCredentials credentials, String tenant) {
        return ask(credentials, Tenant.of(tenant));
    }

    /** Why the tenant gets no session. */
    static TenantCredentialsException refusal(TenantCredentials credentials, Tenant tenant) {
        try {
            sessionOf(credentials, tenant);
        } catch (TenantCredentialsException refused) {
            return refused;
        }
        throw new AssertionError(tenant + " got a session");
    }

    static TenantCredentialsException refusal(TenantCredentials credentials, String tenant) {
        return refusal(credentials, Tenant.of(tenant));
    }

    /** Checks what every refusal promises, and some words of this one. */
    static void assertRefused(
            TenantCredentialsException refusal, String tenant, ErrorCode code, boolean retryable, String... words) {
        assertThat(refusal.code()).as(String.valueOf(refusal.getMessage())).isEqualTo(code);
        assertThat(refusal.isRetryable()).isEqualTo(retryable);
        assertThat(refusal.tenant().map(Object::toString)).contains(tenant);
        assertThat(refusal).hasMessageContaining(tenant).hasMessageContaining(code.toString());
        assertThat(words).allSatisfy(word -> assertThat(refusal).hasMessageContaining(word));
    }

    /** Who the session is, as STS says. */
    static String arnOf(ScopedLab lab, AwsSessionCredentials session) {
        try (StsClient sts = lab.at(StsClient.builder())
                .httpClient(lab.http())
                .credentialsProvider(StaticCredentialsProvider.create(session))
                .build()) {
            return sts.getCallerIdentity().arn();
        }
    }

    /** The calls for sessions that reached the lab after a mark. */
    static LabCalls assumed(ScopedLab lab, long mark) {
        return lab.lab().calls().since(mark).matching(Sessions::isForSession);
    }

    private static boolean isForSession(LabCall call) {
        return call.action().startsWith("sts:AssumeRole");
    }

    /** What a future gives, which must not take forever. */
    static <T> T join(Future<T> future) throws Exception {
        return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** What a future of a session fails with. */
    static TenantCredentialsException failure(Future<?> future) throws InterruptedException, TimeoutException {
        try {
            future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof TenantCredentialsException refusal) {
                return refusal;
            }
            throw new AssertionError(failed);
        }
        throw new AssertionError("a session");
    }

    /** Waits until something holds. */
    static void until(String what, BooleanSupplier holds) {
        long begin = System.nanoTime();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
                throw new AssertionError("not within " + PATIENCE_SECONDS + " s: " + what);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** All that an exception says, those that it comes from and those that it keeps quiet about included. */
    static String textOf(Throwable failure) {
        StringBuilder text = new StringBuilder();
        Deque<Throwable> open = new ArrayDeque<>();
        open.add(failure);
        for (int i = 0; i < 100 && !open.isEmpty(); i++) {
            Throwable next = open.remove();
            text.append(next).append('\n');
            if (next.getCause() != null) {
                open.add(next.getCause());
            }
            open.addAll(List.of(next.getSuppressed()));
        }
        return text.toString();
    }
}
