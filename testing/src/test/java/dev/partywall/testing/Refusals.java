package dev.partywall.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** What a service refuses, as the SDK sees it. */
public final class Refusals {

    private Refusals() {}

    /** Checks that a call is refused with an error code and status 400. Returns the service's words. */
    public static String assertRefused(String code, ThrowingCallable call) {
        return assertRefused(code, 400, call);
    }

    /** Checks that a call is refused with an error code and a status. Returns the service's words. */
    public static String assertRefused(String code, int status, ThrowingCallable call) {
        AwsServiceException refusal = catchThrowableOfType(AwsServiceException.class, call);
        assertThat(refusal).as("refused with %s", code).isNotNull();
        assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo(code);
        assertThat(refusal.statusCode()).isEqualTo(status);
        assertThat(refusal.requestId()).isNotBlank();
        return String.valueOf(refusal.awsErrorDetails().errorMessage());
    }
}
