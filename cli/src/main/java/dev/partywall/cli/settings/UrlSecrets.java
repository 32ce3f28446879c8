package dev.partywall.cli.settings;

import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What may be secret in the URL of a database: drivers quote URLs in their messages, whole or in part. */
final class UrlSecrets {

    /** {@code ;PASSWORD=...}, {@code ?password=...}, {@code &sslpassword=...}. */
    private static final Pattern PARAMETER =
            Pattern.compile("(?i)[?&;,(][^?&;,(=]*(?:pass|pwd|secret|token)[^?&;,(=]*=([^&;,)]+)");

    /** {@code //user:password@host}, and Oracle's {@code thin:user/password@host}. */
    private static final Pattern BEFORE_HOST = Pattern.compile("(?://[^/?#]*?:|thin:[^/@]*/)([^@/]+)@");

    private UrlSecrets() {}

    static Stream<String> of(String url) {
        return Stream.concat(
                Stream.of(url),
                Stream.of(PARAMETER, BEFORE_HOST)
                        .flatMap(pattern -> pattern.matcher(url).results())
                        .map(match -> match.group(1)));
    }
}
