package dev.partywall.lifecycle.internal.certificate;

import dev.partywall.lifecycle.CertificateRefusedException;
import dev.partywall.lifecycle.CertificateSigner;
import dev.partywall.lifecycle.InvalidLifecycleSettingException;
import dev.partywall.lifecycle.internal.json.JsonFields;
import dev.partywall.lifecycle.internal.json.MalformedJsonException;
import dev.partywall.lifecycle.internal.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * A text in a JSON Web Signature, in flattened JSON serialization, whose header is protected as a whole.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7515">RFC 7515, JSON Web Signature</a>
 */
final class Jws {

    private static final String TYPE = "partywall-shredding+json";
    private static final Pattern KEY_ID = Pattern.compile("[!-~]{1,256}");

    private Jws() {}

    static String requireKeyId(String keyId) {
        if (!KEY_ID.matcher(keyId).matches()) {
            throw InvalidLifecycleSettingException.setting(
                    "certificates", "takes a key id of 1 to 256 printable ASCII characters without spaces");
        }
        return keyId;
    }

    /** Whether a signer signs as it has to, before there is anything to be signed. */
    static void require(CertificateSigner signer) {
        requireKeyId(signer.keyId());
        boolean fits = SignatureAlgorithm.of(signer.publicKey())
                .filter(algorithm -> algorithm.joseName().equals(signer.algorithm()))
                .isPresent();
        if (!fits) {
            throw InvalidLifecycleSettingException.setting(
                    "certificates",
                    "takes a signer whose algorithm is EdDSA (Ed25519) or ES256, and whose public key is for it");
        }
    }

    static String sign(String payload, CertificateSigner signer) {
        require(signer);
        String header = encoded(bytes(StrictJson.object(json -> {
            json.writeStringField("alg", signer.algorithm());
            json.writeStringField("kid", signer.keyId());
            json.writeStringField("typ", TYPE);
        })));
        String body = encoded(bytes(payload));
        byte[] signature = signer.sign(signingInput(header, body));
        String jws = StrictJson.object(json -> {
            json.writeStringField("payload", body);
            json.writeStringField("protected", header);
            json.writeStringField("signature", encoded(signature));
        });
        // What nobody can verify is worth nothing, and what it was made of is gone when it is stored.
        verified(jws, signer.publicKey());
        return jws;
    }

    /** What was signed, if it was signed with this key. */
    static String verified(String jws, PublicKey key) {
        SignatureAlgorithm algorithm = SignatureAlgorithm.of(key)
                .orElseThrow(() -> new CertificateRefusedException(
                        "it is checked with a key that is neither for Ed25519 nor for ECDSA on P-256", null));
        try {
            JsonFields fields = new JsonFields(jws);
            JsonFields.Values values = fields.document(fields::string);
            String header = values.text("protected");
            String body = values.text("payload");
            byte[] signature = decoded(values.text("signature"));
            values.requireAllTaken();
            requireHeader(text(decoded(header)), algorithm);
            if (!algorithm.verify(key, signingInput(header, body), signature)) {
                throw new CertificateRefusedException("this key did not sign it, or it was changed since", null);
            }
            return text(decoded(body));
        } catch (MalformedJsonException | IllegalArgumentException malformed) {
            throw new CertificateRefusedException("it is not a JSON Web Signature in flattened form", malformed);
        } catch (InvalidKeyException unusable) {
            throw new CertificateRefusedException("it is checked with a key that cannot be used", unusable);
        }
    }

    private static void requireHeader(String header, SignatureAlgorithm algorithm) {
        JsonFields fields = new JsonFields(header);
        JsonFields.Values values = fields.document(fields::string);
        String named = values.text("alg");
        String type = values.text("typ");
        String keyId = values.text("kid");
        // An unknown parameter could be one that has to be understood ("crit").
        values.requireAllTaken();
        if (!named.equals(algorithm.joseName()) || !type.equals(TYPE) || keyId.isEmpty()) {
            throw new CertificateRefusedException("its header is not that of a certificate under such a key", null);
        }
    }

    private static byte[] signingInput(String header, String body) {
        return bytes(header + "." + body);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static byte[] decoded(String text) {
        byte[] bytes = Base64.getUrlDecoder().decode(text);
        if (!encoded(bytes).equals(text)) {
            throw new IllegalArgumentException("another text would be the same bytes");
        }
        return bytes;
    }
}
