package dev.partywall.testing.internal.signature;

import dev.partywall.testing.internal.AuthenticationFailure.Kind;
import dev.partywall.testing.internal.LabRequest;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads signatures in the query, as presigned URLs have them
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html).
 */
final class PresignedQuery {

    static final String SIGNATURE = "X-Amz-Signature";
    static final String CONTENT_SHA256 = "X-Amz-Content-Sha256";
    static final String SECURITY_TOKEN = "X-Amz-Security-Token";

    private static final String ALGORITHM = "X-Amz-Algorithm";
    private static final String CREDENTIAL = "X-Amz-Credential";
    private static final String DATE = "X-Amz-Date";
    private static final String EXPIRES = "X-Amz-Expires";
    private static final String SIGNED_HEADERS = "X-Amz-SignedHeaders";

    private static final List<String> REQUIRED = List.of(ALGORITHM, CREDENTIAL, SIGNATURE, DATE, SIGNED_HEADERS);
    private static final List<String> ONCE = List.of(EXPIRES, SECURITY_TOKEN, CONTENT_SHA256);

    /** Any of them, however written, makes a request one that is meant to be signed; the last are of Version 2. */
    private static final Set<String> TRACES = Set.of(
            "x-amz-algorithm",
            "x-amz-credential",
            "x-amz-signature",
            "x-amz-date",
            "x-amz-expires",
            "x-amz-signedheaders",
            "x-amz-security-token",
            "awsaccesskeyid");

    private static final int MAX_SECONDS = 604_800;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private PresignedQuery() {}

    static boolean isIn(LabRequest request) {
        return request.query().keySet().stream().anyMatch(name -> TRACES.contains(name.toLowerCase(Locale.ROOT)));
    }

    static Claim read(LabRequest request) throws NotAuthenticException {
        Map<String, List<String>> query = request.query();
        requireEachOnce(query);
        Claim.requireAlgorithm(first(query, ALGORITHM));
        ClaimedCredential credential = ClaimedCredential.parse(first(query, CREDENTIAL));
        return Claim.of(
                credential,
                first(query, SIGNED_HEADERS),
                first(query, SIGNATURE),
                SigningTime.parse(first(query, DATE)),
                true,
                lifetime(query, credential),
                sessionToken(request));
    }

    private static void requireEachOnce(Map<String, List<String>> query) throws NotAuthenticException {
        boolean missing = REQUIRED.stream().anyMatch(name -> first(query, name).isEmpty());
        boolean repeated = REQUIRED.stream().anyMatch(name -> count(query, name) > 1)
                || ONCE.stream().anyMatch(name -> count(query, name) > 1);
        if (missing || repeated) {
            throw incomplete();
        }
    }

    private static NotAuthenticException incomplete() {
        return new NotAuthenticException(
                Kind.INCOMPLETE_QUERY,
                "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, "
                        + "X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.");
    }

    private static int count(Map<String, List<String>> query, String name) {
        return query.getOrDefault(name, List.of()).size();
    }

    private static String first(Map<String, List<String>> query, String name) {
        return count(query, name) == 0
                ? ""
                : query.getOrDefault(name, List.of()).get(0);
    }

    /** S3 requires it; elsewhere a URL without it is good for as long as a signed request. */
    private static Optional<Duration> lifetime(Map<String, List<String>> query, ClaimedCredential credential)
            throws NotAuthenticException {
        if (count(query, EXPIRES) == 0) {
            if (credential.isForS3()) {
                throw incomplete();
            }
            return Optional.empty();
        }
        return Optional.of(Duration.ofSeconds(seconds(first(query, EXPIRES))));
    }

    private static long seconds(String text) throws NotAuthenticException {
        if (!NUMBER.matcher(text).matches()) {
            throw new NotAuthenticException(Kind.INCOMPLETE_QUERY, "X-Amz-Expires should be a number");
        }
        long seconds = Long.parseLong(text);
        if (seconds < 1 || seconds > MAX_SECONDS) {
            throw new NotAuthenticException(
                    Kind.INCOMPLETE_QUERY,
                    "X-Amz-Expires must be at least 1 and less than a week (in seconds); that is, the given "
                            + "X-Amz-Expires must be less than 604800 seconds");
        }
        return seconds;
    }

    /** In the query or, unusually, in the header; one of them only. */
    private static Optional<String> sessionToken(LabRequest request) throws NotAuthenticException {
        Optional<String> inQuery = request.queryParameter(SECURITY_TOKEN);
        Optional<String> inHeader = request.header("x-amz-security-token");
        if (inQuery.isPresent() && inHeader.isPresent()) {
            throw new NotAuthenticException(Kind.INCOMPLETE_QUERY, "X-Amz-Security-Token must be given only once.");
        }
        return inQuery.or(() -> inHeader);
    }
}
