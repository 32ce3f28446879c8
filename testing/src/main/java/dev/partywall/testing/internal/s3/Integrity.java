package dev.partywall.testing.internal.s3;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Compares a body with the sums that came with it
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html).
 */
final class Integrity {

    private static final String CHECKSUM = "x-amz-checksum-";
    private static final Set<String> ABOUT_CHECKSUMS =
            Set.of("x-amz-checksum-algorithm", "x-amz-checksum-mode", "x-amz-checksum-type");

    private Integrity() {}

    /** Refuses a body that is not the one that was meant. Returns the algorithm that the client asks for. */
    static Optional<ChecksumAlgorithm> verify(S3Request request) {
        request.header("content-md5").ifPresent(sum -> verifyMd5(sum, request.body()));
        Optional<ChecksumAlgorithm> sent = sent(request);
        sent.ifPresent(algorithm -> verify(algorithm, request));
        return sent.isPresent() ? sent : named(request, "x-amz-sdk-checksum-algorithm");
    }

    /** Whether a sum came with the body at all. */
    static boolean isGiven(S3Request request) {
        return request.header("content-md5").isPresent() || sent(request).isPresent();
    }

    /** The algorithm that a header names. */
    static Optional<ChecksumAlgorithm> named(S3Request request, String header) {
        return request.header(header)
                .map(name -> ChecksumAlgorithm.named(name)
                        .orElseThrow(() -> S3Exception.unmodelled("s3:PutObject", "checksum algorithm " + name)));
    }

    private static Optional<ChecksumAlgorithm> sent(S3Request request) {
        List<String> sums = request.headers().keySet().stream()
                .filter(name -> name.startsWith(CHECKSUM) && !ABOUT_CHECKSUMS.contains(name))
                .toList();
        if (sums.size() > 1) {
            throw S3Exception.invalidRequest(
                    "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
        }
        return sums.stream()
                .findFirst()
                .map(name -> ChecksumAlgorithm.named(name.substring(CHECKSUM.length()))
                        .orElseThrow(() -> S3Exception.unmodelled("s3:PutObject", "header " + name)));
    }

    private static void verify(ChecksumAlgorithm algorithm, S3Request request) {
        String header = algorithm.header();
        byte[] given = base64(request.header(header).orElseThrow());
        if (given.length != algorithm.length()) {
            throw S3Exception.invalidRequest("Value for " + header + " header is invalid.");
        }
        if (!MessageDigest.isEqual(given, algorithm.of(request.body()))) {
            throw S3Exception.bad(
                    "BadDigest", "The " + algorithm + " you specified did not match the calculated checksum.");
        }
    }

    private static void verifyMd5(String sum, byte[] body) {
        byte[] given = base64(sum);
        if (given.length != 16) {
            throw S3Exception.bad("InvalidDigest", "The Content-MD5 you specified was invalid.");
        }
        if (!Arrays.equals(given, ChecksumAlgorithm.digest("MD5", body))) {
            throw S3Exception.bad("BadDigest", "The Content-MD5 you specified did not match what we received.");
        }
    }

    /** No bytes at all if it is no Base64. */
    private static byte[] base64(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
