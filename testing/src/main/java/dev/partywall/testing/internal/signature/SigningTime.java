package dev.partywall.testing.internal.signature;

import dev.partywall.testing.internal.AuthenticationFailure.Kind;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Locale;

/**
 * When a request was signed
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html#date).
 *
 * @param instant to the second
 */
record SigningTime(Instant instant) {

    private static final DateTimeFormatter BASIC = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT)
            .withZone(ZoneOffset.UTC);

    /** Reads ISO 8601's basic format. */
    static SigningTime parse(String text) throws NotAuthenticException {
        return parse(text, BASIC);
    }

    /** Reads the basic format, or the format of HTTP's Date header, which S3 takes as well. */
    static SigningTime parseHttpDate(String text) throws NotAuthenticException {
        return parse(text, text.endsWith("GMT") ? DateTimeFormatter.RFC_1123_DATE_TIME : BASIC);
    }

    private static SigningTime parse(String text, DateTimeFormatter format) throws NotAuthenticException {
        try {
            return new SigningTime(format.parse(text, Instant::from));
        } catch (DateTimeException notADate) {
            throw new NotAuthenticException(
                    Kind.INCOMPLETE,
                    "Date must be in ISO-8601 'basic format'. See http://en.wikipedia.org/wiki/ISO_8601");
        }
    }

    static String format(Instant instant) {
        return BASIC.format(instant);
    }

    /** As in {@code 20130524}. */
    String date() {
        return toString().substring(0, 8);
    }

    /** As in {@code 20130524T000000Z}. */
    @Override
    public String toString() {
        return format(instant);
    }
}
