package dev.partywall.testing.internal.signature;

import dev.partywall.testing.internal.AuthenticationFailure.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Checks that a signature is not too old and not of the future.
 *
 * <p>Clients sign by the system's clock, whatever the lab's shows, so the age of an ordinary signature is told by the
 * system's: five minutes at most (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html), fifteen for S3
 * (RequestTimeTooSkewed, https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html). Moving or stopping the lab's
 * clock breaks no call.
 *
 * <p>A presigned URL lives from its signing for X-Amz-Expires seconds. It is over as soon as either clock is past that
 * moment: to advance the lab's clock lets URLs expire. A URL's date does not tell where the lab's clock stood when it was
 * made, so while the lab is ahead of the system by more than a URL's life, new URLs are over as well.
 */
final class Freshness {

    private static final Duration SKEW = Duration.ofMinutes(5);
    private static final Duration S3_SKEW = Duration.ofMinutes(15);

    private final Clock lab;
    private final Clock system;

    Freshness(Clock lab, Clock system) {
        this.lab = lab;
        this.system = system;
    }

    void check(Claim claim) throws NotAuthenticException {
        Instant now = system.instant();
        Instant signed = claim.signedAt().instant();
        Duration skew = claim.credential().isForS3() ? S3_SKEW : SKEW;
        if (signed.isAfter(now.plus(skew))) {
            throw skewed(claim, now, skew, true);
        }
        Duration life = claim.lifetime().orElse(skew);
        if (claim.presigned() && later(now, lab.instant()).isAfter(signed.plus(life))) {
            throw new NotAuthenticException(Kind.EXPIRED_URL, "Request has expired");
        } else if (!claim.presigned() && signed.isBefore(now.minus(skew))) {
            throw skewed(claim, now, skew, false);
        }
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static NotAuthenticException skewed(Claim claim, Instant now, Duration skew, boolean early) {
        Instant limit = early ? now.plus(skew) : now.minus(skew);
        String words = claim.credential().isForS3()
                ? "The difference between the request time and the current time is too large."
                : (early ? "Signature not yet current: " : "Signature expired: ") + claim.signedAt()
                        + (early ? " is still later than " : " is now earlier than ") + SigningTime.format(limit)
                        + " (" + SigningTime.format(now) + (early ? " + " : " - ") + skew.toMinutes() + " min.)";
        return new NotAuthenticException(Kind.CLOCK_SKEW, words);
    }
}
