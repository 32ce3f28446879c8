package dev.partywall.testing.internal.dynamodb;

import dev.partywall.testing.internal.LabAccount;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A table as a request names it: by name, or by ARN
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-iam-actions.html).
 *
 * @param home where the lab's tables are
 * @param region where this one is
 * @param account whose it is
 * @param name its name
 */
record TableReference(LabAccount home, String region, String account, String name) {

    /** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html */
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.-]{3,255}");

    private static final Pattern ARN =
            Pattern.compile("arn:aws:dynamodb:([a-z0-9-]+):([0-9]{12}):table/([a-zA-Z0-9_.-]{3,255})");

    /**
     * The table that a member names.
     *
     * @throws RequestRefusedException if it does not name one
     */
    static TableReference of(LabAccount home, String member, @Nullable Object value) {
        String text = DynamoDbJson.text(value)
                .orElseThrow(() -> RequestRefusedException.constraint(member(member), "null", "not be null"));
        if (NAME.matcher(text).matches()) {
            return new TableReference(home, home.region(), home.accountId(), text);
        }
        Matcher arn = ARN.matcher(text);
        if (arn.matches()) {
            return new TableReference(home, arn.group(1), arn.group(2), arn.group(3));
        }
        throw invalid(member, text);
    }

    /** The name of an index. */
    static String index(Object value) {
        String text = DynamoDbJson.text(value).orElse("");
        if (!NAME.matcher(text).matches()) {
            throw invalid("IndexName", text);
        }
        return text;
    }

    private static RequestRefusedException invalid(String member, String text) {
        return RequestRefusedException.constraint(
                member(member), "'" + text + "'", "satisfy regular expression pattern: [a-zA-Z0-9_.-]{3,255}");
    }

    private static String member(String name) {
        return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }

    /** Whether it is a table of the lab's account. */
    boolean isOfHome() {
        return account.equals(home.accountId());
    }

    /** Whether it is where the lab is. */
    boolean isAtHome() {
        return isOfHome() && region.equals(home.region());
    }

    /** The ARN of the table, or of its index. */
    String arn(@Nullable String index) {
        String table = "arn:aws:dynamodb:" + region + ":" + account + ":table/" + name;
        return index == null ? table : table + "/index/" + index;
    }
}
