package dev.partywall.policy.internal;

import dev.partywall.policy.PolicyType;
import java.util.Locale;

/**
 * The characters that a document may be written with. IAM, STS and KMS take tab, line feed, carriage return and U+0020 to
 * U+00FF.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html">CreatePolicy, PolicyDocument</a>
 * @see <a href="https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html">PutKeyPolicy, Policy</a>
 */
final class Characters {

    private Characters() {}

    static void check(PolicyType type, String text, Tokens tokens) {
        if (text.startsWith("\uFEFF")) {
            throw tokens.refuseAt(0, "the document starts with a byte order mark; remove it");
        }
        if (!isLimited(type)) {
            return;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isTaken(c)) {
                String name = String.format(Locale.ROOT, "%04X", (int) c);
                throw tokens.refuseAt(
                        i, "AWS takes no character U+" + name + " in this document; write \\u" + name + " in a string");
            }
        }
    }

    private static boolean isLimited(PolicyType type) {
        return switch (type) {
            case IDENTITY, PERMISSIONS_BOUNDARY, SESSION, TRUST, KEY -> true;
            case SERVICE_CONTROL, RESOURCE_CONTROL, RESOURCE -> false;
        };
    }

    private static boolean isTaken(char c) {
        return c == '\t' || c == '\n' || c == '\r' || (c >= ' ' && c <= '\u00FF');
    }
}
