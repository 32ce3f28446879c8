package dev.partywall.lifecycle;

import dev.partywall.lifecycle.internal.certificate.JcaCertificateSigner;
import java.security.KeyPair;
import java.security.PublicKey;

/**
 * Signs certificates of shredding. {@link #of} signs with a key in memory; one that signs in an HSM or in KMS
 * implements this interface.
 *
 * <p>Safe for many threads.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7515">RFC 7515, JSON Web Signature</a>
 */
public interface CertificateSigner {

    /**
     * Which key signs: whoever verifies finds the public key by it.
     *
     * @return 1 to 256 printable ASCII characters
     */
    String keyId();

    /**
     * The algorithm, by its name in JSON Web Signatures.
     *
     * @return {@code EdDSA} (Ed25519, RFC 8037) or {@code ES256} (ECDSA on P-256 with SHA-256, RFC 7518)
     */
    String algorithm();

    /**
     * Signs.
     *
     * @param input the bytes to be signed
     * @return the signature: 64 bytes; under {@code ES256} the numbers R and S of 32 bytes each, not their DER form
     */
    byte[] sign(byte[] input);

    /**
     * What the signatures are verified with: a certificate is stored only if it can be.
     *
     * @return the public key, for Ed25519 or for ECDSA on P-256
     */
    PublicKey publicKey();

    /**
     * A signer with a key in memory.
     *
     * @param keyId which key it is
     * @param pair a pair of keys for Ed25519, or for ECDSA on P-256
     * @return the signer; its {@code toString} does not show the key
     * @throws InvalidLifecycleSettingException if they are other keys, not a pair, or the id is not one
     */
    static CertificateSigner of(String keyId, KeyPair pair) {
        return JcaCertificateSigner.of(keyId, pair);
    }
}
