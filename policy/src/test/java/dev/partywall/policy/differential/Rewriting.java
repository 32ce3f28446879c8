package dev.partywall.policy.differential;

import dev.partywall.policy.ActionElement;
import dev.partywall.policy.AttachedPolicy;
import dev.partywall.policy.Caller;
import dev.partywall.policy.Condition;
import dev.partywall.policy.ConditionOperator.Comparison;
import dev.partywall.policy.ConditionOperator.Quantifier;
import dev.partywall.policy.ConditionValue;
import dev.partywall.policy.ContextValue;
import dev.partywall.policy.Effect;
import dev.partywall.policy.PolicySet;
import dev.partywall.policy.PolicyVersion;
import dev.partywall.policy.PrincipalElement;
import dev.partywall.policy.ResourceElement;
import dev.partywall.policy.Statement;
import dev.partywall.policy.golden.PolicyEdits;
import dev.partywall.policy.golden.RandomPolicies;
import dev.partywall.policy.golden.Scenario;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Rewrites cases so that this evaluator reads them as the other side does. */
final class Rewriting {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z0-9:/]+)(?:, '([^']*)')?}");
    private static final Pattern VARIABLE_FIRST =
            Pattern.compile("^(arn:aws:(?!s3:)[^:]*:[^:]*:[^:]*:[^:/$]*)\\$\\{[^*?$].*$");
    private static final Pattern ESCAPE = Pattern.compile("\\$\\{([*?$])}");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{5,}");

    private static final int RESOURCE_PART = 5;

    /** Stands in no request. */
    private static final String NOTHING = "no-such-value";

    private Rewriting() {}

    static Scenario toNewLanguage(Scenario scenario) {
        return scenario.withPolicies(PolicyEdits.eachDocument(
                scenario.policies(), document -> RandomCases.withVersion(document, PolicyVersion.V2012_10_17)));
    }

    /** The other side takes such a condition for false. */
    static Scenario silenceNegatedWithoutValue(Scenario scenario) {
        return silence(
                scenario,
                condition -> isNegatedText(condition)
                        && hasValues(scenario, condition.key())
                        && condition.values().stream().anyMatch(value -> lacksValue(scenario, value.text())));
    }

    private static boolean isNegatedText(Condition condition) {
        return switch (condition.operator().comparison()) {
            case STRING_NOT_EQUALS, STRING_NOT_EQUALS_IGNORE_CASE, STRING_NOT_LIKE, ARN_NOT_EQUALS, ARN_NOT_LIKE ->
                true;
            default -> false;
        };
    }

    private static boolean lacksValue(Scenario scenario, String text) {
        Matcher variable = VARIABLE.matcher(text);
        while (variable.find()) {
            if (variable.group(2) == null && find(scenario, variable.group(1)) instanceof ContextValue.Absent) {
                return true;
            }
        }
        return false;
    }

    /** The other side takes the default, and if there is none, what matches nothing. */
    static Scenario forgetEmptyValues(Scenario scenario) {
        UnaryOperator<String> edit = text -> VARIABLE.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(
                        find(scenario, found.group(1)).equals(new ContextValue.Single(""))
                                ? found.group(2) == null ? NOTHING : found.group(2)
                                : found.group()));
        return scenario.withPolicies(
                PolicyEdits.eachStatement(scenario.policies(), statement -> PolicyEdits.eachText(statement, edit)));
    }

    /** The other side takes such a condition for false. */
    static Scenario silenceAnyIfExists(Scenario scenario) {
        return silence(
                scenario,
                condition -> condition.operator().quantifier() == Quantifier.FOR_ANY_VALUE
                        && condition.operator().ifExists()
                        && !hasValues(scenario, condition.key()));
    }

    /** To the other side the key is there. */
    static Scenario swapNullOfNoValues(Scenario scenario) {
        return eachCondition(
                scenario,
                condition -> condition.operator().comparison() == Comparison.NULL
                        && find(scenario, condition.key()).equals(new ContextValue.Multiple(List.of())),
                text -> text.equals("true") ? "false" : "true");
    }

    /** The other side takes the number for milliseconds. */
    static Scenario toMilliseconds(Scenario scenario) {
        Scenario rewritten = eachCondition(
                scenario,
                condition -> condition.operator().comparison().text().startsWith("Date"),
                Rewriting::inMilliseconds);
        for (Map.Entry<String, ContextValue> entry : scenario.context().entrySet()) {
            if (entry.getKey().endsWith("Time") && entry.getValue() instanceof ContextValue.Single single) {
                ContextValue value = new ContextValue.Single(inMilliseconds(single.value()));
                rewritten = rewritten.withKey(entry.getKey(), value);
            }
        }
        return rewritten;
    }

    private static String inMilliseconds(String date) {
        return SECONDS.matcher(date).matches()
                ? Instant.ofEpochMilli(Long.parseLong(date)).toString()
                : date;
    }

    /** The other side takes such a condition for false. */
    static Scenario silenceOtherFamily(Scenario scenario) {
        return silence(
                scenario,
                condition -> condition.operator().comparison() == Comparison.NOT_IP_ADDRESS
                        && find(scenario, condition.key()) instanceof ContextValue.Single single
                        && condition.values().stream()
                                .map(ConditionValue::text)
                                .anyMatch(
                                        text -> !text.contains("/") && isVersion6(text) != isVersion6(single.value())));
    }

    private static boolean isVersion6(String address) {
        return address.contains(":");
    }

    /** Session policies that everything must pass are like one more level of service control policies. */
    static Scenario sessionLimitsAll(Scenario scenario) {
        PolicySet policies = scenario.policies();
        if (policies.session().isEmpty()) {
            return scenario;
        }
        List<List<AttachedPolicy>> levels = new ArrayList<>(policies.serviceControl());
        levels.add(policies.session());
        return scenario.withPolicies(policies.withServiceControl(levels).withSession(List.of()));
    }

    /** The other side exempts whom any entry names, be it by the account or the role. */
    static Scenario exemptWhoIsNamedInPart(Scenario scenario) {
        if (scenario.policies().permissionsBoundary().isPresent()) {
            return scenario;
        }
        return scenario.withPolicies(PolicyEdits.eachStatement(scenario.policies(), statement -> {
            boolean exempt = statement.effect() == Effect.DENY
                    && statement
                            .principal()
                            .filter(element -> names(element, scenario.caller()))
                            .isPresent();
            return exempt ? silenced(statement) : statement;
        }));
    }

    private static boolean names(PrincipalElement element, Caller caller) {
        return element.negated()
                && element.principals().stream()
                        .map(PrincipalElement.Named::value)
                        .anyMatch(namesOf(caller)::contains);
    }

    private static List<String> namesOf(Caller caller) {
        List<String> names = new ArrayList<>();
        names.addAll(List.of("*", RandomPolicies.HOME, "arn:aws:iam::" + RandomPolicies.HOME + ":root"));
        if (caller instanceof Caller.RoleSession session) {
            names.addAll(List.of(session.roleArn(), session.sessionArn()));
        } else if (caller instanceof Caller.IamUser user) {
            names.add(user.arn());
        }
        return names;
    }

    /** The other side takes such an element for false, unless what precedes the variable is of another service or account. */
    static Scenario silenceNotResourceWithoutValue(Scenario scenario) {
        return scenario.withPolicies(PolicyEdits.eachStatement(scenario.policies(), statement -> {
            boolean never = statement
                    .resource()
                    .filter(ResourceElement::negated)
                    .filter(element -> element.patterns().stream()
                            .anyMatch(text -> lacksValue(scenario, text) && sameOwner(text, scenario.resource())))
                    .isPresent();
            return never ? silenced(statement) : statement;
        }));
    }

    private static boolean sameOwner(String pattern, String resource) {
        String[] parts = pattern.split(":", RESOURCE_PART + 1);
        String[] others = resource.split(":", RESOURCE_PART + 1);
        return IntStream.range(0, RESOURCE_PART)
                .allMatch(part -> parts[part].equals("*") || parts[part].equals(others[part]));
    }

    /** The other side splits a resource at the first {@code :} or {@code /} after the ARN's account, even inside a variable. */
    static Scenario breakVariableFirst(Scenario scenario) {
        return scenario.withPolicies(PolicyEdits.eachStatement(
                scenario.policies(),
                statement -> with(
                        statement,
                        statement.action(),
                        statement
                                .resource()
                                .map(element -> new ResourceElement(
                                        element.negated(),
                                        element.patterns().stream()
                                                .map(text -> VARIABLE_FIRST
                                                        .matcher(text)
                                                        .replaceAll("$1" + NOTHING))
                                                .toList())),
                        statement.conditions())));
    }

    /** To the other side they are text. */
    static Scenario escapesToText(Scenario scenario) {
        return eachCondition(
                scenario,
                condition -> switch (condition.operator().comparison()) {
                    case STRING_EQUALS, STRING_NOT_EQUALS, STRING_EQUALS_IGNORE_CASE, STRING_NOT_EQUALS_IGNORE_CASE ->
                        true;
                    default -> false;
                },
                text -> ESCAPE.matcher(text).replaceAll("\\${\\$}{$1}"));
    }

    private static Scenario silence(Scenario scenario, Predicate<Condition> isFalse) {
        return scenario.withPolicies(PolicyEdits.eachStatement(
                scenario.policies(),
                statement -> statement.conditions().stream().anyMatch(isFalse) ? silenced(statement) : statement));
    }

    /** The statement with an action that nobody asks for. */
    private static Statement silenced(Statement statement) {
        ActionElement none = new ActionElement(false, List.of("none:None"));
        return with(statement, none, statement.resource(), statement.conditions());
    }

    private static Scenario eachCondition(Scenario scenario, Predicate<Condition> which, UnaryOperator<String> edit) {
        return scenario.withPolicies(PolicyEdits.eachStatement(
                scenario.policies(),
                statement -> with(
                        statement,
                        statement.action(),
                        statement.resource(),
                        statement.conditions().stream()
                                .map(condition -> which.test(condition) ? edited(condition, edit) : condition)
                                .toList())));
    }

    private static Statement with(
            Statement one, ActionElement action, Optional<ResourceElement> resource, List<Condition> conditions) {
        return new Statement(
                one.index(), one.sid(), one.effect(), one.principal(), action, resource, conditions, one.range());
    }

    private static Condition edited(Condition condition, UnaryOperator<String> edit) {
        return PolicyEdits.withValues(
                condition,
                condition.values().stream()
                        .map(value -> new ConditionValue(edit.apply(value.text()), value.kind()))
                        .toList());
    }

    private static boolean hasValues(Scenario scenario, String key) {
        ContextValue value = find(scenario, key);
        return !(value instanceof ContextValue.Absent) && !value.equals(new ContextValue.Multiple(List.of()));
    }

    private static ContextValue find(Scenario scenario, String key) {
        String folded = key.toLowerCase(Locale.ROOT);
        return scenario.context().entrySet().stream()
                .filter(entry -> entry.getKey().toLowerCase(Locale.ROOT).equals(folded))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(new ContextValue.Absent());
    }
}
