package dev.partywall.lifecycle.internal.aws;

import java.io.IOException;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/** What kind of trouble a failure of a store at AWS is. */
public enum AwsTrouble {
    /** AWS denied the caller. */
    DENIED,
    /** The same call may succeed soon. */
    PASSING,
    /** Everything else. */
    LASTING;

    /**
     * Error codes by which AWS denies a caller.
     *
     * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html">Error handling
     *     with DynamoDB</a>
     * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html">Error responses of S3</a>
     */
    private static final Set<String> NOT_ALLOWED = Set.of(
            "AccessDenied",
            "AccessDeniedException",
            "ExpiredToken",
            "ExpiredTokenException",
            "IncompleteSignature",
            "IncompleteSignatureException",
            "InvalidAccessKeyId",
            "InvalidClientTokenId",
            "InvalidSignatureException",
            "InvalidToken",
            "MissingAuthenticationToken",
            "MissingAuthenticationTokenException",
            "NotAuthorized",
            "OptInRequired",
            "SignatureDoesNotMatch",
            "UnrecognizedClientException");

    /** Others are at the same thing at this moment, and nothing was done. */
    private static final Set<String> CONTENDED = Set.of(
            "ConditionalRequestConflict",
            "OperationAborted",
            "ReplicatedWriteConflictException",
            "TransactionConflictException");

    /** S3 waited for a request's bytes, which is 400. */
    private static final String SLOW = "RequestTimeout";

    private static final Set<String> THROTTLED = Set.of(
            "LimitExceededException",
            "ProvisionedThroughputExceededException",
            "RequestLimitExceeded",
            "SlowDown",
            "Throttling",
            "ThrottlingException");

    /** What kind of trouble this is. */
    public static AwsTrouble of(SdkException failure) {
        if (failure instanceof AwsServiceException service) {
            return of(service);
        }
        return failure instanceof SdkClientException client && isOutage(client) ? PASSING : LASTING;
    }

    private static AwsTrouble of(AwsServiceException service) {
        boolean throttled = THROTTLED.contains(code(service)) || service.isThrottlingException();
        if (NOT_ALLOWED.contains(code(service)) || (service.statusCode() == 403 && !throttled)) {
            return DENIED;
        }
        boolean passes = throttled
                || code(service).equals(SLOW)
                || CONTENDED.contains(code(service))
                || service.statusCode() >= 500;
        return passes || service.retryable() ? PASSING : LASTING;
    }

    /** The error code of AWS; empty if there is none. */
    public static String code(SdkException failure) {
        return failure instanceof AwsServiceException service
                        && service.awsErrorDetails() != null
                        && service.awsErrorDetails().errorCode() != null
                ? service.awsErrorDetails().errorCode()
                : "";
    }

    /** Not what is wrong with the client itself, such as that it finds no credentials. */
    private static boolean isOutage(SdkClientException client) {
        if (client instanceof ApiCallTimeoutException || client instanceof ApiCallAttemptTimeoutException) {
            return true;
        }
        for (Throwable cause = client.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return true;
            }
        }
        return client.retryable();
    }
}
