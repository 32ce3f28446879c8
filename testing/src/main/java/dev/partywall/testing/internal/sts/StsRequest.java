package dev.partywall.testing.internal.sts;

import dev.partywall.testing.internal.protocol.QueryForm;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * The members of a request, with the constraints that the API reference gives them
 * (https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html).
 *
 * @param form the members
 */
record StsRequest(QueryForm form) {

    private static final Pattern NAME = Pattern.compile("[\\w+=,.@-]*");
    private static final int SHORTEST = 900;

    /** A member within its lengths that must be there. */
    String required(String member, int shortest, int longest) {
        return text(member, shortest, longest)
                .orElseThrow(() -> StsException.constraint("null", memberName(member), "not be null"));
    }

    /** A member within its lengths. */
    Optional<String> text(String member, int shortest, int longest) {
        form.text(member).ifPresent(value -> requireLength(value, memberName(member), shortest, longest));
        return form.text(member);
    }

    static void requireLength(String value, String member, int shortest, int longest) {
        int length = value.codePointCount(0, value.length());
        if (length > longest) {
            throw StsException.constraint("'" + value + "'", member, "have length less than or equal to " + longest);
        } else if (length < shortest) {
            throw StsException.constraint(
                    "'" + value + "'", member, "have length greater than or equal to " + shortest);
        }
    }

    static void requirePattern(Pattern pattern, String value, String member) {
        if (!pattern.matcher(value).matches()) {
            throw StsException.constraint(
                    "'" + value + "'", member, "satisfy regular expression pattern: " + pattern.pattern());
        }
    }

    private static String memberName(String member) {
        return member.substring(0, 1).toLowerCase(Locale.ROOT) + member.substring(1);
    }

    /** The role. */
    String roleArn() {
        String arn = required("RoleArn", 20, 2048);
        if (!arn.startsWith("arn:")) {
            throw StsException.validation(arn + " is invalid");
        }
        return arn;
    }

    /** The name of the session. */
    String sessionName() {
        String name = required("RoleSessionName", 2, 64);
        requirePattern(NAME, name, "roleSessionName");
        return name;
    }

    /** The external id. */
    Optional<String> externalId() {
        Optional<String> id = text("ExternalId", 2, 1224);
        id.ifPresent(value -> requirePattern(Pattern.compile("[\\w+=,.@:/\\-]*"), value, "externalId"));
        return id;
    }

    /** The source identity. */
    Optional<String> sourceIdentity() {
        Optional<String> source = text("SourceIdentity", 2, 64);
        source.ifPresent(StsRequest::requireSourceIdentity);
        return source;
    }

    /** Letters, digits and {@code +=,.@-_}; so it cannot begin with {@code aws:}, which is AWS's own. */
    static void requireSourceIdentity(String value) {
        requirePattern(NAME, value, "sourceIdentity");
    }

    /** The duration in seconds, if one is wanted. */
    OptionalInt duration(int longest) {
        Optional<String> text = form.text("DurationSeconds");
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        long seconds = seconds(text.get());
        if (seconds < SHORTEST) {
            throw StsException.constraint(
                    "'" + seconds + "'", "durationSeconds", "have value greater than or equal to " + SHORTEST);
        } else if (seconds > longest) {
            throw StsException.constraint(
                    "'" + seconds + "'", "durationSeconds", "have value less than or equal to " + longest);
        }
        return OptionalInt.of((int) seconds);
    }

    private static long seconds(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw StsException.constraint("'" + text + "'", "durationSeconds", "be a number");
        }
    }
}
