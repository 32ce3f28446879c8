package dev.partywall.abac.internal.policies;

import dev.partywall.abac.InvalidPolicySettingException;
import java.util.List;

/**
 * Names of which each is one tenant's.
 *
 * @param setting the setting that they come from
 * @param space where they are names: a table's leading keys, a bucket's keys, an account's queues
 * @param template their form
 */
public record Family(String setting, String space, TenantTemplate template) {

    /**
     * Refuses families of which one tenant's name could be another tenant's in the other: with {@code orders-{tenant}} and
     * {@code orders-dead-{tenant}}, a tenant {@code dead-acme} would reach what is acme's.
     *
     * @throws InvalidPolicySettingException if there are such
     */
    public static void requireApart(List<Family> families) {
        for (Family one : families) {
            for (Family other : families) {
                one.requireApart(other);
            }
        }
    }

    private void requireApart(Family other) {
        if (space.equals(other.space) && template.mayBeTakenFor(other.template)) {
            throw InvalidPolicySettingException.setting(
                    setting,
                    "a name of the form \"" + template.pattern() + "\" may be another tenant's of the form \""
                            + other.template.pattern() + "\" in " + space + "; begin them differently");
        }
    }
}
