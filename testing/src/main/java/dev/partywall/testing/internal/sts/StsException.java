package dev.partywall.testing.internal.sts;

import dev.partywall.testing.internal.LabError;

/** A refusal by STS (https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html#API_AssumeRole_Errors). */
final class StsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    private StsException(int status, String code, String message) {
        super(message, null, false, false); // an answer, not a failure: nobody reads its stack
        this.status = status;
        this.code = code;
    }

    LabError error() {
        return new LabError(status, code, String.valueOf(getMessage()));
    }

    static StsException validation(String message) {
        return new StsException(400, "ValidationError", message);
    }

    /** A member of the request breaks its constraint; worded as STS words it. */
    static StsException constraint(String value, String member, String constraint) {
        return validation("1 validation error detected: Value " + value + " at '" + member
                + "' failed to satisfy constraint: Member must " + constraint);
    }

    static StsException invalidParameter(String message) {
        return new StsException(400, "InvalidParameterValue", message);
    }

    static StsException malformedPolicy(String message) {
        return new StsException(400, "MalformedPolicyDocument", message);
    }

    static StsException packedPolicyTooLarge(String message) {
        return new StsException(400, "PackedPolicyTooLarge", message);
    }

    static StsException accessDenied(String message) {
        return new StsException(403, "AccessDenied", message);
    }

    static StsException invalidIdentityToken(String message) {
        return new StsException(400, "InvalidIdentityToken", message);
    }

    static StsException expiredToken(String message) {
        return new StsException(400, "ExpiredTokenException", message);
    }

    static StsException rejectedClaim(String message) {
        return new StsException(403, "IDPRejectedClaim", message);
    }

    static StsException invalidAction(String operation) {
        return new StsException(
                400, "InvalidAction", "Could not find operation " + operation + " for version 2011-06-15");
    }
}
