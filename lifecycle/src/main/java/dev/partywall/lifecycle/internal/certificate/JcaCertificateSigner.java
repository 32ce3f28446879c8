package dev.partywall.lifecycle.internal.certificate;

import dev.partywall.lifecycle.CertificateSigner;
import dev.partywall.lifecycle.InvalidLifecycleSettingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;

/** Signs with a key in memory. */
public final class JcaCertificateSigner implements CertificateSigner {

    private final String keyId;
    private final KeyPair pair;
    private final SignatureAlgorithm algorithm;

    private JcaCertificateSigner(String keyId, KeyPair pair, SignatureAlgorithm algorithm) {
        this.keyId = keyId;
        this.pair = pair;
        this.algorithm = algorithm;
    }

    /** With a pair of keys for one of the algorithms. */
    public static CertificateSigner of(String keyId, KeyPair pair) {
        SignatureAlgorithm algorithm = SignatureAlgorithm.of(pair.getPrivate())
                .orElseThrow(() -> InvalidLifecycleSettingException.setting(
                        "certificates", "takes keys for Ed25519, or for ECDSA on P-256"));
        JcaCertificateSigner signer = new JcaCertificateSigner(Jws.requireKeyId(keyId), pair, algorithm);
        signer.requirePair();
        return signer;
    }

    private void requirePair() {
        byte[] input = "pair".getBytes(StandardCharsets.US_ASCII);
        try {
            if (!algorithm.verify(pair.getPublic(), input, sign(input))) {
                throw InvalidLifecycleSettingException.setting(
                        "certificates", "takes a private key and its own public key");
            }
        } catch (GeneralSecurityException unusable) {
            throw InvalidLifecycleSettingException.setting("certificates", "its public key cannot be used", unusable);
        }
    }

    @Override
    public String keyId() {
        return keyId;
    }

    @Override
    public String algorithm() {
        return algorithm.joseName();
    }

    @Override
    public PublicKey publicKey() {
        return pair.getPublic();
    }

    @Override
    public byte[] sign(byte[] input) {
        try {
            return algorithm.sign(pair.getPrivate(), input);
        } catch (GeneralSecurityException unusable) {
            throw InvalidLifecycleSettingException.setting("certificates", "its key cannot sign", unusable);
        }
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "CertificateSigner[" + keyId + ", " + algorithm() + "]";
    }
}
