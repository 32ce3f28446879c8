package dev.partywall.testing.internal.secretsmanager;

import dev.partywall.testing.internal.wire.Members;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** A secret value: text or bytes. Never shown. */
final class SecretValue {

    /** https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html */
    private static final int MAX_BYTES = 65_536;

    private final boolean binary;
    private final byte[] bytes;

    private SecretValue(boolean binary, byte[] bytes) {
        this.binary = binary;
        this.bytes = bytes;
    }

    /** The value in a request, if it has one. */
    static Optional<SecretValue> in(Members request) {
        if (request.has("SecretString") && request.has("SecretBinary")) {
            throw SecretErrors.invalidParameter(
                    "You can't specify both a binary secret value and a string secret value" + " in the same secret.");
        }
        Optional<SecretValue> value = request.text("SecretString")
                .map(text -> new SecretValue(false, text.getBytes(StandardCharsets.UTF_8)))
                .or(() ->
                        Optional.ofNullable(request.bytes("SecretBinary")).map(bytes -> new SecretValue(true, bytes)));
        value.ifPresent(SecretValue::requireSize);
        return value;
    }

    private void requireSize() {
        if (bytes.length == 0 || bytes.length > MAX_BYTES) {
            throw SecretErrors.invalidParameter("A secret value has from 1 to " + MAX_BYTES + " bytes.");
        }
    }

    /** Adds it to an answer. */
    void addTo(Map<String, Object> answer) {
        if (binary) {
            answer.put("SecretBinary", Base64.getEncoder().encodeToString(bytes));
        } else {
            answer.put("SecretString", new String(bytes, StandardCharsets.UTF_8));
        }
    }

    boolean sameAs(SecretValue other) {
        return binary == other.binary && MessageDigest.isEqual(bytes, other.bytes);
    }

    @Override
    public String toString() {
        return "SecretValue[redacted]";
    }
}
