package dev.partywall.testing.internal.isolation;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantIsolationException;
import dev.partywall.testing.LabOutcome;
import dev.partywall.testing.internal.authorization.DenialHeader;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** What failures say about who denied. */
public final class Denials {

    /** https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html#API_Decrypt_Errors */
    private static final Set<String> OF_KEY = Set.of("InvalidCiphertextException", "IncorrectKeyException");

    /** A key that is another tenant's, or none of this tenant's; not one that is out of reach for now. */
    private static final Set<ErrorCode> REFUSALS_OF_KEY = Set.of(
            ErrorCode.BRANCH_KEY_MISSING,
            ErrorCode.KEY_ACCESS_DENIED,
            ErrorCode.MESSAGE_MALFORMED,
            ErrorCode.MESSAGE_OF_OTHER_TENANT,
            ErrorCode.MESSAGE_OF_OTHER_PURPOSE,
            ErrorCode.BRANCH_KEY_VERSION_UNKNOWN,
            ErrorCode.MESSAGE_NOT_AUTHENTIC,
            ErrorCode.MESSAGE_UNCOMMITTED,
            ErrorCode.MESSAGE_SIGNED,
            ErrorCode.MESSAGE_OF_SEVERAL_DATA_KEYS,
            ErrorCode.MESSAGE_OF_OTHER_KEYRING);

    /** A call that would not have gone out as the tenant that is bound. */
    private static final Set<ErrorCode> REFUSALS_OF_SCOPE =
            Set.of(ErrorCode.CALL_NOT_SCOPED, ErrorCode.SCOPE_OVERRIDDEN, ErrorCode.CLIENT_NOT_SCOPED);

    private Denials() {}

    /** Whether it is a denial at all. */
    public static boolean isDenial(Throwable failure) {
        return header(failure).isPresent() || isOfKey(failure) || isOfContext(failure);
    }

    /** What the lab said about IAM's denial. */
    public static Optional<DenialHeader> header(Throwable failure) {
        return details(failure)
                .flatMap(details -> Optional.ofNullable(details.sdkHttpResponse()))
                .flatMap(response -> response.firstMatchingHeader(DenialHeader.NAME))
                .flatMap(DenialHeader::parse);
    }

    private static Optional<AwsErrorDetails> details(Throwable failure) {
        return Failures.find(
                failure, cause -> cause instanceof AwsServiceException service ? service.awsErrorDetails() : null);
    }

    /** Whether KMS or the keyring did not open the data. */
    public static boolean isOfKey(Throwable failure) {
        return Failures.ofPartywall(failure)
                        .map(TenantIsolationException::code)
                        .filter(REFUSALS_OF_KEY::contains)
                        .isPresent()
                || details(failure)
                        .filter(details -> OF_KEY.contains(details.errorCode()))
                        .isPresent();
    }

    /** Whether KMS said so of a single call. */
    static boolean isOfKey(LabOutcome.Failed failed) {
        return OF_KEY.contains(failed.errorCode());
    }

    /** Whether the tenant context refused, or a client that has to follow it. */
    public static boolean isOfContext(Throwable failure) {
        return Failures.ofPartywall(failure)
                .map(TenantIsolationException::code)
                .filter(code -> code.number() / 100 == 1 || REFUSALS_OF_SCOPE.contains(code))
                .isPresent();
    }

    /** In words. */
    public static String whom(Throwable failure) {
        return header(failure)
                .map(header -> "IAM, " + (header.explicit() ? "statement " + header.statement() : "no allow") + " ("
                        + header.layer() + ")")
                .orElseGet(() -> isOfKey(failure) ? "the key" : "the tenant context");
    }
}
