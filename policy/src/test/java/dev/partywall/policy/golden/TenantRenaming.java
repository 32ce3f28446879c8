package dev.partywall.policy.golden;

import dev.partywall.policy.ContextValue;
import java.util.Map;
import java.util.regex.Pattern;

/** Exchanges the tenants' names: in policies, resources and the values of keys. */
final class TenantRenaming {

    private static final Pattern TENANT = Pattern.compile("acme|beta|crux");
    private static final Map<String, String> RENAMED = Map.of("acme", "crux", "beta", "acme", "crux", "beta");

    private TenantRenaming() {}

    /** The scenario with the tenants' names exchanged wherever they stand. */
    static Scenario renamed(Scenario scenario) {
        Scenario renamed = new Scenario(
                PolicyEdits.eachStatement(
                        scenario.policies(), statement -> PolicyEdits.eachText(statement, TenantRenaming::renamed)),
                scenario.caller(),
                scenario.action(),
                renamed(scenario.resource()),
                scenario.resourceAccount(),
                scenario.context());
        for (Map.Entry<String, ContextValue> entry : scenario.context().entrySet()) {
            renamed = renamed.withKey(entry.getKey(), renamed(entry.getValue()));
        }
        return renamed;
    }

    private static ContextValue renamed(ContextValue value) {
        if (value instanceof ContextValue.Single single) {
            return new ContextValue.Single(renamed(single.value()));
        }
        if (value instanceof ContextValue.Multiple multiple) {
            return new ContextValue.Multiple(
                    multiple.values().stream().map(TenantRenaming::renamed).toList());
        }
        return value;
    }

    private static String renamed(String text) {
        return TENANT.matcher(text).replaceAll(match -> RENAMED.getOrDefault(match.group(), ""));
    }
}
