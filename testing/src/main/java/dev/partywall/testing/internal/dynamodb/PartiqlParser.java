package dev.partywall.testing.internal.dynamodb;

import dev.partywall.testing.internal.dynamodb.PartiqlStatement.Verb;
import dev.partywall.testing.internal.dynamodb.PartiqlToken.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Parses statements by the grammar in DynamoDB's documentation and nothing beyond it: what is not understood for certain is
 * not modelled (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.html).
 */
final class PartiqlParser extends PartiqlExpressions {

    private final List<PartiqlValue.Path> paths = new ArrayList<>();

    private PartiqlParser(List<PartiqlToken> tokens, List<?> parameters) {
        super(tokens, parameters);
    }

    /**
     * Parses a statement.
     *
     * @param parameters attribute values for its {@code ?}
     * @throws NotModelledException if it is not one, or not for certain
     */
    static PartiqlStatement parse(String statement, List<?> parameters) {
        return new PartiqlParser(PartiqlToken.of(statement), parameters).whole();
    }

    private PartiqlStatement whole() {
        PartiqlStatement statement = statement();
        take(Kind.END);
        if (!allParametersUsed()) {
            throw PartiqlToken.notModelled("it has fewer '?' than parameters");
        }
        return statement;
    }

    private PartiqlStatement statement() {
        if (acceptWord("EXISTS")) {
            expectSymbol("(");
            expectWord("SELECT");
            PartiqlStatement inner = select(true);
            expectSymbol(")");
            return inner;
        } else if (acceptWord("SELECT")) {
            return select(false);
        } else if (acceptWord("INSERT")) {
            return insert();
        } else if (acceptWord("UPDATE")) {
            return update();
        }
        expectWord("DELETE");
        return delete();
    }

    private PartiqlStatement select(boolean exists) {
        boolean all = acceptSymbol("*");
        if (!all) {
            do {
                paths.add(path());
            } while (acceptSymbol(","));
        }
        expectWord("FROM");
        boolean quoted = peek().kind() == Kind.QUOTED;
        String table = name();
        String index = acceptSymbol(".") ? indexOf(quoted) : null;
        Optional<PartiqlCondition> where = acceptWord("WHERE") ? Optional.of(condition()) : Optional.empty();
        order();
        refuseQualified(table, index);
        return new PartiqlStatement(Verb.SELECT, exists, table, index, attributes(), all, where, Map.of(), "NONE");
    }

    /** "You must add double quotation marks to the table name and index name when querying an index." */
    private String indexOf(boolean quoted) {
        if (!quoted) {
            throw unexpected();
        }
        return take(Kind.QUOTED).text();
    }

    /** {@code "T".a} and {@code T[0]} may mean the table: such a statement is not certain. */
    private void refuseQualified(String table, @Nullable String index) {
        for (String attribute : attributes()) {
            if (attribute.equalsIgnoreCase(table) || attribute.equalsIgnoreCase(index)) {
                throw PartiqlToken.notModelled("'" + attribute + "' is the table or index, or an attribute");
            }
        }
    }

    private void order() {
        if (acceptWord("ORDER")) {
            expectWord("BY");
            do {
                path();
                if (!acceptWord("DESC")) {
                    acceptWord("ASC");
                }
            } while (acceptSymbol(","));
        }
    }

    private PartiqlStatement insert() {
        expectWord("INTO");
        String table = name();
        expectWord("VALUE");
        if (!(value() instanceof PartiqlValue.Tuple tuple) || !attributes().isEmpty()) {
            throw PartiqlToken.notModelled("what it inserts");
        }
        return new PartiqlStatement(
                Verb.INSERT,
                false,
                table,
                null,
                tuple.members().keySet(),
                false,
                Optional.empty(),
                tuple.members(),
                "NONE");
    }

    private PartiqlStatement update() {
        String table = name();
        boolean more = false;
        while (peek().isWord("SET") || peek().isWord("REMOVE")) {
            boolean set = take().isWord("SET");
            do {
                change(set);
            } while (acceptSymbol(","));
            more = true;
        }
        if (!more) {
            throw unexpected();
        }
        return change(Verb.UPDATE, table);
    }

    private void change(boolean set) {
        path();
        if (set) {
            expectSymbol("=");
            value();
        }
    }

    private PartiqlStatement delete() {
        expectWord("FROM");
        return change(Verb.DELETE, name());
    }

    private PartiqlStatement change(Verb verb, String table) {
        expectWord("WHERE");
        PartiqlCondition where = condition();
        String returning = returning();
        refuseQualified(table, null);
        return new PartiqlStatement(
                verb, false, table, null, attributes(), false, Optional.of(where), Map.of(), returning);
    }

    /** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.update.html */
    private String returning() {
        if (!acceptWord("RETURNING")) {
            return "NONE";
        }
        boolean all = acceptWord("ALL");
        if (!all) {
            expectWord("MODIFIED");
        }
        boolean old = acceptWord("OLD");
        if (!old) {
            expectWord("NEW");
        }
        expectSymbol("*");
        return (all ? "ALL_" : "UPDATED_") + (old ? "OLD" : "NEW");
    }

    private String name() {
        return peek().kind() == Kind.QUOTED ? take().text() : take(Kind.WORD).text();
    }
}
