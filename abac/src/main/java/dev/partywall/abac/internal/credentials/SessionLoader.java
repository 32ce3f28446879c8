package dev.partywall.abac.internal.credentials;

import dev.partywall.abac.TenantCredentialsException;
import dev.partywall.abac.internal.credentials.SessionClock.Moment;
import dev.partywall.abac.internal.credentials.SessionSource.Issued;
import dev.partywall.core.ErrorCode;
import dev.partywall.core.IsolationEvent;
import dev.partywall.core.Tenant;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sts.model.Credentials;

/** Obtains one session, with patience for an STS that throttles or fails for a moment, and tells the listener. */
final class SessionLoader {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final CredentialSettings settings;
    private final CredentialCounters counters;
    private final StsRateLimit limit;

    SessionLoader(CredentialSettings settings, CredentialCounters counters, StsRateLimit limit) {
        this.settings = settings;
        this.counters = counters;
        this.limit = limit;
    }

    /** Asks until there is an answer; the deadline interrupts it. */
    Outcome load(Asking asking) {
        long begin = System.nanoTime();
        Outcome outcome = attempt(asking.tenant());
        for (Duration pause = FIRST_PAUSE;
                isPassing(outcome, asking) && slept(jittered(pause)) && hasPlace(begin);
                pause = longer(pause)) {
            counters.retries.increment();
            outcome = attempt(asking.tenant());
        }
        return told(asking, outcome, Duration.ofNanos(System.nanoTime() - begin));
    }

    /** Nobody waits longer: what STS failed with meanwhile, or that it did not answer. */
    Outcome giveUp(Asking asking, TenantCredentialsException late) {
        return told(asking, new Outcome.Failed(asking.trouble().orElse(late)), Duration.ZERO);
    }

    /** Asking again counts towards the limit as asking does. */
    private boolean hasPlace(long begin) {
        Duration left = settings.loadTimeout().minusNanos(System.nanoTime() - begin);
        return !left.isNegative()
                && limit.reserve(left).filter(SessionLoader::slept).isPresent();
    }

    private static boolean isPassing(Outcome outcome, Asking asking) {
        if (outcome instanceof Outcome.Failed failed
                && failed.failure().isRetryable()
                && failed.failure().code() != ErrorCode.SESSION_EXPIRED
                && !Thread.currentThread().isInterrupted()) {
            asking.remember(failed.failure());
            return true;
        }
        return false;
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }

    /** Full jitter: callers that were throttled together do not come back together. */
    private static Duration jittered(Duration pause) {
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(pause.toMillis()) + 1);
    }

    /** False if interrupted. */
    private static boolean slept(Duration pause) {
        try {
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
            return true;
        } catch (InterruptedException late) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Outcome attempt(Tenant tenant) {
        Moment begin = settings.clock().now();
        try {
            return new Outcome.Given(session(tenant, begin, settings.source().issue(tenant)));
        } catch (TenantCredentialsException failure) {
            return new Outcome.Failed(failure);
        } catch (SdkException failure) {
            return new Outcome.Failed(
                    StsFailures.of(tenant, failure, settings.source().isSigned()));
        } catch (RuntimeException | Error broken) {
            // An Error too: whoever waits for this session must be told.
            return new Outcome.Failed(LoadFailures.broken(tenant, broken));
        }
    }

    private Session session(Tenant tenant, Moment begin, Issued issued) {
        Duration lifetime = issued.lifetime(begin.instant());
        Duration usable = lifetime.minus(settings.expiryMargin());
        if (usable.isNegative() || usable.isZero()) {
            throw LoadFailures.expired(tenant, lifetime, settings.expiryMargin());
        }
        return new Session(
                credentials(issued, begin.instant().plus(lifetime)),
                issued.roleArn(),
                begin.plus(usable),
                begin.plus(share(usable)));
    }

    /** At 75 to 85 % of the time, spread so that sessions begun together are not renewed together. */
    private static Duration share(Duration usable) {
        double share = 0.75 + ThreadLocalRandom.current().nextDouble() * 0.1;
        return Duration.ofNanos((long) (usable.toNanos() * share));
    }

    /** The expiry is by this machine's clock, as whoever reads it will compare it with that. */
    private static AwsSessionCredentials credentials(Issued issued, Instant localExpiry) {
        Credentials given = issued.credentials();
        return AwsSessionCredentials.builder()
                .accessKeyId(given.accessKeyId())
                .secretAccessKey(given.secretAccessKey())
                .sessionToken(given.sessionToken())
                .expirationTime(localExpiry)
                .build();
    }

    /** A listener that throws fails the load: where an audit trail cannot be written, no session is handed out. */
    private Outcome told(Asking asking, Outcome outcome, Duration took) {
        Tenant tenant = asking.tenant();
        if (outcome instanceof Outcome.Failed && !asking.claimFailure()) {
            return outcome;
        }
        try {
            settings.listener().onEvent(event(tenant, outcome, took));
            return outcome;
        } catch (RuntimeException | Error broken) {
            return new Outcome.Failed(LoadFailures.broken(tenant, broken));
        }
    }

    private IsolationEvent event(Tenant tenant, Outcome outcome, Duration took) {
        Instant now = settings.clock().wall().instant();
        if (outcome instanceof Outcome.Given given) {
            Session session = given.session();
            Instant end = session.credentials().expirationTime().orElse(now);
            return new IsolationEvent.SessionStarted(now, tenant.id(), session.roleArn(), end, took);
        }
        ErrorCode code = ((Outcome.Failed) outcome).failure().code();
        return new IsolationEvent.SessionUnavailable(now, tenant.id(), code);
    }
}
