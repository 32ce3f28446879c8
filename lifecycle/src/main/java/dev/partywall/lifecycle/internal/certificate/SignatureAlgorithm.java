package dev.partywall.lifecycle.internal.certificate;

import java.security.AlgorithmParameters;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.EllipticCurve;
import java.security.spec.InvalidParameterSpecException;
import java.security.spec.NamedParameterSpec;
import java.util.Optional;

/**
 * The algorithms of signatures. Which one it is follows from the key, never from the text that is verified: that could
 * name a weaker one.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8725#section-3.1">RFC 8725, section 3.1: perform algorithm verification</a>
 */
enum SignatureAlgorithm {
    /** RFC 8037, with Ed25519. */
    ED25519("EdDSA", "Ed25519"),
    /** RFC 7518, with R and S of 32 bytes each. */
    ES256("ES256", "SHA256withECDSAinP1363Format");

    private static final EllipticCurve P256 = p256();

    private final String joseName;
    private final String jcaName;

    SignatureAlgorithm(String joseName, String jcaName) {
        this.joseName = joseName;
        this.jcaName = jcaName;
    }

    String joseName() {
        return joseName;
    }

    /** The algorithm of a key, if it is one that certificates are signed with. */
    static Optional<SignatureAlgorithm> of(Key key) {
        if (key instanceof EdECKey edwards && isEd25519(edwards)) {
            return Optional.of(ED25519);
        }
        if (key instanceof ECKey elliptic && elliptic.getParams().getCurve().equals(P256)) {
            return Optional.of(ES256);
        }
        return Optional.empty();
    }

    private static EllipticCurve p256() {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec("secp256r1"));
            return parameters.getParameterSpec(ECParameterSpec.class).getCurve();
        } catch (NoSuchAlgorithmException | InvalidParameterSpecException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private static boolean isEd25519(EdECKey key) {
        return key.getParams().getName().equals(NamedParameterSpec.ED25519.getName());
    }

    byte[] sign(PrivateKey key, byte[] input) throws InvalidKeyException, SignatureException {
        Signature signature = signature();
        signature.initSign(key);
        signature.update(input);
        return signature.sign();
    }

    boolean verify(PublicKey key, byte[] input, byte[] signed) throws InvalidKeyException {
        try {
            Signature signature = signature();
            signature.initVerify(key);
            signature.update(input);
            return signature.verify(signed);
        } catch (SignatureException ofAnotherLength) {
            return false;
        }
    }

    private Signature signature() {
        try {
            return Signature.getInstance(jcaName);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
