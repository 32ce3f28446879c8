package dev.partywall.abac.internal.policies;

import dev.partywall.abac.InvalidPolicySettingException;
import java.util.regex.Pattern;

/**
 * A text with the tenant's id in it, such as {@code orders-{tenant}} or {@code tenants/{tenant}/*}.
 *
 * <p>A tenant id is letters, digits, {@code _} and {@code -}. So that a text tells whose it is, the id must end where the
 * text ends or at another character: {@code {tenant}*} would give t1 what is t10's, and {@code {tenant}-dead} would be
 * at once t1's and, without the suffix, that of a tenant {@code t1-dead}.
 *
 * @param prefix what stands before the id
 * @param suffix what stands behind it
 * @param open whether anything may follow
 */
public record TenantTemplate(String prefix, String suffix, boolean open) {

    /** The place of the tenant's id. */
    public static final String PLACE = "{tenant}";

    private static final Pattern FIXED = Pattern.compile("[\\x20-\\x7E&&[^*?${}\"\\\\]]*");

    /**
     * Reads a template.
     *
     * @throws InvalidPolicySettingException if it does not tell tenants apart
     */
    public static TenantTemplate parse(String setting, String text) {
        int place = text.indexOf(PLACE);
        if (place < 0) {
            throw InvalidPolicySettingException.setting(
                    setting, "\"" + text + "\" has no " + PLACE + "; write it where the id stands");
        }
        String rest = text.substring(place + PLACE.length());
        boolean open = rest.endsWith("*");
        TenantTemplate template =
                new TenantTemplate(text.substring(0, place), open ? rest.substring(0, rest.length() - 1) : rest, open);
        return template.requireSound(setting, text);
    }

    private TenantTemplate requireSound(String setting, String text) {
        if (!FIXED.matcher(prefix).matches() || !FIXED.matcher(suffix).matches()) {
            throw InvalidPolicySettingException.setting(
                    setting, "\"" + text + "\" may have one " + PLACE + ", one * at its end, and plain ASCII besides");
        } else if (suffix.isEmpty() ? open : isOfIds(suffix.charAt(0))) {
            throw InvalidPolicySettingException.setting(
                    setting,
                    "\"" + text
                            + "\" does not show where the id ends; write a character behind it that ids do not have, such as / or #");
        }
        return this;
    }

    /** Whether a character can be in a tenant id. */
    private static boolean isOfIds(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    }

    /**
     * Whether some text could be one tenant's by this template and another's by the other. With equal prefixes it cannot,
     * since the id is all that follows up to the first character that ids do not have. Errs on the side of yes.
     */
    public boolean mayBeTakenFor(TenantTemplate other) {
        if (prefix.equals(other.prefix)) {
            return false;
        }
        if (prefix.length() < other.prefix.length()) {
            return other.mayBeTakenFor(this);
        } else if (!prefix.startsWith(other.prefix)) {
            return false;
        }
        String asId = prefix.substring(other.prefix.length());
        return isOfIds(asId.charAt(0)) && !other.endsBefore(asId);
    }

    /** Whether a text can be some tenant's. */
    boolean mayBe(String text) {
        return text.startsWith(prefix)
                && (open || text.endsWith(suffix))
                && text.length() > prefix.length() + suffix.length();
    }

    /** Whether texts of this template end with the id, which then cannot hold what follows the prefix. */
    private boolean endsBefore(String following) {
        return suffix.isEmpty() && following.chars().anyMatch(c -> !isOfIds((char) c));
    }

    /** The text as policies have it, but for the variable. */
    String pattern() {
        return prefix + PLACE + suffix + (open ? "*" : "");
    }

    /** The operator that compares with {@link #pattern}: without a wildcard where one value is meant. */
    String operator() {
        return open ? "StringLike" : "StringEquals";
    }
}
