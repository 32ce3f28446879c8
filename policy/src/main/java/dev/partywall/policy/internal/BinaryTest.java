package dev.partywall.policy.internal;

import dev.partywall.policy.RequestContext;
import dev.partywall.policy.Trace.Match;
import java.nio.ByteBuffer;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** {@code BinaryEquals}: the same bytes. Policy and request both write them in base64. */
record BinaryTest(@Nullable ByteBuffer expected, Match unparsable) implements ValueTest {

    static @Nullable ByteBuffer parse(String text) {
        try {
            return ByteBuffer.wrap(Base64.getDecoder().decode(text)).asReadOnlyBuffer();
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }

    @Override
    public Match test(String actual, RequestContext context) {
        ByteBuffer bytes = parse(actual);
        return bytes == null || expected == null ? unparsable : Logic.of(bytes.equals(expected));
    }
}
