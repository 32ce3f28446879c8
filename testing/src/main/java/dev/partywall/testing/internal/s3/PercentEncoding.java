package dev.partywall.testing.internal.s3;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Percent encoding of keys (https://datatracker.ietf.org/doc/html/rfc3986#section-2.1). In a path {@code +} is a plus, not
 * a space, and dots and slashes mean nothing: a key is not a path of a file system.
 */
final class PercentEncoding {

    private PercentEncoding() {}

    /** The text that is meant. */
    static String decode(String encoded) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            if (encoded.charAt(i) == '%') {
                bytes.write(octet(encoded, i + 1));
                i += 2;
            } else {
                bytes.write(encoded.charAt(i)); // what is not ASCII came as a byte
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw invalid();
        }
    }

    private static int octet(String encoded, int at) {
        int high = at < encoded.length() ? Character.digit(encoded.charAt(at), 16) : -1;
        int low = at + 1 < encoded.length() ? Character.digit(encoded.charAt(at + 1), 16) : -1;
        if (high < 0 || low < 0) {
            throw invalid();
        }
        return high * 16 + low;
    }

    /** As listings encode keys on request: slashes stay as they are. */
    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("%2F", "/");
    }

    private static S3Exception invalid() {
        return S3Exception.bad("InvalidURI", "Couldn't parse the specified URI.");
    }
}
