package dev.partywall.testing.internal.signature;

import dev.partywall.testing.internal.AuthenticationFailure.Kind;
import dev.partywall.testing.internal.Authenticator;
import dev.partywall.testing.internal.Credential;
import dev.partywall.testing.internal.CredentialDirectory;
import dev.partywall.testing.internal.Identity;
import dev.partywall.testing.internal.LabRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * Verifies AWS Signature Version 4
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html): in the Authorization header
 * or in the query of a presigned URL, of S3 also with the payload in chunks.
 *
 * <p>Nothing is believed before the signature is verified, and what is signed wrongly, or half, is never taken for
 * anonymous. Session tokens expire by the lab's clock; which clock tells the age of a signature, {@link Freshness} says.
 * An unsigned Content-Type is let pass, as AWS lets it. Safe for use by many threads.
 */
public final class SignatureVerifier implements Authenticator {

    private final CredentialDirectory credentials;
    private final Clock lab;
    private final Freshness freshness;

    /** A verifier of signatures by the keys of a directory, made by clients that go by the system's clock. */
    public SignatureVerifier(CredentialDirectory credentials, Clock lab) {
        this(credentials, lab, Clock.systemUTC());
    }

    /**
     * A verifier of signatures.
     *
     * @param lab the lab's clock, by which sessions and presigned URLs expire
     * @param clients the clock that clients sign by
     */
    public SignatureVerifier(CredentialDirectory credentials, Clock lab, Clock clients) {
        this.credentials = credentials;
        this.lab = lab;
        this.freshness = new Freshness(lab, clients);
    }

    @Override
    public Outcome authenticate(LabRequest request) {
        return authenticate(request, request.signingService().orElse(""));
    }

    @Override
    public Outcome authenticate(LabRequest request, String service) {
        boolean inHeader = AuthorizationHeader.isIn(request);
        boolean inQuery = PresignedQuery.isIn(request);
        try {
            if (!inHeader && !inQuery) {
                return anonymous(request);
            }
            requireReadable(request, inHeader && inQuery);
            Claim claim = inHeader ? AuthorizationHeader.read(request) : PresignedQuery.read(request);
            requireScope(request, claim, service);
            return verify(request, claim);
        } catch (NotAuthenticException e) {
            return new Outcome.Refused(e.failure());
        }
    }

    private static Outcome anonymous(LabRequest request) throws NotAuthenticException {
        String payload = request.header("x-amz-content-sha256").orElse("");
        if (request.header("x-amz-security-token").isPresent() || payload.startsWith("STREAMING-AWS4-")) {
            throw new NotAuthenticException(Kind.INCOMPLETE, "Authorization header cannot be empty.");
        }
        boolean chunked = payload.equals("STREAMING-UNSIGNED-PAYLOAD-TRAILER");
        return new Outcome.Verified(
                Identity.anonymous(), chunked ? new ChunkedPayload(request, Optional.empty()).open(true) : request);
    }

    private static void requireReadable(LabRequest request, boolean inBoth) throws NotAuthenticException {
        if (inBoth) {
            throw new NotAuthenticException(
                    Kind.INCOMPLETE,
                    "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string "
                            + "parameter or the Authorization header should be specified");
        }
        if (!PercentEncoding.isWellFormed(request.rawPath()) || !PercentEncoding.isWellFormed(request.rawQuery())) {
            throw new NotAuthenticException(Kind.INCOMPLETE, "Couldn't parse the specified URI.");
        }
    }

    /** The service that answers must be the one signed for, and be found in the request by everyone alike. */
    private static void requireScope(LabRequest request, Claim claim, String service) throws NotAuthenticException {
        ClaimedCredential credential = claim.credential();
        if (!request.accessKeyId().equals(Optional.of(credential.accessKeyId()))
                || !request.signingService().equals(Optional.of(credential.service()))) {
            throw new NotAuthenticException(Kind.INCOMPLETE, "The Credential of the signature is malformed.");
        }
        if (!credential.service().equals(service)) {
            throw new NotAuthenticException(
                    service.equals("s3") ? Kind.INCOMPLETE : Kind.SIGNATURE_MISMATCH,
                    "Credential should be scoped to correct service: '" + service + "'. ");
        }
    }

    private Outcome verify(LabRequest request, Claim claim) throws NotAuthenticException {
        freshness.check(claim);
        Wording wording = Wording.of(claim.credential());
        Optional<Credential> credential = credentials.find(claim.credential().accessKeyId());
        if (credential.isEmpty()) {
            throw wording.unknownKey();
        }
        requireSession(credential.get(), claim, wording);
        CanonicalRequest.requireSignedHeaders(request, claim);
        PayloadHash payload = PayloadHash.of(request, claim);
        SigningKey key = SigningKey.derive(credential.get().secretAccessKey(), claim.credential());
        if (!key.verifies(CanonicalRequest.stringToSign(request, claim, payload.text()), claim.signature())) {
            throw wording.mismatch();
        }
        return new Outcome.Verified(
                credential.get().identity(), open(request, payload, new ChunkSignatures(key, claim)));
    }

    /** Temporary credentials come with their session token, others with none. */
    private void requireSession(Credential credential, Claim claim, Wording wording) throws NotAuthenticException {
        Optional<String> expected = credential.sessionToken();
        Optional<String> actual = claim.sessionToken();
        boolean belongs = expected.isPresent()
                ? actual.isPresent() && Digest.same(expected.get(), actual.get())
                : actual.isEmpty();
        if (!belongs) {
            throw wording.invalidToken();
        }
        Instant now = lab.instant();
        if (credential.expires().filter(end -> !now.isBefore(end)).isPresent()) {
            throw wording.expiredToken();
        }
    }

    /** The request with its payload, which is checked against what the signature says of it. */
    private static LabRequest open(LabRequest request, PayloadHash payload, ChunkSignatures signatures)
            throws NotAuthenticException {
        return switch (payload.form()) {
            case UNSIGNED -> request;
            case CHUNKS -> new ChunkedPayload(request, Optional.of(signatures)).open(false);
            case CHUNKS_AND_TRAILER -> new ChunkedPayload(request, Optional.of(signatures)).open(true);
            case UNSIGNED_CHUNKS_AND_TRAILER -> new ChunkedPayload(request, Optional.empty()).open(true);
            case WHOLE -> {
                if (!Digest.same(payload.text(), Digest.sha256(request.body(), 0, request.body().length))) {
                    throw new NotAuthenticException(
                            Kind.PAYLOAD_MISMATCH,
                            "The provided 'x-amz-content-sha256' header does not match what was computed.");
                }
                yield request;
            }
        };
    }
}
