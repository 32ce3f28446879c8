package dev.partywall.abac.internal.scope;

import java.util.Optional;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * Reads who signed a request.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html">the header
 *     Authorization</a>
 */
final class SignedRequest {

    private static final String CREDENTIAL = "Credential=";

    private SignedRequest() {}

    /** The access key id that the request is signed with; empty if it is not signed, or not by Signature Version 4 or 4a. */
    static Optional<String> accessKeyId(SdkHttpRequest request) {
        return request.firstMatchingHeader("Authorization").flatMap(SignedRequest::accessKeyId);
    }

    private static Optional<String> accessKeyId(String authorization) {
        int credential = authorization.indexOf(CREDENTIAL);
        if (!authorization.startsWith("AWS4-") || credential < 0) {
            return Optional.empty();
        }
        int begin = credential + CREDENTIAL.length();
        int end = authorization.indexOf('/', begin);
        return end < 0 ? Optional.empty() : Optional.of(authorization.substring(begin, end));
    }
}
