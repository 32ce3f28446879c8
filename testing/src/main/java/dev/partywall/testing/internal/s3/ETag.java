package dev.partywall.testing.internal.s3;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.List;

/** Entity tags of objects (https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html). */
final class ETag {

    private ETag() {}

    /** Of an object that came in one piece: its MD5, in quotes. */
    static String of(byte[] body) {
        return quoted(HexFormat.of().formatHex(ChecksumAlgorithm.digest("MD5", body)));
    }

    /** Of one that came in parts: the MD5 of the parts' MD5s, and how many they were. */
    static String ofParts(List<String> parts) {
        ByteArrayOutputStream sums = new ByteArrayOutputStream();
        parts.forEach(part -> sums.writeBytes(HexFormat.of().parseHex(bare(part))));
        String sum = HexFormat.of().formatHex(ChecksumAlgorithm.digest("MD5", sums.toByteArray()));
        return quoted(sum + "-" + parts.size());
    }

    /** Whether a condition's list of tags, or {@code *}, has this one. */
    static boolean matches(String condition, String etag) {
        for (String tag : condition.split(",", -1)) {
            if (tag.strip().equals("*") || bare(tag.strip()).equals(bare(etag))) {
                return true;
            }
        }
        return false;
    }

    private static String bare(String etag) {
        String strong = etag.startsWith("W/") ? etag.substring(2) : etag;
        return strong.replace("\"", "");
    }

    private static String quoted(String etag) {
        return "\"" + etag + "\"";
    }
}
