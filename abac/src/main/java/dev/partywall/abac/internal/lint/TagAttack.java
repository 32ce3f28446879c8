package dev.partywall.abac.internal.lint;

import dev.partywall.abac.LintFinding.Severity;
import dev.partywall.abac.LintRule;
import dev.partywall.policy.Condition;
import dev.partywall.policy.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Resources that are tagged with their tenant: requests for those of others, and requests that change the tag.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html">Controlling access by tags</a>
 */
final class TagAttack implements Attack {

    private static final String ALIASES = "kms:ResourceAliases";

    private static final Map<String, List<String>> CREATING = Map.of(
            "sqs", List.of("sqs:CreateQueue"),
            "sns", List.of("sns:CreateTopic"),
            "events", List.of("events:CreateEventBus"),
            "secretsmanager", List.of("secretsmanager:CreateSecret"));

    private static final Map<String, List<String>> TAGGING = Map.of(
            "sqs", List.of("sqs:TagQueue", "sqs:UntagQueue"),
            "sns", List.of("sns:TagResource", "sns:UntagResource"),
            "events", List.of("events:TagResource", "events:UntagResource"),
            "dynamodb", List.of("dynamodb:TagResource", "dynamodb:UntagResource"),
            "s3", List.of("s3:PutObjectTagging", "s3:DeleteObjectTagging"),
            "secretsmanager", List.of("secretsmanager:TagResource", "secretsmanager:UntagResource"));

    @Override
    public void on(Subject subject, Findings findings) {
        if (!subject.isOfTenants()) {
            return;
        }
        for (String service : Catalog.services()) {
            if (subject.statements().anyMatch(other -> goesByTag(subject, other, service))) {
                data(subject, findings, service);
                create(subject, findings, service);
                tag(subject, findings, service);
            }
        }
        if (subject.statements().anyMatch(other -> goesByAlias(subject, other))) {
            aliases(subject, findings);
        }
    }

    /** Whether access to a service's data goes by the tenant's tag on the resource. */
    private static boolean goesByTag(Subject subject, Statement statement, String service) {
        return statement.conditions().stream().anyMatch(condition -> isOnTag(subject, condition))
                && Catalog.data(service).stream()
                        .anyMatch(action -> subject.elements.means(statement.action(), action));
    }

    private static boolean isOnTag(Subject subject, Condition condition) {
        String key = condition.key().toLowerCase(Locale.ROOT);
        boolean onTag = (key.contains(":resourcetag/") || key.startsWith("s3:existingobjecttag/"))
                && subject.mentions.in(condition);
        boolean turned = key.equals(Mentions.folded(subject.settings.principalTag()))
                && Mentions.values(condition).stream()
                        .anyMatch(value -> Mentions.folded(value).contains(":resourcetag/"));
        return onTag || turned;
    }

    private static boolean goesByAlias(Subject subject, Statement statement) {
        return Mentions.conditions(statement, ALIASES).anyMatch(subject.mentions::byVariable);
    }

    private static void data(Subject subject, Findings findings, String service) {
        for (Tenants.Pair pair : Tenants.pairs(subject.settings.tenantIds())) {
            Facts facts = subject.owned(service, pair.victim());
            for (String resource : subject.targets.of(service, pair.victim())) {
                for (String action : Catalog.data(service)) {
                    subject.attack(pair.attacker(), action, resource, facts)
                            .filter(hit -> !subject.namesLiterally(resource) || isTagged(subject))
                            .ifPresent(hit -> findings.add(
                                    subject,
                                    cause(subject, pair),
                                    Severity.LEAK,
                                    "reaches what is tagged as tenant " + pair.victim() + "'s",
                                    hit));
                }
            }
        }
    }

    private static boolean isTagged(Subject subject) {
        return subject.statement.conditions().stream().anyMatch(condition -> isOnTag(subject, condition));
    }

    private static LintRule cause(Subject subject, Tenants.Pair pair) {
        boolean loose = subject.statement.conditions().stream()
                .anyMatch(condition -> isOnTag(subject, condition) && Mentions.isLoose(condition));
        if (!loose) {
            return LintRule.G11;
        }
        return pair.isBelow() ? LintRule.S3 : LintRule.G10;
    }

    private static void create(Subject subject, Findings findings, String service) {
        Facts facts = subject.owned(service, Tenants.STRANGER)
                .with(subject.settings.requestTag(), Tenants.STRANGER)
                .withAll("aws:TagKeys", List.of(subject.settings.tenantTag()));
        for (String resource : subject.targets.of(service, Tenants.ATTACKER)) {
            for (String action : CREATING.getOrDefault(service, List.of())) {
                subject.attack(Tenants.ATTACKER, action, resource, facts)
                        .ifPresent(hit -> findings.add(
                                subject, LintRule.Q2, Severity.LEAK, "creates what others take for their own", hit));
            }
        }
    }

    private static void tag(Subject subject, Findings findings, String service) {
        Facts facts = subject.owned(service, Tenants.STRANGER)
                .with(subject.settings.requestTag(), Tenants.ATTACKER)
                .withAll("aws:TagKeys", List.of(subject.settings.tenantTag()));
        for (String resource : subject.targets.of(service, Tenants.STRANGER)) {
            for (String action : TAGGING.getOrDefault(service, List.of())) {
                subject.attack(Tenants.ATTACKER, action, resource, facts)
                        .ifPresent(hit -> findings.add(
                                subject, LintRule.Q2, Severity.LEAK, "changes the tag of what is another's", hit));
            }
        }
    }

    /** Keys that have the alias of another, and keys that have none. */
    private static void aliases(Subject subject, Findings findings) {
        for (String key : subject.targets.of("kms", Tenants.ATTACKER)) {
            for (String action : Catalog.CRYPTOGRAPHIC) {
                if (goesByAlias(subject, subject.statement)) {
                    subject.attack(Tenants.ATTACKER, action, key, Facts.NONE.without(ALIASES))
                            .ifPresent(hit -> findings.add(
                                    subject, LintRule.K3, Severity.LEAK, "uses keys that have no alias", hit));
                }
                for (Tenants.Pair pair : Tenants.pairs(subject.settings.tenantIds())) {
                    aliased(subject, findings, action, key, pair);
                }
            }
        }
    }

    private static void aliased(Subject subject, Findings findings, String action, String key, Tenants.Pair pair) {
        subject.statements()
                .flatMap(other -> Mentions.conditions(other, ALIASES))
                .flatMap(condition -> Mentions.values(condition).stream())
                .map(subject.mentions::text)
                .filter(TenantText::namesTenant)
                .flatMap(text -> text.examples(pair.victim()).stream())
                .distinct()
                .map(alias -> Facts.NONE.withAll(ALIASES, List.of(alias)))
                .flatMap(facts -> subject.attack(pair.attacker(), action, key, facts).stream())
                .filter(hit -> !subject.namesLiterally(key) || goesByAlias(subject, subject.statement))
                .forEach(hit -> findings.add(
                        subject,
                        ofAlias(subject, pair),
                        Severity.LEAK,
                        "uses the key that is named after tenant " + pair.victim(),
                        hit));
    }

    private static LintRule ofAlias(Subject subject, Tenants.Pair pair) {
        if (!goesByAlias(subject, subject.statement)) {
            return LintRule.G11;
        }
        return pair.isBelow() ? LintRule.S3 : LintRule.G10;
    }
}
