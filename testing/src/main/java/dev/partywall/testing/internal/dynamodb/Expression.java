package dev.partywall.testing.internal.dynamodb;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The kinds of expressions, and which attributes they name. */
final class Expression {

    /** Conditions, key conditions and filters. */
    static final Expression CONDITION = new Expression(
            Set.of("AND", "OR", "NOT", "BETWEEN", "IN"),
            Set.of("attribute_exists", "attribute_not_exists", "attribute_type", "begins_with", "contains", "size"));

    /** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html */
    static final Expression UPDATE =
            new Expression(Set.of("SET", "REMOVE", "ADD", "DELETE"), Set.of("if_not_exists", "list_append"));

    /** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ProjectionExpressions.html */
    static final Expression PROJECTION = new Expression(Set.of(), Set.of());

    private final Set<String> words;
    private final Set<String> functions;

    private Expression(Set<String> words, Set<String> functions) {
        this.words = words;
        this.functions = functions;
    }

    /**
     * The top-level attributes that an expression names; unknown if it is not one.
     *
     * @param expression none counts as one that names none
     * @param names the request's ExpressionAttributeNames
     */
    Finding attributes(@Nullable Object expression, Map<?, ?> names) {
        if (expression == null) {
            return Finding.none();
        }
        return DynamoDbJson.text(expression)
                .flatMap(ExpressionTokens::of)
                .flatMap(tokens -> attributes(tokens, names))
                .orElse(Finding.unknown());
    }

    private Optional<Finding> attributes(List<String> tokens, Map<?, ?> names) {
        Set<String> found = new LinkedHashSet<>();
        for (int i = 0; i < tokens.size(); i++) {
            if (!startsPath(tokens, i)) {
                continue;
            } else if (i + 1 < tokens.size() && tokens.get(i + 1).equals("(")) {
                if (!functions.contains(tokens.get(i))) {
                    return Optional.empty();
                }
                continue;
            }
            Optional<String> name = resolve(tokens.get(i), names);
            if (name.isEmpty()) {
                return Optional.empty();
            }
            found.add(name.get());
        }
        return Optional.of(Finding.of(found));
    }

    /** Whether a token is a name, and neither a keyword nor nested in an attribute. */
    private boolean startsPath(List<String> tokens, int at) {
        String token = tokens.get(at);
        return ExpressionTokens.isName(token)
                && !(at > 0 && tokens.get(at - 1).equals("."))
                && !words.contains(token.toUpperCase(Locale.ROOT));
    }

    /** The attribute that a name in an expression means. */
    static Optional<String> resolve(String token, Map<?, ?> names) {
        return token.startsWith("#") ? DynamoDbJson.text(names.get(token)) : Optional.of(token);
    }
}
