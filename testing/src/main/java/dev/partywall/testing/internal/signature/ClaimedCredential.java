package dev.partywall.testing.internal.signature;

import dev.partywall.testing.internal.AuthenticationFailure.Kind;
import java.util.List;

/**
 * The Credential of a signature: whose key, and the scope for which the signing key was derived
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html).
 *
 * @param accessKeyId the access key id
 * @param date as in {@code 20130524}
 * @param region the region; any will do, the signing key follows from it
 * @param service the service's signing name, such as {@code s3}
 */
record ClaimedCredential(String accessKeyId, String date, String region, String service) {

    private static final String TERMINATOR = "aws4_request";

    static ClaimedCredential parse(String text) throws NotAuthenticException {
        List<String> parts = List.of(text.split("/", -1));
        if (parts.size() != 5 || parts.stream().anyMatch(String::isBlank)) {
            throw new NotAuthenticException(
                    Kind.INCOMPLETE,
                    "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.");
        }
        if (!parts.get(4).equals(TERMINATOR)) {
            throw new NotAuthenticException(
                    Kind.INCOMPLETE, "Credential should be scoped with a valid terminator: 'aws4_request'.");
        }
        return new ClaimedCredential(parts.get(0), parts.get(1), parts.get(2), parts.get(3));
    }

    /** The credential scope, as strings to sign contain it. */
    String scope() {
        return date + "/" + region + "/" + service + "/" + TERMINATOR;
    }

    /** S3 has rules of its own. */
    boolean isForS3() {
        return service.equals("s3");
    }
}
