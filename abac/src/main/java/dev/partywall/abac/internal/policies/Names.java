package dev.partywall.abac.internal.policies;

import dev.partywall.abac.InvalidPolicySettingException;
import java.util.regex.Pattern;

/**
 * The grammars of names in settings. None of them takes a wildcard or the start of a policy variable: a policy is written
 * for exact resources.
 */
public final class Names {

    /** A DynamoDB table, as the resource of its ARN. */
    public static final Pattern TABLE = Pattern.compile("table/[A-Za-z0-9_.-]{1,255}");

    /** A DynamoDB index. */
    public static final Pattern INDEX = Pattern.compile("[A-Za-z0-9_.-]{1,255}");

    /** A KMS key by its id, not by an alias: an alias can be moved to another key. */
    public static final Pattern KEY = Pattern.compile("key/[A-Za-z0-9-]{1,64}");

    /** A role, as the resource of its ARN. */
    public static final Pattern ROLE = Pattern.compile("role/[A-Za-z0-9+=,.@_/-]{1,512}");

    /** An OpenID Connect provider, as the resource of its ARN. */
    public static final Pattern PROVIDER = Pattern.compile("oidc-provider/[A-Za-z0-9._~:/-]{1,255}");

    /** An event bus that is all tenants'. */
    public static final Pattern EVENT_BUS = Pattern.compile("event-bus/[A-Za-z0-9._/-]{1,256}");

    /** The key of a tag, of ASCII only and without what means something in a condition. */
    public static final Pattern TAG = Pattern.compile("(?!(?i:aws:))[A-Za-z0-9_.:=+@-]{1,128}");

    /** Printable ASCII that means nothing in a policy. */
    public static final Pattern PLAIN = Pattern.compile("[\\x21-\\x7E&&[^*?${}\"\\\\]]{1,256}");

    private Names() {}

    /**
     * Refuses what is not of the grammar.
     *
     * @throws InvalidPolicySettingException if it is not
     */
    public static void require(String setting, String value, Pattern grammar) {
        if (!grammar.matcher(value).matches()) {
            throw InvalidPolicySettingException.setting(
                    setting, "\"" + value + "\" is not of the form " + grammar + "; write the exact name");
        }
    }
}
