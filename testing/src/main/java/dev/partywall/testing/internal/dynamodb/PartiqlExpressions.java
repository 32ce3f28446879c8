package dev.partywall.testing.internal.dynamodb;

import dev.partywall.testing.internal.dynamodb.PartiqlToken.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads the conditions and values of a statement
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-operators.html and
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-functions.html), and notes the attributes in them.
 */
class PartiqlExpressions extends PartiqlReader {

    private static final Set<String> PREDICATES = Set.of("BEGINS_WITH", "CONTAINS", "ATTRIBUTE_TYPE");
    private static final Set<String> FUNCTIONS = Set.of("SIZE", "LIST_APPEND", "SET_ADD", "SET_DELETE");
    private static final Set<String> COMPARISONS = Set.of("<>", "!=", "<", "<=", ">", ">=");
    private static final Set<String> LITERALS = Set.of("TRUE", "FALSE", "NULL", "MISSING");

    /** Keywords that cannot be the name of an attribute without quotes. */
    private static final Set<String> RESERVED = Set.of(
            "SELECT",
            "FROM",
            "WHERE",
            "INSERT",
            "INTO",
            "VALUE",
            "UPDATE",
            "SET",
            "REMOVE",
            "DELETE",
            "AND",
            "OR",
            "NOT",
            "IN",
            "BETWEEN",
            "IS",
            "ORDER",
            "BY",
            "RETURNING",
            "EXISTS",
            "AS",
            "LIKE",
            "CASE",
            "LIMIT",
            "GROUP",
            "HAVING");

    private final List<?> parameters;
    private final Set<String> attributes = new LinkedHashSet<>();
    private int used;

    PartiqlExpressions(List<PartiqlToken> tokens, List<?> parameters) {
        super(tokens);
        this.parameters = parameters;
    }

    /** The top-level attributes read so far. */
    final Set<String> attributes() {
        return attributes;
    }

    /** Whether each parameter has had its {@code ?}. */
    final boolean allParametersUsed() {
        return used == parameters.size();
    }

    final PartiqlCondition condition() {
        List<PartiqlCondition> any = new ArrayList<>(List.of(conjunction()));
        while (acceptWord("OR")) {
            any.add(conjunction());
        }
        return any.size() == 1 ? any.get(0) : new PartiqlCondition.Or(any);
    }

    private PartiqlCondition conjunction() {
        List<PartiqlCondition> all = new ArrayList<>(List.of(negation()));
        while (acceptWord("AND")) {
            all.add(negation());
        }
        return all.size() == 1 ? all.get(0) : new PartiqlCondition.And(all);
    }

    private PartiqlCondition negation() {
        if (acceptWord("NOT")) {
            return new PartiqlCondition.Not(negation());
        } else if (acceptSymbol("(")) {
            PartiqlCondition inner = condition();
            expectSymbol(")");
            return inner;
        } else if (peek().kind() == Kind.WORD && PREDICATES.contains(upper(peek()))) {
            take();
            arguments();
            return new PartiqlCondition.Other();
        }
        return comparison(value());
    }

    private PartiqlCondition comparison(PartiqlValue left) {
        boolean negated = acceptWord("NOT");
        if (acceptWord("BETWEEN")) {
            value();
            expectWord("AND");
            value();
            return new PartiqlCondition.Other();
        } else if (acceptWord("IN")) {
            PartiqlCondition in = in(left);
            return negated ? new PartiqlCondition.Not(in) : in;
        } else if (negated) {
            throw unexpected();
        } else if (acceptWord("IS")) {
            acceptWord("NOT");
            take(Kind.WORD);
            return new PartiqlCondition.Other();
        } else if (acceptSymbol("=")) {
            return equality(left, value());
        } else if (peek().kind() != Kind.SYMBOL || !COMPARISONS.contains(peek().text())) {
            throw unexpected();
        }
        take();
        value();
        return new PartiqlCondition.Other();
    }

    private static PartiqlCondition equality(PartiqlValue left, PartiqlValue right) {
        if (left instanceof PartiqlValue.Path path) {
            boolean both = right instanceof PartiqlValue.Path;
            PartiqlCondition forth = new PartiqlCondition.OneOf(path, List.of(right));
            return both
                    ? new PartiqlCondition.And(List.of(forth, new PartiqlCondition.Reversed((PartiqlValue.Path) right)))
                    : forth;
        }
        return right instanceof PartiqlValue.Path path
                ? new PartiqlCondition.Reversed(path)
                : new PartiqlCondition.Other();
    }

    private PartiqlCondition in(PartiqlValue left) {
        List<PartiqlValue> values;
        if (acceptSymbol("[")) {
            values = valuesTo("]");
        } else {
            expectSymbol("(");
            values = valuesTo(")");
        }
        return left instanceof PartiqlValue.Path path
                ? new PartiqlCondition.OneOf(path, values)
                : new PartiqlCondition.Other();
    }

    /** A value: one term, or several added to or subtracted from each other. */
    final PartiqlValue value() {
        PartiqlValue value = term();
        while (peek().isSymbol("+") || peek().isSymbol("-")) {
            take();
            term();
            value = new PartiqlValue.Computed();
        }
        return value;
    }

    private PartiqlValue term() {
        PartiqlToken token = take();
        return switch (token.kind()) {
            case STRING -> new PartiqlValue.Constant(Map.of("S", token.text()));
            case NUMBER -> new PartiqlValue.Constant(Map.of("N", token.text()));
            case QUOTED -> path(token);
            case WORD -> word(token);
            case SYMBOL -> symbol(token);
            case END -> throw unexpected();
        };
    }

    private PartiqlValue word(PartiqlToken token) {
        String name = upper(token);
        if (LITERALS.contains(name)) {
            return new PartiqlValue.Constant(Map.of(name, true));
        } else if (FUNCTIONS.contains(name) && peek().isSymbol("(")) {
            arguments();
            return new PartiqlValue.Computed();
        }
        return path(token);
    }

    private PartiqlValue symbol(PartiqlToken token) {
        return switch (token.text()) {
            case "?" -> parameter();
            case "-" ->
                new PartiqlValue.Constant(Map.of("N", "-" + take(Kind.NUMBER).text()));
            case "[" -> new PartiqlValue.Several(valuesTo("]"));
            case "<<" -> new PartiqlValue.Several(valuesTo(">>"));
            case "{" -> tuple();
            default -> throw PartiqlToken.notModelled("'" + token.text() + "' where a value is expected");
        };
    }

    private PartiqlValue parameter() {
        if (used >= parameters.size()) {
            throw PartiqlToken.notModelled("it has more '?' than parameters");
        }
        return new PartiqlValue.Constant(DynamoDbJson.object(parameters.get(used++)));
    }

    private List<PartiqlValue> valuesTo(String end) {
        List<PartiqlValue> values = new ArrayList<>();
        if (!acceptSymbol(end)) {
            do {
                values.add(value());
            } while (acceptSymbol(","));
            expectSymbol(end);
        }
        return values;
    }

    private PartiqlValue tuple() {
        Map<String, PartiqlValue> members = new LinkedHashMap<>();
        if (!acceptSymbol("}")) {
            do {
                String name = take(Kind.STRING).text();
                expectSymbol(":");
                if (members.put(name, value()) != null) {
                    throw PartiqlToken.notModelled("'" + name + "' twice in a tuple");
                }
            } while (acceptSymbol(","));
            expectSymbol("}");
        }
        return new PartiqlValue.Tuple(members);
    }

    private void arguments() {
        expectSymbol("(");
        valuesTo(")");
    }

    /** A path from its beginning. */
    final PartiqlValue.Path path() {
        return path(take());
    }

    private PartiqlValue.Path path(PartiqlToken first) {
        boolean quoted = first.kind() == Kind.QUOTED;
        if (!quoted && (first.kind() != Kind.WORD || RESERVED.contains(upper(first)))) {
            throw PartiqlToken.notModelled("'" + first.text() + "' where an attribute is expected");
        } else if (peek().isSymbol("(")) {
            throw PartiqlToken.notModelled("the function '" + first.text() + "'");
        }
        boolean nested = false;
        while (peek().isSymbol(".") || peek().isSymbol("[")) {
            step();
            nested = true;
        }
        attributes.add(first.text());
        return new PartiqlValue.Path(first.text(), quoted, nested);
    }

    private void step() {
        if (acceptSymbol("[")) {
            take(Kind.NUMBER);
            expectSymbol("]");
        } else {
            expectSymbol(".");
            take(peek().kind() == Kind.QUOTED ? Kind.QUOTED : Kind.WORD);
        }
    }

    private static String upper(PartiqlToken token) {
        return token.text().toUpperCase(Locale.ROOT);
    }
}
