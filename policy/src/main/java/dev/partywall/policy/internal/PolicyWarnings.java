package dev.partywall.policy.internal;

import dev.partywall.policy.Condition;
import dev.partywall.policy.ConditionValue;
import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.PolicyVersion;
import dev.partywall.policy.PolicyWarning;
import dev.partywall.policy.PrincipalElement;
import dev.partywall.policy.PrincipalElement.Named;
import dev.partywall.policy.SourceRange;
import dev.partywall.policy.Statement;
import dev.partywall.policy.internal.Variables.Piece;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds variables where they are none.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-wheretouse">
 *     Where you can use policy variables</a>
 */
public final class PolicyWarnings {

    private final boolean variables;
    private final List<PolicyWarning> warnings = new ArrayList<>();

    private PolicyWarnings(PolicyVersion language) {
        variables = language == PolicyVersion.V2012_10_17;
    }

    /** The warnings of a document, in its order. */
    public static List<PolicyWarning> of(PolicyDocument document) {
        PolicyWarnings all = new PolicyWarnings(document.language());
        document.statements().forEach(all::statement);
        return List.copyOf(all.warnings);
    }

    private void statement(Statement statement) {
        SourceRange range = statement.range();
        statement.principal().map(PrincipalElement::principals).orElse(List.of()).stream()
                .map(Named::value)
                .forEach(text -> none(range, "Principal", text));
        statement.action().patterns().forEach(text -> none(range, "Action", text));
        statement.resource().ifPresent(element -> element.patterns().forEach(text -> resource(range, text)));
        statement.conditions().forEach(this::condition);
    }

    private void condition(Condition condition) {
        for (ConditionValue value : condition.values()) {
            if (Comparisons.takesVariables(condition.operator().comparison())) {
                some(condition.range(), value.text());
            } else {
                none(condition.range(), condition.operator().toString(), value.text());
            }
        }
    }

    private void resource(SourceRange range, String text) {
        some(range, text);
        if (variables && Variables.standEarly(text)) {
            add(range, "a variable may stand only behind the fifth colon of \"" + text + "\"; write the part itself");
        }
    }

    /** Text that is never searched for variables. */
    private void none(SourceRange range, String element, String text) {
        if (text.contains(Variables.START)) {
            add(range, element + " takes no variables, \"" + text + "\" is taken as it stands; write the value itself");
        }
    }

    /** Text in which there may be variables. */
    private void some(SourceRange range, String text) {
        if (!text.contains(Variables.START)) {
            return;
        }
        if (!variables) {
            add(range, "without Version 2012-10-17 \"" + text + "\" has no variables; write that Version");
        } else if (Variables.pieces(text).stream().anyMatch(Piece.Malformed.class::isInstance)) {
            add(range, "\"" + text + "\" has a malformed variable; write ${key} or ${key, 'default'}");
        }
    }

    private void add(SourceRange range, String message) {
        warnings.add(new PolicyWarning(range, message));
    }
}
