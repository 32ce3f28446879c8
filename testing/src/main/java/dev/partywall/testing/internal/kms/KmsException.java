package dev.partywall.testing.internal.kms;

import dev.partywall.testing.internal.LabError;

/**
 * A refusal by KMS.
 *
 * <p>Names and statuses follow the API reference, for instance
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html#API_Decrypt_Errors and
 * https://docs.aws.amazon.com/kms/latest/APIReference/CommonErrors.html.
 */
final class KmsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient LabError error;

    private KmsException(LabError error) {
        super(error.message(), null, false, false); // an answer, not a failure: nobody reads its stack
        this.error = error;
    }

    private KmsException(String code, String message) {
        this(new LabError(400, code, message));
    }

    LabError error() {
        return error;
    }

    static KmsException notFound(String message) {
        return new KmsException("NotFoundException", message);
    }

    static KmsException validation(String message) {
        return new KmsException("ValidationException", message);
    }

    /** A member of the request breaks its constraint; worded as KMS words it. */
    static KmsException constraint(String value, String member, String constraint) {
        return validation("1 validation error detected: Value " + value + " at '" + member
                + "' failed to satisfy constraint: Member must " + constraint);
    }

    static KmsException serialization(String message) {
        return new KmsException("SerializationException", message);
    }

    static KmsException unsupported(String message) {
        return new KmsException("UnsupportedOperationException", message);
    }

    static KmsException unknownOperation(String operation) {
        return new KmsException("UnknownOperationException", "The lab's KMS has no operation " + operation + ".");
    }

    static KmsException disabled(String arn) {
        return new KmsException("DisabledException", arn + " is disabled.");
    }

    static KmsException invalidState(String message) {
        return new KmsException("KMSInvalidStateException", message);
    }

    /** KMS does not say what is wrong with a ciphertext: its message is empty. */
    static KmsException invalidCiphertext() {
        return new KmsException("InvalidCiphertextException", "");
    }

    static KmsException incorrectKey() {
        return new KmsException(
                "IncorrectKeyException",
                "The key ID in the request does not identify a CMK that can perform this operation.");
    }

    static KmsException invalidKeyUsage(String message) {
        return new KmsException("InvalidKeyUsageException", message);
    }

    static KmsException accessDenied(String message) {
        return new KmsException("AccessDeniedException", message);
    }

    static KmsException notAuthorized(String message) {
        return new KmsException("NotAuthorizedException", message);
    }

    static KmsException invalidArn(String message) {
        return new KmsException("InvalidArnException", message);
    }

    static KmsException alreadyExists(String message) {
        return new KmsException("AlreadyExistsException", message);
    }

    static KmsException invalidAliasName(String message) {
        return new KmsException("InvalidAliasNameException", message);
    }

    static KmsException malformedPolicy(String message) {
        return new KmsException("MalformedPolicyDocumentException", message);
    }

    static KmsException tag(String message) {
        return new KmsException("TagException", message);
    }

    static KmsException limitExceeded(String message) {
        return new KmsException("LimitExceededException", message);
    }

    static KmsException invalidMarker(String message) {
        return new KmsException("InvalidMarkerException", message);
    }

    static KmsException invalidGrantToken() {
        return new KmsException("InvalidGrantTokenException", "The grant token is not one of a grant in force.");
    }

    static KmsException invalidGrantId(String message) {
        return new KmsException("InvalidGrantIdException", message);
    }

    /** The key that made a ciphertext is gone; KMS does not say which it was. */
    static KmsException ciphertextOfNoKey() {
        return accessDenied("The ciphertext refers to a customer master key that does not exist, does not exist in this"
                + " region, or you are not allowed to access.");
    }

    /** No answer of KMS: the lab cannot tell what KMS would answer. */
    static KmsException unmodelled(String missing) {
        return new KmsException(LabError.unmodelled(missing));
    }

    static KmsException dryRun() {
        return new KmsException(
                "DryRunOperationException", "The request would have succeeded, but the DryRun option is set.");
    }
}
