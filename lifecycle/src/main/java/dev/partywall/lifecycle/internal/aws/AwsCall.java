package dev.partywall.lifecycle.internal.aws;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantId;
import dev.partywall.lifecycle.LifecycleException;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** A call to AWS for a tenant, whose failure says what it means and what to do. */
public final class AwsCall {

    private static final Set<String> DENIED = Set.of("AccessDenied", "AccessDeniedException");

    /** The operator's own credentials are not taken. */
    private static final Set<String> CREDENTIALS = Set.of(
            "ExpiredToken",
            "ExpiredTokenException",
            "IncompleteSignature",
            "InvalidClientTokenId",
            "InvalidSignatureException",
            "RequestExpired",
            "SignatureDoesNotMatch",
            "UnrecognizedClientException");

    private static final Set<String> LIMITS = Set.of("LimitExceeded", "LimitExceededException");

    /** Of the answers that are not about the service's health, those that pass: of a KMS key just made among them. */
    private static final Set<String> PASSING =
            Set.of("ConcurrentModification", "DeleteConflict", "EntityTemporarilyUnmodifiable", "NotFoundException");

    private AwsCall() {}

    /** The answer, or {@link LifecycleException}; exceptions that the caller handles itself are let through by their type. */
    public static <T> T of(TenantId tenant, String action, Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException failure) {
            throw failed(tenant, action, failure);
        }
    }

    /** What a failure of this action means. */
    public static LifecycleException failed(TenantId tenant, String action, SdkException failure) {
        String code = AwsTrouble.code(failure);
        if (isDenied(failure) || isOfCredentials(failure)) {
            return new LifecycleException(
                    ErrorCode.OPERATION_ACCESS_DENIED,
                    tenant,
                    // What credentials that have run out began, those that come next can go on with.
                    isOfCredentials(failure),
                    "AWS denied " + action
                            + " to the operator; renew its credentials, or let its role do it, then call the operation again",
                    failure);
        }
        if (LIMITS.contains(code)) {
            return new LifecycleException(
                    ErrorCode.ACCOUNT_LIMIT_REACHED,
                    tenant,
                    false,
                    "the account has no room left for " + action
                            + "; raise the quota, remove what is unused, or let tenants share: one role for all by session"
                            + " tags (1,000 roles an account, 5,000 at most), one root key for all (tier POOL)",
                    failure);
        }
        if (isAnswer(failure) && !PASSING.contains(code)) {
            return new LifecycleException(
                    ErrorCode.OPERATION_REFUSED,
                    tenant,
                    false,
                    "AWS refused " + action + "; look at the cause, and mend what it names",
                    failure);
        }
        return new LifecycleException(
                ErrorCode.OPERATION_UNAVAILABLE,
                tenant,
                true,
                action + " failed; look at the cause, then call the operation again: it goes on where it stopped",
                failure);
    }

    /** AWS denied the action to whoever asked, and would deny it again. */
    public static boolean isDenied(SdkException failure) {
        return DENIED.contains(AwsTrouble.code(failure));
    }

    static boolean isOfCredentials(SdkException failure) {
        return CREDENTIALS.contains(AwsTrouble.code(failure));
    }

    /** AWS answered, and would answer the same again. */
    static boolean isAnswer(SdkException failure) {
        return failure instanceof AwsServiceException service
                && service.statusCode() >= 400
                && service.statusCode() < 500
                && !service.isThrottlingException();
    }
}
