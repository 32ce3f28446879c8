package dev.partywall.abac.internal.lint;

import dev.partywall.abac.LintFinding.Severity;
import dev.partywall.abac.LintRule;
import dev.partywall.policy.Condition;
import dev.partywall.policy.Statement;
import java.util.List;
import java.util.stream.Stream;

/**
 * KMS: what opens with the encryption context of others, with none, or with more.
 *
 * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html">Condition keys of KMS</a>
 */
final class KeyAttack implements Attack {

    private static final String VIA_SERVICE = "kms:ViaService";

    @Override
    public void on(Subject subject, Findings findings) {
        if (!subject.isOfTenants() || Catalog.CRYPTOGRAPHIC.stream().noneMatch(subject::means)) {
            return;
        }
        for (String key : subject.targets.of("kms", Tenants.ATTACKER)) {
            missing(subject, findings, key);
            foreign(subject, findings, key);
            unbounded(subject, findings, key);
        }
    }

    private static Stream<Condition> pinned(Subject subject, Statement statement) {
        return statement.conditions().stream()
                .filter(condition -> EncryptionContext.isPair(condition) && subject.mentions.in(condition));
    }

    /** Whether it is a branch key whose pairs are compared: {@link BranchKeyAttack} knows those. */
    private static boolean isOfBranchKeys(Subject subject) {
        return subject.statement.conditions().stream().anyMatch(EncryptionContext::isOfBranchKey);
    }

    private static void missing(Subject subject, Findings findings, String key) {
        if (pinned(subject, subject.statement).findAny().isEmpty()) {
            return;
        }
        Facts none = EncryptionContext.none(subject);
        Facts other = none.and(EncryptionContext.of("another-pair", "platform"))
                .withAll(EncryptionContext.KEYS, List.of("another-pair"));
        for (String action : Catalog.CRYPTOGRAPHIC) {
            for (Facts facts : List.of(none, other)) {
                subject.attack(Tenants.ATTACKER, action, key, facts)
                        .ifPresent(hit -> findings.add(
                                subject,
                                LintRule.K1,
                                Severity.LEAK,
                                "opens what was encrypted without the pair that names the tenant",
                                hit));
            }
        }
    }

    private static void foreign(Subject subject, Findings findings, String key) {
        for (Tenants.Pair pair : Tenants.pairs(subject.settings.tenantIds())) {
            subject.statements()
                    .filter(other -> isPooled(subject, other, key))
                    .forEach(other -> foreign(subject, findings, key, pair, other));
        }
    }

    /** Whether a statement pins what the key opens. One for all keys says little of a key that this statement names. */
    private static boolean isPooled(Subject subject, Statement other, String key) {
        return !subject.isVague(other, key)
                && pinned(subject, other).findAny().isPresent()
                && subject.elements.means(other, key, subject.session(Tenants.ATTACKER));
    }

    private static void foreign(Subject subject, Findings findings, String key, Tenants.Pair pair, Statement other) {
        for (Facts facts : EncryptionContext.of(subject, other, pair.victim())) {
            for (String action : Catalog.CRYPTOGRAPHIC) {
                subject.attack(pair.attacker(), action, key, facts)
                        .ifPresent(hit -> findings.add(
                                subject,
                                cause(subject, pair),
                                Severity.LEAK,
                                "opens what was encrypted for tenant " + pair.victim(),
                                hit));
            }
        }
    }

    private static LintRule cause(Subject subject, Tenants.Pair pair) {
        if (pair.isBelow()) {
            return LintRule.S3;
        }
        List<Condition> pins = pinned(subject, subject.statement).toList();
        if (pins.isEmpty()) {
            return isOfBranchKeys(subject) ? LintRule.K7 : LintRule.G11;
        }
        return pins.stream().anyMatch(Mentions::isLoose) ? LintRule.G10 : LintRule.K1;
    }

    /** Services that encrypt on the caller's behalf decide on the pairs. */
    private static void unbounded(Subject subject, Findings findings, String key) {
        boolean served =
                Mentions.conditions(subject.statement, VIA_SERVICE).findAny().isPresent();
        if (served
                || isOfBranchKeys(subject)
                || pinned(subject, subject.statement).findAny().isEmpty()) {
            return;
        }
        for (Facts own : EncryptionContext.of(subject, subject.statement, Tenants.ATTACKER)) {
            Facts more = EncryptionContext.plus(own, "another-pair", "payroll");
            for (String action : Catalog.CRYPTOGRAPHIC) {
                subject.attack(Tenants.ATTACKER, action, key, more)
                        .filter(Hit::tagged)
                        .ifPresent(hit -> findings.add(
                                subject,
                                LintRule.K2,
                                Severity.WARNING,
                                "opens what was encrypted for the same tenant with other pairs, for another purpose",
                                hit));
            }
        }
    }
}
