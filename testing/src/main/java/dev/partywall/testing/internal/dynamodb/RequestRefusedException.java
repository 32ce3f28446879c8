package dev.partywall.testing.internal.dynamodb;

import dev.partywall.testing.internal.LabError;

/** A request that DynamoDB refuses whoever makes it: it is malformed. */
final class RequestRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient LabError error;

    private RequestRefusedException(LabError error) {
        super(error.message());
        this.error = error;
    }

    /** A member that does not keep its constraint. */
    static RequestRefusedException constraint(String member, String value, String constraint) {
        return new RequestRefusedException(new LabError(
                400,
                "ValidationException",
                "1 validation error detected: Value " + value + " at '" + member
                        + "' failed to satisfy constraint: Member must " + constraint));
    }

    /** Something else that does not validate. */
    static RequestRefusedException validation(String message) {
        return new RequestRefusedException(new LabError(400, "ValidationException", message));
    }

    /** What DynamoDB answers. */
    LabError error() {
        return error;
    }
}
