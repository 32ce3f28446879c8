package dev.partywall.abac.internal.lint;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text of a policy, as the tenant's variable stands in it.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html">Variables and tags</a>
 */
final class TenantText {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^},]+)(?:, *'([^']*)')?}");

    private final String text;
    private final String tenantKey;

    /** A text, and the condition key that holds the caller's tenant. */
    TenantText(String text, String tenantKey) {
        this.text = text;
        this.tenantKey = tenantKey;
    }

    /** Whether the tenant's variable is in it. */
    boolean namesTenant() {
        return VARIABLE.matcher(text).results().anyMatch(match -> match.group(1).equalsIgnoreCase(tenantKey));
    }

    /** What stands in for the tenant of who has none. */
    Optional<String> ifAbsent() {
        return VARIABLE.matcher(text)
                .results()
                .filter(match -> match.group(1).equalsIgnoreCase(tenantKey) && match.group(2) != null)
                .map(match -> match.group(2))
                .findFirst();
    }

    /** Whether it has a variable, or what would be one in the current language. */
    boolean hasVariable() {
        return VARIABLE.matcher(text).find();
    }

    /** Whether it has a variable other than the tenant's. */
    boolean hasForeignVariable() {
        return VARIABLE.matcher(text)
                .results()
                .anyMatch(match -> !match.group(1).equalsIgnoreCase(tenantKey)
                        && match.group(1).length() > 1);
    }

    /** Whether it has a wildcard outside of variables. */
    boolean hasWildcard() {
        String plain = VARIABLE.matcher(text).replaceAll("");
        return plain.contains("*") || plain.contains("?");
    }

    /** The text up to the end of the tenant's variable, for a tenant. */
    Optional<String> upToTenant(String tenant) {
        Matcher matcher = VARIABLE.matcher(text);
        while (matcher.find()) {
            if (matcher.group(1).equalsIgnoreCase(tenantKey)) {
                return Optional.of(fill(text.substring(0, matcher.end()), tenant, ""));
            }
        }
        return Optional.empty();
    }

    /** Texts that it stands for, for a tenant. */
    List<String> examples(String tenant) {
        List<String> all = new ArrayList<>(List.of(fill(text, tenant, "")));
        if (hasWildcard()) {
            all.add(fill(text, tenant, "example"));
            all.add(fill(text, tenant, "/example"));
            all.add(fill(text, tenant, "-example"));
        }
        return all;
    }

    private String fill(String pattern, String tenant, String wildcard) {
        StringBuilder filled = new StringBuilder();
        Matcher matcher = VARIABLE.matcher(pattern);
        int from = 0;
        while (matcher.find()) {
            filled.append(plain(pattern.substring(from, matcher.start()), wildcard));
            filled.append(value(matcher.group(1), tenant));
            from = matcher.end();
        }
        return filled.append(plain(pattern.substring(from), wildcard)).toString();
    }

    private static String plain(String piece, String wildcard) {
        return piece.replace("*", wildcard).replace("?", "x");
    }

    private String value(String key, String tenant) {
        if (key.equalsIgnoreCase(tenantKey)) {
            return tenant;
        }
        // The escapes ${*}, ${?} and ${$} stand for a character; what other variables stand for is not known here.
        return key.length() == 1 ? key : "example";
    }
}
