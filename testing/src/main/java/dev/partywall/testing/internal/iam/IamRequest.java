package dev.partywall.testing.internal.iam;

import dev.partywall.policy.PolicySyntaxException;
import dev.partywall.policy.PolicyType;
import dev.partywall.testing.internal.principals.EntityKind;
import dev.partywall.testing.internal.principals.StoredPolicy;
import dev.partywall.testing.internal.protocol.QueryForm;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The members of a request, with the constraints that the API reference gives them
 * (https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html and others).
 */
record IamRequest(QueryForm form) {

    private static final Pattern NAME = Pattern.compile("[\\w+=,.@-]+");
    private static final Pattern PATH = Pattern.compile("(\\x{2F})|(\\x{2F}[\\x{21}-\\x{7E}]+\\x{2F})");
    private static final Pattern TAG_KEY = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+");
    private static final Pattern TAG_VALUE = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");
    private static final int MAX_TAGS = 50;
    private static final int MAX_POLICY_TEXT = 131_072;

    /** A member that must be there. */
    String required(String member, int shortest, int longest) {
        return text(member, shortest, longest)
                .orElseThrow(() -> IamException.constraint("null", memberName(member), "not be null"));
    }

    /** A member within its lengths. */
    Optional<String> text(String member, int shortest, int longest) {
        form.text(member).ifPresent(value -> requireLength(value, memberName(member), shortest, longest));
        return form.text(member);
    }

    private static void requireLength(String value, String member, int shortest, int longest) {
        int length = value.codePointCount(0, value.length());
        if (length > longest) {
            throw IamException.constraint(quoted(value), member, "have length less than or equal to " + longest);
        } else if (length < shortest) {
            throw IamException.constraint(quoted(value), member, "have length greater than or equal to " + shortest);
        }
    }

    private static String quoted(String value) {
        return "'" + value + "'";
    }

    private static String memberName(String member) {
        return member.substring(0, 1).toLowerCase(Locale.ROOT) + member.substring(1);
    }

    /** A name: letters, digits and {@code +=,.@-_}. */
    String name(String member, int longest) {
        String name = required(member, 1, longest);
        if (!NAME.matcher(name).matches()) {
            throw IamException.validation("The specified value for " + memberName(member)
                    + " is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-");
        }
        return name;
    }

    /** The name of a user or a role. */
    String entityName(EntityKind kind) {
        return name(kind.text() + "Name", 64);
    }

    /** A path; {@code /} if there is none. */
    String path() {
        String path = text("Path", 1, 512).orElse("/");
        if (!PATH.matcher(path).matches()) {
            throw IamException.validation(
                    "The specified value for path is invalid. It must begin and end with / and contain only"
                            + " alphanumeric characters and/or / characters.");
        }
        return path;
    }

    /** The beginning of paths that a list is limited to. */
    String pathPrefix() {
        return text("PathPrefix", 1, 512).orElse("/");
    }

    /** An ARN. */
    String arn(String member) {
        String arn = required(member, 20, 2048);
        if (!arn.startsWith("arn:")) {
            throw IamException.invalidInput("ARN " + arn + " is not valid.");
        }
        return arn;
    }

    /** A number within its bounds. */
    OptionalInt number(String member, int least, int most) {
        Optional<String> text = form.text(member);
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        int number = parse(text.get(), member);
        if (number < least || number > most) {
            throw IamException.constraint(
                    quoted(text.get()),
                    memberName(member),
                    "have value "
                            + (number < least ? "greater than or equal to " + least : "less than or equal to " + most));
        }
        return OptionalInt.of(number);
    }

    private static int parse(String text, String member) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw IamException.constraint(quoted(text), memberName(member), "be a number");
        }
    }

    /** {@code true} or {@code false}. */
    boolean flag(String member) {
        return form.text(member).map(Boolean::parseBoolean).orElse(false);
    }

    /** A policy document; IAM says what is wrong with one that it does not take. */
    StoredPolicy policy(String member, PolicyType type) {
        String text = required(member, 1, MAX_POLICY_TEXT);
        try {
            return StoredPolicy.parse(type, text);
        } catch (PolicySyntaxException e) {
            throw IamException.malformedPolicy("Syntax errors in policy. " + e.getMessage());
        }
    }

    /** The tags: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules */
    Map<String, String> tags() {
        Map<String, String> tags = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        List<QueryForm> entries = form.structures("Tags");
        requireAtMostFiftyTags(entries.size());
        for (QueryForm entry : entries) {
            IamRequest tag = new IamRequest(entry);
            String key = checkedTagKey(tag.required("Key", 1, 128));
            String value = tag.required("Value", 0, 256);
            requirePattern(TAG_VALUE, value, "tags.member.value");
            if (tags.put(key, value) != null) {
                throw IamException.invalidInput(
                        "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
            }
        }
        return tags;
    }

    /** The keys of tags to remove. */
    List<String> tagKeys() {
        TreeSet<String> keys = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (String key : form.texts("TagKeys")) {
            requireLength(key, "tagKeys", 1, 128);
            requirePattern(TAG_KEY, key, "tagKeys");
            keys.add(key);
        }
        requireAtMostFiftyTags(keys.size());
        return List.copyOf(keys);
    }

    private static void requireAtMostFiftyTags(int count) {
        if (count > MAX_TAGS) {
            throw IamException.constraint("'[" + count + " tags]'", "tags", "have length less than or equal to 50");
        }
    }

    private static String checkedTagKey(String key) {
        requirePattern(TAG_KEY, key, "tags.member.key");
        if (key.toLowerCase(Locale.ROOT).startsWith("aws:")) {
            throw IamException.invalidInput("Tag keys beginning with aws: are reserved for AWS.");
        }
        return key;
    }

    private static void requirePattern(Pattern pattern, String value, String member) {
        if (!pattern.matcher(value).matches()) {
            throw IamException.constraint(
                    quoted(value), member, "satisfy regular expression pattern: " + pattern.pattern());
        }
    }
}
