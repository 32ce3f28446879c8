package dev.partywall.lifecycle.internal.certificate;

import dev.partywall.core.InvalidTenantException;
import dev.partywall.core.TenantId;
import dev.partywall.lifecycle.CertificateRefusedException;
import dev.partywall.lifecycle.CertificateSigner;
import dev.partywall.lifecycle.InvalidLifecycleSettingException;
import dev.partywall.lifecycle.ShreddingCertificate;
import dev.partywall.lifecycle.internal.json.JsonFields;
import dev.partywall.lifecycle.internal.json.MalformedJsonException;
import java.security.PublicKey;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.UUID;

/** Certificates as they are signed and read. */
public final class SignedCertificate {

    private SignedCertificate() {}

    /** Fails if a signer cannot sign certificates; signs nothing. */
    public static void require(CertificateSigner signer) {
        try {
            Jws.require(signer);
        } catch (InvalidLifecycleSettingException refused) {
            throw refused;
        } catch (RuntimeException failure) {
            throw InvalidLifecycleSettingException.setting(
                    "certificates", "its signer does not answer; mend what the cause names", failure);
        }
    }

    /** The signed form of what was destroyed. */
    public static ShreddingCertificate sign(Destroyed destroyed, CertificateSigner signer) {
        String json = CertificateDocument.write(destroyed);
        return read(json, Jws.sign(json, signer));
    }

    /** A certificate whose signature is right. */
    public static ShreddingCertificate verify(String jws, PublicKey key) {
        return read(Jws.verified(jws, key), jws);
    }

    /** One that the registry gave back: whoever may write there could put anything in its place, so it is not said to be verified. */
    public static ShreddingCertificate stored(String jws) {
        try {
            JsonFields fields = new JsonFields(jws);
            JsonFields.Values values = fields.document(fields::string);
            return read(Jws.text(Jws.decoded(values.text("payload"))), jws);
        } catch (MalformedJsonException | IllegalArgumentException malformed) {
            throw new CertificateRefusedException("what the registry has in its place is none", malformed);
        }
    }

    private static ShreddingCertificate read(String json, String jws) {
        try {
            JsonFields fields = new JsonFields(json);
            JsonFields.Values values = fields.document((name, token) -> switch (name) {
                case "format" -> fields.number(name, token);
                case "type", "id", "tenant", "requestedBy", "finishedAt" -> fields.string(name, token);
                default -> fields.skipped(name, token);
            });
            if (!values.take("format", Long.class).equals((long) CertificateDocument.FORMAT)
                    || !values.text("type").equals(CertificateDocument.TYPE)) {
                throw new CertificateRefusedException(
                        "it is of a type or format that this release does not know", null);
            }
            return new ShreddingCertificate(
                    UUID.fromString(values.text("id")),
                    TenantId.of(values.text("tenant")),
                    values.text("requestedBy"),
                    Instant.parse(values.text("finishedAt")),
                    json,
                    jws);
        } catch (MalformedJsonException
                | IllegalArgumentException
                | DateTimeException
                | InvalidTenantException malformed) {
            throw new CertificateRefusedException("what is signed is no certificate of shredding", malformed);
        }
    }
}
