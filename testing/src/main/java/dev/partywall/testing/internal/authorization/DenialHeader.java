package dev.partywall.testing.internal.authorization;

import dev.partywall.policy.Decision;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A header that the lab adds to denials, so that an assertion on the client's exception alone can tell which statement
 * denied. AWS has no such header; clients ignore it.
 *
 * @param explicit whether a statement denied it
 * @param layer the kind of policy, in AWS's words
 * @param statement the name of the statement; empty of an implicit denial
 */
public record DenialHeader(boolean explicit, String layer, String statement) {

    /** Its name. */
    public static final String NAME = "x-partywall-denial";

    /** The value for a decision that denies. */
    public static String of(Decision decision) {
        if (decision instanceof Decision.ExplicitlyDenied denied) {
            return "explicit;" + encode(denied.layer().text()) + ";"
                    + encode(denied.statement().name());
        } else if (decision instanceof Decision.ImplicitlyDenied denied) {
            return "implicit;" + encode(denied.layer().text()) + ";";
        }
        throw new IllegalArgumentException("No denial: " + decision);
    }

    /** Reads a value; empty if it is none. */
    public static Optional<DenialHeader> parse(String value) {
        String[] parts = value.split(";", -1);
        return parts.length == 3
                ? Optional.of(new DenialHeader(parts[0].equals("explicit"), decode(parts[1]), decode(parts[2])))
                : Optional.empty();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
