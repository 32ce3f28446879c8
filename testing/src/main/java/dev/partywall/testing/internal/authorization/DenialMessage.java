package dev.partywall.testing.internal.authorization;

import dev.partywall.policy.Caller;
import dev.partywall.policy.Decision;
import dev.partywall.testing.LabDecision;
import dev.partywall.testing.internal.Identity;

/**
 * A denial in AWS's words
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html).
 */
public final class DenialMessage {

    private DenialMessage() {}

    /** The message for a decision that is not "allowed". */
    public static String of(Identity identity, LabDecision refused) {
        if (identity.caller() instanceof Caller.WebIdentity) {
            return "Not authorized to perform " + refused.action();
        }
        return "User: " + identity.arn() + " is not authorized to perform: " + refused.action() + on(refused)
                + because(refused);
    }

    private static String on(LabDecision refused) {
        return refused.resource().equals("*") ? "" : " on resource: " + refused.resource();
    }

    private static String because(LabDecision refused) {
        if (refused.decision() instanceof Decision.ExplicitlyDenied denied) {
            return " with an explicit deny in a"
                    + (startsWithVowel(denied.layer().text()) ? "n " : " ")
                    + denied.layer().text();
        } else if (refused.decision() instanceof Decision.ImplicitlyDenied denied) {
            return " because no " + denied.layer().text() + " allows the " + refused.action() + " action";
        }
        return "";
    }

    private static boolean startsWithVowel(String text) {
        return "aeiou".indexOf(text.charAt(0)) >= 0;
    }
}
