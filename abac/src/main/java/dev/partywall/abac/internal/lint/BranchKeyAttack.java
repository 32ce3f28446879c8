package dev.partywall.abac.internal.lint;

import dev.partywall.abac.LintFinding.Severity;
import dev.partywall.abac.LintRule;
import dev.partywall.policy.Condition;
import java.util.Optional;

/**
 * The root key of a hierarchical keyring: branch keys of others, and of other key stores.
 *
 * @see <a href="https://docs.aws.amazon.com/encryption-sdk/latest/developer-guide/use-hierarchical-keyring.html">
 *     Hierarchical keyrings</a>
 */
final class BranchKeyAttack implements Attack {

    private static final String CUSTOM = "aws-crypto-ec:";
    private static final String OTHER_STORE = "another-key-store";

    @Override
    public void on(Subject subject, Findings findings) {
        boolean compares = subject.statement.conditions().stream().anyMatch(EncryptionContext::isOfBranchKey);
        if (!(compares || subject.settings.keyStore().isPresent()) || !isOfTenants(subject)) {
            return;
        }
        String store = store(subject);
        for (String key : subject.targets.of("kms", Tenants.ATTACKER)) {
            for (Tenants.Pair pair : Tenants.pairs(subject.settings.tenantIds())) {
                unwrap(subject, findings, key, pair, store);
            }
            otherStore(subject, findings, key);
        }
    }

    /** Where nobody speaks of tenants, who may unwrap branch keys is thought to act for them. */
    private static boolean isOfTenants(Subject subject) {
        return subject.isOfTenants() || (!subject.settings.operators() && !subject.documentsNameTenant());
    }

    private static String store(Subject subject) {
        return subject.settings
                .keyStore()
                .orElseGet(() -> Mentions.conditions(subject.statement, EncryptionContext.PAIR + "tablename")
                        .flatMap(condition -> Mentions.values(condition).stream())
                        .findFirst()
                        .orElse("tenant-keys"));
    }

    /** A branch key's own pairs hold what the creator of the branch key wrote: its tenant's. */
    private static Facts branchKey(Subject subject, String tenant, String store) {
        Facts facts = EncryptionContext.none(subject).and(EncryptionContext.ofBranchKey(tenant, store));
        for (Condition condition : subject.statement.conditions()) {
            if (EncryptionContext.isPair(condition)
                    && subject.mentions.in(condition)
                    && EncryptionContext.name(condition).startsWith(CUSTOM)) {
                facts = EncryptionContext.plus(facts, EncryptionContext.name(condition), tenant);
            }
        }
        return facts;
    }

    private static void unwrap(Subject subject, Findings findings, String key, Tenants.Pair pair, String store) {
        for (String action : Catalog.CRYPTOGRAPHIC) {
            subject.attack(pair.attacker(), action, key, branchKey(subject, pair.victim(), store))
                    .ifPresent(hit -> findings.add(
                            subject,
                            cause(subject, pair),
                            Severity.LEAK,
                            "unwraps the branch key of tenant " + pair.victim(),
                            hit));
        }
    }

    private static LintRule cause(Subject subject, Tenants.Pair pair) {
        boolean loose = Mentions.conditions(subject.statement, EncryptionContext.PAIR + "branch-key-id")
                .anyMatch(condition -> Mentions.isLoose(condition) && subject.mentions.in(condition));
        LintRule rule = loose ? LintRule.G10 : LintRule.K7;
        return loose && pair.isBelow() ? LintRule.S3 : rule;
    }

    private static void otherStore(Subject subject, Findings findings, String key) {
        for (String action : Catalog.CRYPTOGRAPHIC) {
            Optional<Hit> hit = subject.attack(
                            Tenants.ATTACKER, action, key, branchKey(subject, Tenants.ATTACKER, OTHER_STORE))
                    .filter(Hit::tagged);
            hit.ifPresent(found -> findings.add(
                    subject,
                    LintRule.K7,
                    Severity.WARNING,
                    "unwraps branch keys of every key store under the same root key",
                    found));
        }
    }
}
