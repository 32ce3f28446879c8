package dev.partywall.testing.internal.signature;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key that signs for one credential scope
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#derive-signing-key).
 */
final class SigningKey {

    private static final String HMAC = "HmacSHA256";

    private final byte[] key;

    private SigningKey(byte[] key) {
        this.key = key;
    }

    static SigningKey derive(String secretAccessKey, ClaimedCredential credential) {
        byte[] date = hmac(("AWS4" + secretAccessKey).getBytes(StandardCharsets.UTF_8), credential.date());
        byte[] region = hmac(date, credential.region());
        byte[] service = hmac(region, credential.service());
        return new SigningKey(hmac(service, "aws4_request"));
    }

    /** Whether a signature is that of a text. */
    boolean verifies(String text, String signature) {
        return Digest.same(HexFormat.of().formatHex(hmac(key, text)), signature);
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has " + HMAC, e);
        }
    }

    @Override
    public String toString() {
        return "SigningKey[redacted]";
    }
}
