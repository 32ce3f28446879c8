package dev.partywall.abac.internal.credentials;

import dev.partywall.abac.TenantCredentialsException;
import dev.partywall.core.ErrorCode;
import dev.partywall.core.Tenant;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Says what a failure of STS means for the tenant and what to do.
 *
 * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html#API_AssumeRole_Errors">AssumeRole</a>
 * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html">common errors</a>
 */
final class StsFailures {

    private static final Set<String> THROTTLED = Set.of(
            "Throttling",
            "ThrottlingException",
            "ThrottledException",
            "RequestLimitExceeded",
            "TooManyRequestsException",
            "RequestThrottled",
            "RequestThrottledException",
            "SlowDown");

    private static final Set<String> BASE_CREDENTIALS = Set.of(
            "ExpiredToken",
            "IncompleteSignature",
            "InvalidClientTokenId",
            "InvalidAccessKeyId",
            "InvalidSignatureException",
            "MissingAuthenticationToken",
            "NotAuthorized",
            "RequestExpired",
            "SignatureDoesNotMatch",
            "UnrecognizedClientException");

    private static final Set<String> WEB_IDENTITY =
            Set.of("ExpiredTokenException", "IDPRejectedClaim", "InvalidIdentityToken");

    private StsFailures() {}

    /**
     * What a failure means.
     *
     * @param signed whether the client's own credentials were in the request: only then can a token that expired be theirs
     */
    static TenantCredentialsException of(Tenant tenant, SdkException failure, boolean signed) {
        if (failure instanceof AwsServiceException service && service.awsErrorDetails() != null) {
            return ofService(
                    tenant, service, String.valueOf(service.awsErrorDetails().errorCode()), signed);
        }
        String words = String.valueOf(failure.getMessage());
        if (words.startsWith("Unable to load credentials")) {
            return baseCredentials(tenant, failure);
        }
        return unavailable(tenant, failure);
    }

    private static TenantCredentialsException ofService(
            Tenant tenant, AwsServiceException failure, String code, boolean signed) {
        if (THROTTLED.contains(code) || failure.isThrottlingException()) {
            return throttled(tenant, failure);
        } else if (BASE_CREDENTIALS.contains(code) || (signed && code.equals("ExpiredTokenException"))) {
            return baseCredentials(tenant, failure);
        } else if (WEB_IDENTITY.contains(code)) {
            return webIdentity(tenant, failure, code);
        } else if (code.equals("AccessDenied") || code.equals("AccessDeniedException")) {
            return denied(tenant, failure);
        } else if (code.startsWith("PackedPolicyTooLarge")) {
            return tooLarge(tenant, failure);
        } else if (code.equals("IDPCommunicationError") || failure.statusCode() >= 500) {
            return unavailable(tenant, failure);
        }
        return invalid(tenant, failure, code);
    }

    private static TenantCredentialsException throttled(Tenant tenant, SdkException cause) {
        return new TenantCredentialsException(
                ErrorCode.STS_THROTTLED,
                tenant.id(),
                true,
                "STS throttled the request for its session; the account's quota of requests is shared by all that call STS in"
                        + " the Region: lower assumeRoleRate, lengthen duration, or have the quota raised",
                cause);
    }

    private static TenantCredentialsException unavailable(Tenant tenant, SdkException cause) {
        return new TenantCredentialsException(
                ErrorCode.STS_UNAVAILABLE,
                tenant.id(),
                true,
                "STS failed or could not be reached; look at the endpoint, Region, time-outs and network of the StsClient",
                cause);
    }

    private static TenantCredentialsException baseCredentials(Tenant tenant, SdkException cause) {
        return new TenantCredentialsException(
                ErrorCode.BASE_CREDENTIALS_UNUSABLE,
                tenant.id(),
                false,
                "STS did not take the credentials of the StsClient, or there are none; look at its credentialsProvider, and at"
                        + " the clock of this machine, for a signature that is more than minutes old is refused",
                cause);
    }

    private static TenantCredentialsException webIdentity(Tenant tenant, SdkException cause, String code) {
        return new TenantCredentialsException(
                ErrorCode.WEB_IDENTITY_TOKEN_UNUSABLE,
                tenant.id(),
                false,
                "STS did not take its web identity token (" + code
                        + "); look at the token's expiry, issuer, audience and"
                        + " signature, and at the identity provider's registration in IAM",
                cause);
    }

    private static TenantCredentialsException tooLarge(Tenant tenant, SdkException cause) {
        return new TenantCredentialsException(
                ErrorCode.SESSION_POLICY_TOO_LARGE,
                tenant.id(),
                false,
                "its session policy and session tags together are larger than STS packs into a session; shorten sessionPolicy"
                        + " or move statements to the role's own policies, or map fewer attributes with attributeTag",
                cause);
    }

    private static TenantCredentialsException invalid(Tenant tenant, SdkException cause, String code) {
        return new TenantCredentialsException(
                ErrorCode.SESSION_REQUEST_INVALID,
                tenant.id(),
                false,
                "STS refused the request for its session (" + code
                        + "); look at duration, which is bounded by the role's"
                        + " MaxSessionDuration and to 1 hour where the StsClient itself uses a role (role chaining), at"
                        + " sessionPolicy, and at tags that the StsClient's own session passes on already",
                cause);
    }

    /** STS names the action that it denied; which policy denied it, it does not say. */
    private static TenantCredentialsException denied(Tenant tenant, AwsServiceException cause) {
        String words = String.valueOf(cause.awsErrorDetails().errorMessage());
        if (words.contains("sts:TagSession")) {
            return denied(
                    ErrorCode.SESSION_TAGS_DENIED,
                    tenant,
                    "STS denied its session tags; the role's trust policy, and the caller's own policy, must allow"
                            + " sts:TagSession, with these tag keys and values",
                    cause);
        } else if (words.contains("sts:SetSourceIdentity")) {
            return denied(
                    ErrorCode.SOURCE_IDENTITY_DENIED,
                    tenant,
                    "STS denied the source identity; the role's trust policy, and the caller's own policy, must allow"
                            + " sts:SetSourceIdentity, or leave out sourceIdentityFromActor",
                    cause);
        }
        return denied(
                ErrorCode.ROLE_NOT_ASSUMABLE,
                tenant,
                "STS denied it the role; the role may be gone, or its trust policy does not allow this caller, external id, or"
                        + " these session tags (it must allow both sts:AssumeRole and sts:TagSession)",
                cause);
    }

    private static TenantCredentialsException denied(
            ErrorCode code, Tenant tenant, String problem, AwsServiceException cause) {
        return new TenantCredentialsException(code, tenant.id(), false, problem, cause);
    }
}
