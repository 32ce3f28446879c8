package dev.partywall.abac.internal.lint;

import dev.partywall.abac.LintFinding.Severity;
import dev.partywall.abac.LintRule;
import dev.partywall.policy.Condition;
import dev.partywall.policy.ConditionOperator.Comparison;
import dev.partywall.policy.ConditionOperator.Quantifier;
import dev.partywall.policy.Effect;
import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.PolicyType;
import dev.partywall.policy.PolicyVersion;
import dev.partywall.policy.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What can be told from the text of a document, whether or not a request leaks by it. */
final class Hygiene {

    private static final Pattern TAG_KEY = Pattern.compile("(?i)aws:PrincipalTag/([^},]+)");

    private final LintSettings settings;
    private final Mentions mentions;
    private final Findings findings;
    private final int index;
    private final PolicyDocument document;

    Hygiene(LintSettings settings, Findings findings, int index, PolicyDocument document) {
        this.settings = settings;
        this.mentions = new Mentions(settings.principalTag());
        this.findings = findings;
        this.index = index;
        this.document = document;
    }

    void examine() {
        for (Statement statement : document.statements()) {
            language(statement);
            spelling(statement);
            for (Condition condition : statement.conditions()) {
                standIn(statement, condition);
                pattern(statement, condition);
                keyPolicy(statement, condition);
                queuePolicy(statement, condition);
                quantifier(statement, condition);
                slash(statement, condition);
            }
        }
    }

    private void warn(Statement statement, Condition condition, LintRule rule, String why) {
        add(statement, condition, rule, Severity.WARNING, why);
    }

    private void add(Statement statement, Condition condition, LintRule rule, Severity severity, String why) {
        findings.add(index, statement, condition.range(), rule, severity, why, Optional.empty());
    }

    private void language(Statement statement) {
        boolean variables =
                Diagnosis.texts(statement).anyMatch(text -> mentions.text(text).hasVariable());
        if (variables && document.language() != PolicyVersion.V2012_10_17) {
            String why = "The variables are plain text here";
            findings.add(index, statement, LintRule.G3, Severity.WARNING, why, Optional.empty());
        }
    }

    /** The denial spares a tenant. */
    private void standIn(Statement statement, Condition condition) {
        boolean has = Mentions.values(condition).stream()
                .anyMatch(value -> mentions.text(value).ifAbsent().isPresent());
        if (has && statement.effect() == Effect.DENY) {
            warn(statement, condition, LintRule.G4, "The denial takes callers without tenant for a tenant");
        }
    }

    private void pattern(Statement statement, Condition condition) {
        boolean like = condition.operator().comparison() == Comparison.STRING_LIKE;
        List<String> values = Mentions.values(condition);
        boolean plain = values.stream().noneMatch(value -> mentions.text(value).hasWildcard());
        if (like && plain && mentions.byVariable(condition)) {
            warn(statement, condition, LintRule.G10, "StringLike compares values that have no wildcard");
        }
    }

    /** Names of keys do not depend on case, but readers, and values of aws:TagKeys, do. */
    private void spelling(Statement statement) {
        Set<String> spellings = new TreeSet<>();
        Stream<String> keys = statement.conditions().stream().map(Condition::key);
        Stream.concat(keys, Diagnosis.texts(statement))
                .flatMap(text -> TAG_KEY.matcher(text).results().map(match -> group(match)))
                .filter(key -> key.equalsIgnoreCase(settings.tenantTag()))
                .forEach(spellings::add);
        Mentions.conditions(statement, ChainAttack.TAG_KEYS)
                .flatMap(condition -> Mentions.values(condition).stream())
                .filter(key -> key.equalsIgnoreCase(settings.tenantTag()))
                .forEach(spellings::add);
        spellings.remove(settings.tenantTag());
        if (!spellings.isEmpty()) {
            String why = "The tag " + settings.tenantTag() + " is written " + String.join(", ", spellings) + " here";
            findings.add(index, statement, LintRule.G9, Severity.WARNING, why, Optional.empty());
        }
    }

    private static String group(MatchResult match) {
        return match.group(1);
    }

    private void keyPolicy(Statement statement, Condition condition) {
        boolean ofKey = isResourceTag(condition) || condition.key().equalsIgnoreCase("kms:ResourceAliases");
        if (document.type() == PolicyType.KEY && ofKey) {
            boolean open = statement.effect() == Effect.ALLOW && Mentions.holdsOfNothing(condition);
            String why = "KMS does not document " + condition.key() + " for key policies: "
                    + (open ? "without a value the operator holds" : "without a value the operator does not hold");
            add(statement, condition, LintRule.K4, open ? Severity.LEAK : Severity.WARNING, why);
        }
    }

    private void queuePolicy(Statement statement, Condition condition) {
        if (document.type() == PolicyType.RESOURCE && isResourceTag(condition) && isOfQueue(statement)) {
            boolean open = statement.effect() == Effect.ALLOW && Mentions.holdsOfNothing(condition);
            String why = "Queue policies have no " + condition.key()
                    + (open ? ": without a value the operator holds" : ": without a value the operator does not hold");
            add(statement, condition, LintRule.Q1, open ? Severity.LEAK : Severity.WARNING, why);
        }
    }

    private static boolean isResourceTag(Condition condition) {
        return Mentions.hasPrefix(condition, "aws:ResourceTag/");
    }

    private static boolean isOfQueue(Statement statement) {
        return Stream.concat(statement.action().patterns().stream(), Mentions.resources(statement))
                .map(text -> text.toLowerCase(Locale.ROOT))
                .anyMatch(text -> text.startsWith("sqs:") || text.startsWith("arn:aws:sqs:"));
    }

    /** Single-valued keys have no use for set operators, and aliases have no use for anything else. */
    private void quantifier(Statement statement, Condition condition) {
        Quantifier quantifier = condition.operator().quantifier();
        if (EncryptionContext.isPair(condition) && quantifier != Quantifier.NONE) {
            warn(
                    statement,
                    condition,
                    LintRule.K1,
                    condition.key() + " has one value, set operators are not made for it");
        }
        boolean alias = condition.key().equalsIgnoreCase("kms:ResourceAliases");
        if (alias && quantifier == Quantifier.NONE && condition.operator().comparison() != Comparison.NULL) {
            warn(statement, condition, LintRule.K3, "kms:ResourceAliases has several values");
        }
    }

    /** The tenant's tag is required to have a form with a slash. */
    private void slash(Statement statement, Condition condition) {
        boolean pinned = condition.key().equalsIgnoreCase(settings.requestTag())
                || condition.key().equalsIgnoreCase(settings.principalTag());
        boolean slashed = Mentions.values(condition).stream()
                .anyMatch(value -> value.contains("/") && !mentions.text(value).hasVariable());
        if (pinned && slashed && statement.effect() == Effect.ALLOW) {
            warn(statement, condition, LintRule.S3, "The tenant's tag is expected to have a slash in it");
        }
    }
}
