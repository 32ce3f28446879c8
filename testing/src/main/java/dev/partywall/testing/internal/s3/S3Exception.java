package dev.partywall.testing.internal.s3;

import dev.partywall.testing.internal.Access;
import dev.partywall.testing.internal.LabError;
import dev.partywall.testing.internal.Protocol;

/**
 * A refusal by S3 (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html), or by the lab where it does not
 * know what S3 would answer.
 */
final class S3Exception extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient LabError error;

    /** The action that is not modelled; empty of a refusal by S3. */
    private final String unmodelled;

    private S3Exception(LabError error, String message, String unmodelled) {
        super(message, null, false, false); // an answer, not a failure: nobody reads its stack
        this.error = error;
        this.unmodelled = unmodelled;
    }

    private static S3Exception of(int status, String code, String message) {
        return new S3Exception(new LabError(status, code, message), message, "");
    }

    LabError error() {
        return error;
    }

    String code() {
        return error.code();
    }

    /** What becomes of a call that is refused before IAM is asked. */
    Access access(Protocol protocol) {
        return unmodelled.isEmpty()
                ? Access.refused(protocol, error)
                : new Access.Unmodelled(unmodelled, String.valueOf(getMessage()));
    }

    /** The lab does not know what S3 would ask or answer. */
    static S3Exception unmodelled(String action, String missing) {
        return new S3Exception(LabError.unmodelled(missing), missing, action);
    }

    static S3Exception noSuchBucket() {
        return of(404, "NoSuchBucket", "The specified bucket does not exist");
    }

    static S3Exception noSuchKey() {
        return of(404, "NoSuchKey", "The specified key does not exist.");
    }

    static S3Exception noSuchUpload() {
        return of(
                404,
                "NoSuchUpload",
                "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted"
                        + " or completed.");
    }

    static S3Exception notFound(String code, String message) {
        return of(404, code, message);
    }

    static S3Exception conflict(String code, String message) {
        return of(409, code, message);
    }

    static S3Exception invalidArgument(String message) {
        return of(400, "InvalidArgument", message);
    }

    static S3Exception invalidRequest(String message) {
        return of(400, "InvalidRequest", message);
    }

    static S3Exception malformedXml() {
        return of(
                400,
                "MalformedXML",
                "The XML you provided was not well-formed or did not validate against our published schema");
    }

    static S3Exception bad(String code, String message) {
        return of(400, code, message);
    }

    static S3Exception forbidden(String message) {
        return of(403, "AccessDenied", message);
    }

    static S3Exception preconditionFailed() {
        return of(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold");
    }

    static S3Exception invalidRange() {
        return of(416, "InvalidRange", "The requested range is not satisfiable");
    }

    static S3Exception notImplemented(String message) {
        return of(501, "NotImplemented", message);
    }
}
