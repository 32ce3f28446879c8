package dev.partywall.lifecycle;

import dev.partywall.core.TenantId;
import dev.partywall.lifecycle.internal.certificate.SignedCertificate;
import java.security.PublicKey;
import java.time.Instant;
import java.util.UUID;

/**
 * A signed statement of what was destroyed when a tenant was shredded, when, and for whom; and of what was not: backups, and what was
 * sealed.
 *
 * <p>It is a JSON document (format 1) in a JSON Web Signature. Its fields: {@code format}, {@code type}, {@code id}, {@code tenant},
 * {@code tier}, {@code requestedBy}, {@code offboardedAt}, {@code gracePeriodEndedAt}, {@code begunAt}, {@code finishedAt},
 * {@code export}, {@code branchKey} (key store, id, rows, versions, root keys), {@code kmsKeys} (ARN and date of deletion),
 * {@code role}, {@code canary}, {@code statements}. The tier is that of the registry's record: of a tenant that was being moved, the one
 * that it came from. Times are instants of ISO 8601. It holds no key material.
 *
 * @param id the certificate's own number, which is that of the operation
 * @param tenant who was shredded
 * @param requestedBy on whose word
 * @param finishedAt when the last of it was destroyed or scheduled, by the operator's clock
 * @param toJson the document that is signed
 * @param toJws the document with its signature: a JSON Web Signature in flattened JSON serialization
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7515#section-7.2.2">RFC 7515, flattened JWS JSON serialization</a>
 */
public record ShreddingCertificate(
        UUID id, TenantId tenant, String requestedBy, Instant finishedAt, String toJson, String toJws) {

    /**
     * Reads a certificate whose signature is right.
     *
     * @param jws the certificate, as {@link #toJws} gives it
     * @param key the public key that it has to be signed with: for Ed25519, or for ECDSA on P-256. The certificate's own word on
     *     its algorithm counts for nothing else
     * @return the certificate
     * @throws CertificateRefusedException if the text is not one, or was not signed with that key
     */
    public static ShreddingCertificate verify(String jws, PublicKey key) {
        return SignedCertificate.verify(jws, key);
    }
}
