package dev.partywall.testing.internal.sqs;

import dev.partywall.testing.internal.AuthenticationFailure;
import dev.partywall.testing.internal.LabError;
import dev.partywall.testing.internal.LabResponse;
import dev.partywall.testing.internal.Protocol;
import dev.partywall.testing.internal.protocol.AwsJsonProtocol;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * AWS JSON 1.0 that remembers AWS Query: errors also carry the code they had there, by which clients still know them
 * (https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#aws-protocols-awsquerycompatible-trait).
 */
final class SqsProtocol implements Protocol {

    private static final AwsJsonProtocol JSON = new AwsJsonProtocol("1.0", SqsProtocol::type);

    /** Shapes whose code in AWS Query is another than their name. */
    private static final Map<String, String> QUERY_CODES = Map.of(
            "QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue",
            "QueueNameExists", "QueueAlreadyExists",
            "UnrecognizedClientException", "InvalidClientTokenId",
            "ExpiredTokenException", "ExpiredToken",
            "InvalidSignatureException", "SignatureDoesNotMatch",
            "IncompleteSignatureException", "IncompleteSignature",
            "MissingAuthenticationTokenException", "MissingAuthenticationToken");

    /** Shapes whose code in AWS Query is their name behind the service's. */
    private static final Set<String> PREFIXED = Set.of(
            "BatchEntryIdsNotDistinct",
            "BatchRequestTooLong",
            "EmptyBatchRequest",
            "InvalidBatchEntryId",
            "MessageNotInflight",
            "PurgeQueueInProgress",
            "QueueDeletedRecently",
            "TooManyEntriesInBatchRequest",
            "UnsupportedOperation");

    private static String type(String code) {
        return "com.amazonaws.sqs#" + code;
    }

    /** The code of an error in AWS Query. */
    static String queryCode(String code) {
        return PREFIXED.contains(code) ? "AWS.SimpleQueueService." + code : QUERY_CODES.getOrDefault(code, code);
    }

    LabResponse success(Map<String, Object> members) {
        return JSON.success(members);
    }

    @Override
    public LabResponse error(LabError error) {
        LabResponse plain = JSON.error(error);
        Map<String, String> headers = new HashMap<>(plain.headers());
        String fault = error.status() < 500 ? "Sender" : "Receiver";
        headers.put("x-amzn-query-error", queryCode(error.code()) + ";" + fault);
        return LabResponse.error(error.status(), headers, plain.body(), error.code());
    }

    @Override
    public LabError notAuthenticated(AuthenticationFailure failure) {
        return new LabError(403, JSON.notAuthenticated(failure).code(), failure.message());
    }

    @Override
    public LabError denied(String message) {
        return new LabError(403, "AccessDenied", message);
    }
}
