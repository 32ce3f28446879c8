package dev.partywall.testing.internal.iam;

import dev.partywall.testing.internal.LabError;

/** A refusal by IAM (https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html and the pages of operations). */
final class IamException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    private IamException(int status, String code, String message) {
        super(message, null, false, false); // an answer, not a failure: nobody reads its stack
        this.status = status;
        this.code = code;
    }

    LabError error() {
        return new LabError(status, code, String.valueOf(getMessage()));
    }

    static IamException noSuchEntity(String message) {
        return new IamException(404, "NoSuchEntity", message);
    }

    static IamException alreadyExists(String message) {
        return new IamException(409, "EntityAlreadyExists", message);
    }

    static IamException limitExceeded(String message) {
        return new IamException(409, "LimitExceeded", message);
    }

    static IamException deleteConflict(String message) {
        return new IamException(409, "DeleteConflict", message);
    }

    static IamException malformedPolicy(String message) {
        return new IamException(400, "MalformedPolicyDocument", message);
    }

    static IamException invalidInput(String message) {
        return new IamException(400, "InvalidInput", message);
    }

    static IamException validation(String message) {
        return new IamException(400, "ValidationError", message);
    }

    /** A member of the request breaks its constraint; worded as IAM words it. */
    static IamException constraint(String value, String member, String constraint) {
        return validation("1 validation error detected: Value " + value + " at '" + member
                + "' failed to satisfy constraint: Member must " + constraint);
    }

    static IamException invalidAction(String operation) {
        return new IamException(
                400, "InvalidAction", "Could not find operation " + operation + " for version 2010-05-08");
    }

    static IamException invalidClientToken() {
        return new IamException(403, "InvalidClientTokenId", "The security token included in the request is invalid");
    }
}
