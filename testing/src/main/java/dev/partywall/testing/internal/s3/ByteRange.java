package dev.partywall.testing.internal.s3;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of an object's bytes (https://datatracker.ietf.org/doc/html/rfc9110#name-range-requests).
 *
 * @param first the first
 * @param last the last
 * @param size how many the object has
 */
record ByteRange(int first, int last, int size) {

    private static final Pattern ONE = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");

    /** The range that a header means. None where it is no single range: then all is sent, as S3 does. */
    static Optional<ByteRange> of(String header, int size) {
        Matcher one = ONE.matcher(header.strip());
        if (!one.matches() || (one.group(1).isEmpty() && one.group(2).isEmpty())) {
            return Optional.empty();
        }
        if (one.group(1).isEmpty()) {
            return Optional.of(ofSuffix(Long.parseLong(one.group(2)), size));
        }
        long first = Long.parseLong(one.group(1));
        long last = one.group(2).isEmpty() ? Long.MAX_VALUE : Long.parseLong(one.group(2));
        if (last < first) {
            return Optional.empty();
        }
        if (first >= size) {
            throw S3Exception.invalidRange();
        }
        return Optional.of(new ByteRange((int) first, (int) Math.min(last, size - 1L), size));
    }

    private static ByteRange ofSuffix(long length, int size) {
        if (length == 0 || size == 0) {
            throw S3Exception.invalidRange();
        }
        return new ByteRange((int) Math.max(0, size - length), size - 1, size);
    }

    /** These bytes; a copy. */
    byte[] of(byte[] body) {
        return Arrays.copyOfRange(body, first, last + 1);
    }

    /** The header Content-Range. */
    String header() {
        return "bytes " + first + "-" + last + "/" + size;
    }
}
