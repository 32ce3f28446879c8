package dev.partywall.abac.internal.credentials;

import dev.partywall.abac.internal.credentials.SessionClock.Moment;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** A session that STS gave, with the moments that matter. Shows nothing of its credentials. */
final class Session {

    private final AwsSessionCredentials credentials;
    private final CompletableFuture<AwsCredentialsIdentity> ready;
    private final String roleArn;
    private final Moment end;
    /** When the session is due for a refresh; null while one is under way. */
    private final AtomicReference<@Nullable Moment> refreshAt;

    /**
     * A session.
     *
     * @param roleArn the role
     * @param end from when on it is not handed out
     * @param refreshAt from when on it is renewed if it is in use
     */
    Session(AwsSessionCredentials credentials, String roleArn, Moment end, Moment refreshAt) {
        this.credentials = credentials;
        this.ready = CompletableFuture.completedFuture(credentials);
        this.roleArn = roleArn;
        this.end = end;
        this.refreshAt = new AtomicReference<>(refreshAt);
    }

    AwsSessionCredentials credentials() {
        return credentials;
    }

    /** The credentials as the SDK wants them; complete. */
    CompletableFuture<AwsCredentialsIdentity> ready() {
        return ready;
    }

    String roleArn() {
        return roleArn;
    }

    Moment end() {
        return end;
    }

    /** Whether the caller is the one to refresh this session now. */
    boolean claimRefresh(SessionClock clock) {
        Moment due = refreshAt.get();
        return due != null && clock.isPast(due) && refreshAt.compareAndSet(due, null);
    }

    /** Ends a refresh that brought nothing; the next is due then. */
    void refreshAgainAt(Moment due) {
        refreshAt.set(due);
    }

    @Override
    public String toString() {
        return "Session[redacted]";
    }
}
