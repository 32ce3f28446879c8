package dev.partywall.testing;

import java.time.Duration;
import java.time.Instant;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/** A tenant's session, started when first wanted and anew before it expires by the lab's clock. */
final class TenantSession implements AwsCredentialsProvider {

    /** A session lasts an hour unless its role says less: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
    private static final Duration LIFE = Duration.ofMinutes(55);

    private final LabClock clock;
    private final LabSession.Builder starter;
    private AwsCredentials credentials;
    private Instant renewal = Instant.MIN;

    TenantSession(LabClock clock, LabSession.Builder starter) {
        this.clock = clock;
        this.starter = starter;
        this.credentials = renew();
    }

    @Override
    public synchronized AwsCredentials resolveCredentials() {
        if (!clock.instant().isBefore(renewal)) {
            credentials = renew();
        }
        return credentials;
    }

    private AwsCredentials renew() {
        renewal = clock.instant().plus(LIFE);
        return starter.start().credentials().resolveCredentials();
    }
}
