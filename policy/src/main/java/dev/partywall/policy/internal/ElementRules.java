package dev.partywall.policy.internal;

import dev.partywall.policy.PolicyType;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the texts in a statement must look like. Each rule says what is wrong, or null. */
final class ElementRules {

    private static final Pattern ACTION = Pattern.compile("[A-Za-z0-9.-]+:[^:\\s]+");
    private static final Pattern SERVICE = Pattern.compile("[A-Za-z0-9-]+");
    private static final Pattern SID = Pattern.compile("[A-Za-z0-9]*");
    private static final int ARN_PARTS = 6;

    private ElementRules() {}

    static String unknown(String name, String what, List<String> known) {
        for (String element : known) {
            if (element.equalsIgnoreCase(name)) {
                return "names are case-sensitive: there is no \"" + name + "\"; write \"" + element + "\"";
            }
        }
        return what + " has no \"" + name + "\"; it has " + String.join(", ", known);
    }

    /** Other services than IAM take more: the default key policy of KMS has spaces in its Sid. */
    static @Nullable String sid(PolicyType type, String text) {
        if (type == PolicyType.RESOURCE
                || type == PolicyType.KEY
                || SID.matcher(text).matches()) {
            return null;
        }
        return "IAM takes only letters and digits in a Sid; remove the others from \"" + text + "\"";
    }

    static @Nullable String action(PolicyType type, String text) {
        if (type == PolicyType.TRUST && !text.toLowerCase(Locale.ROOT).startsWith("sts:")) {
            return "a trust policy has only actions of STS, such as sts:AssumeRole; replace \"" + text + "\"";
        }
        if (text.equals("*") || ACTION.matcher(text).matches()) {
            return null;
        }
        return "\"" + text + "\" is no action; write * or service:Name with one colon, such as dynamodb:GetItem";
    }

    static @Nullable String resource(String text) {
        if (text.equals("*")) {
            return null;
        }
        List<String> parts = Variables.splitOutside(text, ':');
        if (!parts.get(0).equals("arn") || parts.size() < 3 || parts.get(1).isEmpty()) {
            return "\"" + text + "\" is no resource; write * or an ARN such as arn:aws:s3:::bucket/*";
        }
        if (!SERVICE.matcher(parts.get(2)).matches()) {
            return "\"" + text + "\" does not name its service; wildcards may stand only behind it";
        }
        // A * at the end of a part may stand for all the parts that follow.
        boolean complete =
                parts.size() >= ARN_PARTS && !parts.get(parts.size() - 1).isEmpty();
        if (!complete && !text.endsWith("*")) {
            return "\"" + text + "\" is too short; write arn:partition:service:region:account:resource";
        }
        return null;
    }

    /** Keys are prefixed by aws, by a service or by the host of an identity provider. */
    static @Nullable String conditionKey(String text) {
        int colon = text.indexOf(':');
        if (colon > 0 && colon < text.length() - 1) {
            return null;
        }
        return "\"" + text + "\" is no condition key; write prefix:Name, such as aws:PrincipalTag/TenantId";
    }
}
