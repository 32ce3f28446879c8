package dev.partywall.testing.internal.dynamodb;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words of an expression
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html).
 */
final class ExpressionTokens {

    private static final Pattern TOKEN = Pattern.compile(
            "[ \\t\\r\\n]+|[A-Za-z_][A-Za-z0-9_]*|#[A-Za-z0-9_]+|:[A-Za-z0-9_]+|[0-9]+|<>|<=|>=|[=<>(),.\\[\\]+-]");

    /** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html: 4 KB, and 300 operators. */
    private static final int MAX_LENGTH = 4096;

    private static final int MAX_NESTING = 300;

    private ExpressionTokens() {}

    /** All tokens; empty if there is something between them that an expression does not have. */
    static Optional<List<String>> of(String expression) {
        if (expression.length() > MAX_LENGTH
                || expression.chars().filter(c -> c == '(').count() > MAX_NESTING) {
            return Optional.empty();
        }
        List<String> tokens = new ArrayList<>();
        Matcher next = TOKEN.matcher(expression);
        int at = 0;
        while (at < expression.length()) {
            if (!next.find(at) || next.start() != at) {
                return Optional.empty();
            }
            if (!next.group().isBlank()) {
                tokens.add(next.group());
            }
            at = next.end();
        }
        return Optional.of(tokens);
    }

    /** Whether a token is a name, or stands for one. */
    static boolean isName(String token) {
        char first = token.charAt(0);
        return first == '#' || first == '_' || (first >= 'A' && first <= 'Z') || (first >= 'a' && first <= 'z');
    }
}
