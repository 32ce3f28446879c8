package dev.partywall.lifecycle.internal.source;

import dev.partywall.lifecycle.InvalidLifecycleSettingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Names of sources and of their partitions: 1 to 200 printable ASCII characters, the same in every process. */
final class SourceName {

    private static final Pattern NAME = Pattern.compile("[!-~]{1,200}");
    private static final int LONGEST = 200;
    private static final int DIGEST = 64;

    private SourceName() {}

    /** A name of these parts, and of no others. What would be too long ends in a digest of the whole. */
    static String of(List<String> parts) {
        String whole = parts.stream()
                .map(part ->
                        KeyText.encode(part).orElseThrow(() -> malformed(part)).replace(":", "%3A"))
                .collect(Collectors.joining(":"));
        return whole.length() <= LONGEST
                ? whole
                : whole.substring(0, LONGEST - DIGEST - 1) + "~"
                        + HexFormat.of().formatHex(sha256(whole));
    }

    /** The name, if it is one. */
    static String require(String name) {
        if (!NAME.matcher(name).matches()) {
            throw InvalidLifecycleSettingException.setting(
                    "name", "must be 1 to " + LONGEST + " printable ASCII characters without spaces");
        }
        return name;
    }

    private static InvalidLifecycleSettingException malformed(String part) {
        return InvalidLifecycleSettingException.setting(
                "name",
                "a text of " + part.length() + " characters holds half a surrogate pair; pass well-formed text");
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
