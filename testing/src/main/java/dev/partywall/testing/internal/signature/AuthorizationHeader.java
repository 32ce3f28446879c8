package dev.partywall.testing.internal.signature;

import dev.partywall.testing.internal.AuthenticationFailure.Kind;
import dev.partywall.testing.internal.LabRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads signatures in the Authorization header
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html).
 */
final class AuthorizationHeader {

    private static final String NAME = "authorization";
    private static final List<String> PARTS = List.of("Credential", "Signature", "SignedHeaders");

    private AuthorizationHeader() {}

    static boolean isIn(LabRequest request) {
        return request.header(NAME).isPresent();
    }

    static Claim read(LabRequest request) throws NotAuthenticException {
        String[] header = request.header(NAME).orElse("").strip().split("\\s+", 2);
        if (header[0].isEmpty()) {
            throw new NotAuthenticException(Kind.INCOMPLETE, "Authorization header cannot be empty.");
        }
        Claim.requireAlgorithm(header[0]);
        Map<String, String> parts = parts(header.length < 2 ? "" : header[1]);
        requireAll(request, parts);
        ClaimedCredential credential = ClaimedCredential.parse(parts.getOrDefault("Credential", ""));
        return Claim.of(
                credential,
                parts.getOrDefault("SignedHeaders", ""),
                parts.getOrDefault("Signature", ""),
                signedAt(request, credential),
                false,
                Optional.empty(),
                request.header("x-amz-security-token"));
    }

    /** Each part once and no other: two readers of the header must not come to two conclusions. */
    private static Map<String, String> parts(String text) throws NotAuthenticException {
        Map<String, String> parts = new HashMap<>();
        for (String pair : text.isBlank() ? new String[0] : text.split(",", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? "" : pair.substring(0, equals).strip();
            if (!PARTS.contains(name)
                    || parts.put(name, pair.substring(equals + 1).strip()) != null) {
                throw new NotAuthenticException(
                        Kind.INCOMPLETE,
                        "Authorization header must be of the form AWS4-HMAC-SHA256 Credential=..., "
                                + "SignedHeaders=..., Signature=...");
            }
        }
        return parts;
    }

    private static void requireAll(LabRequest request, Map<String, String> parts) throws NotAuthenticException {
        StringBuilder missing = new StringBuilder();
        for (String name : PARTS) {
            if (parts.getOrDefault(name, "").isEmpty()) {
                missing.append("Authorization header requires '").append(name).append("' parameter. ");
            }
        }
        if (request.header("x-amz-date").or(() -> request.header("date")).isEmpty()) {
            missing.append("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ");
        }
        if (!missing.isEmpty()) {
            throw new NotAuthenticException(Kind.INCOMPLETE, missing.toString().strip());
        }
    }

    /** X-Amz-Date goes before Date. */
    private static SigningTime signedAt(LabRequest request, ClaimedCredential credential) throws NotAuthenticException {
        Optional<String> amazons = request.header("x-amz-date");
        if (amazons.isPresent()) {
            return SigningTime.parse(amazons.get());
        }
        String date = request.header("date").orElse("");
        return credential.isForS3() ? SigningTime.parseHttpDate(date) : SigningTime.parse(date);
    }
}
