package dev.partywall.abac.internal.lint;

import dev.partywall.abac.LintFinding.Severity;
import dev.partywall.abac.LintRule;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * From one role to the next: a tenant's session that begins another in another's name.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_role-chaining">
 *     Chaining roles with session tags</a>
 */
final class ChainAttack implements Attack {

    static final String TAG_SESSION = "sts:TagSession";
    static final String TAG_KEYS = "aws:TagKeys";
    static final String TRANSITIVE = "sts:TransitiveTagKeys";

    @Override
    public void on(Subject subject, Findings findings) {
        boolean known = subject.settings.transitive().isPresent();
        boolean transitive = subject.settings.transitive().orElse(false);
        if (transitive || !subject.isOfTenants() || !(known || subject.documentsNameTenant())) {
            return;
        }
        Facts facts = Facts.NONE
                .with(subject.settings.requestTag(), Tenants.STRANGER)
                .withAll(TAG_KEYS, List.of(subject.settings.tenantTag()))
                .without(TRANSITIVE);
        Set<String> roles = new LinkedHashSet<>(subject.targets.of("iam", Tenants.STRANGER));
        roles.addAll(subject.targets.of("iam", Tenants.ATTACKER));
        for (String role : roles) {
            subject.attack(Tenants.ATTACKER, TAG_SESSION, role, facts)
                    .filter(Hit::tagged)
                    .ifPresent(hit -> findings.add(
                            subject,
                            LintRule.G6,
                            known ? Severity.LEAK : Severity.WARNING,
                            "may begin a session in another's name, unless its tenant tag is transitive",
                            hit));
        }
    }
}
