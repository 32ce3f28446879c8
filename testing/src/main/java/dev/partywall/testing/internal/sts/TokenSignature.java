package dev.partywall.testing.internal.sts;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Signatures of tokens: only of asymmetric algorithms, with a key of the provider that is meant for the algorithm. {@code
 * none} and HMAC are not among them, whatever a token says of itself.
 */
final class TokenSignature {

    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    private TokenSignature() {}

    /** Refuses a token that none of the keys has signed. */
    static void require(SignedJWT token, Optional<String> keySet) {
        JWSHeader header = token.getHeader();
        if (!ALGORITHMS.contains(header.getAlgorithm())) {
            throw StsException.invalidIdentityToken(
                    "The signature algorithm " + header.getAlgorithm() + " is not supported.");
        }
        List<JWK> fitting = new JWKSelector(JWKMatcher.forJWSHeader(header)).select(parse(keySet));
        if (fitting.isEmpty()) {
            throw unverifiable();
        } else if (fitting.stream().noneMatch(key -> isSignedBy(token, key))) {
            throw StsException.invalidIdentityToken("The signature of the ID Token is not valid.");
        }
    }

    private static boolean isSignedBy(SignedJWT token, JWK key) {
        try {
            return key instanceof AsymmetricJWK pair
                    && token.verify(
                            new DefaultJWSVerifierFactory().createJWSVerifier(token.getHeader(), pair.toPublicKey()));
        } catch (JOSEException unusable) {
            return false;
        }
    }

    private static JWKSet parse(Optional<String> keySet) {
        try {
            return JWKSet.parse(keySet.orElseThrow(TokenSignature::unverifiable));
        } catch (ParseException e) {
            throw unverifiable();
        }
    }

    private static StsException unverifiable() {
        return StsException.invalidIdentityToken("Couldn't retrieve verification key from your identity provider,"
                + " please reference AssumeRoleWithWebIdentity documentation for requirements");
    }
}
