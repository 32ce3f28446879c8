package dev.partywall.testing.internal.dynamodb;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A word of a PartiQL statement
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.html).
 *
 * @param kind what it is
 * @param text without quotes
 */
record PartiqlToken(Kind kind, String text) {

    /** What a token is. */
    enum Kind {
        /** A keyword, or a name without quotes. */
        WORD,
        /** A name in double quotes. */
        QUOTED,
        /** A text in single quotes. */
        STRING,
        NUMBER,
        SYMBOL,
        /** Behind the last. */
        END
    }

    private static final Pattern TOKEN = Pattern.compile("(?<space>[ \\t\\r\\n]+)"
            + "|(?<comment>--|/\\*)"
            + "|(?<word>[A-Za-z_][A-Za-z0-9_]*)"
            + "|(?<number>[0-9]+(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)(?![A-Za-z0-9_.])"
            + "|(?<symbol><<|>>|<>|!=|<=|>=|[=<>(),.*?{}:+-]|\\[|\\])");

    /** Nobody nests so deep; the parser is recursive. */
    private static final int MAX_NESTING = 300;

    private static final Set<String> NESTING = Set.of("(", "[", "{", "<<");

    /**
     * The tokens of a statement and an end.
     *
     * @throws NotModelledException if something in it is no token: a comment, a semicolon, a letter outside of ASCII, ...
     */
    static List<PartiqlToken> of(String statement) {
        List<PartiqlToken> tokens = new ArrayList<>();
        int at = 0;
        while (at < statement.length()) {
            char first = statement.charAt(at);
            at = first == '"' || first == '\'' ? quoted(statement, at, tokens) : plain(statement, at, tokens);
        }
        tokens.add(new PartiqlToken(Kind.END, ""));
        if (tokens.stream().filter(PartiqlToken::nests).count() > MAX_NESTING) {
            throw notModelled("it is nested too deep");
        }
        return tokens;
    }

    /** Adds the name or text that begins here. Returns where it ends. A doubled quote stands for itself. */
    private static int quoted(String statement, int from, List<PartiqlToken> tokens) {
        char quote = statement.charAt(from);
        StringBuilder text = new StringBuilder();
        int at = from + 1;
        while (at < statement.length()) {
            if (statement.charAt(at) != quote) {
                text.append(statement.charAt(at++));
            } else if (at + 1 < statement.length() && statement.charAt(at + 1) == quote) {
                text.append(quote);
                at += 2;
            } else {
                tokens.add(new PartiqlToken(quote == '"' ? Kind.QUOTED : Kind.STRING, text.toString()));
                return at + 1;
            }
        }
        throw notModelled("a quotation without an end");
    }

    private static int plain(String statement, int from, List<PartiqlToken> tokens) {
        Matcher next = TOKEN.matcher(statement).region(from, statement.length());
        if (!next.lookingAt() || next.group("comment") != null) {
            throw notModelled("what stands at position " + (from + 1));
        } else if (next.group("word") != null) {
            tokens.add(new PartiqlToken(Kind.WORD, next.group("word")));
        } else if (next.group("number") != null) {
            tokens.add(new PartiqlToken(Kind.NUMBER, next.group("number")));
        } else if (next.group("symbol") != null) {
            tokens.add(new PartiqlToken(Kind.SYMBOL, next.group("symbol")));
        }
        return next.end();
    }

    private boolean nests() {
        return isWord("NOT") || (kind == Kind.SYMBOL && NESTING.contains(text));
    }

    /** A statement that the lab does not understand for certain. */
    static NotModelledException notModelled(String what) {
        return new NotModelledException("dynamodb:PartiQL", "this statement: " + what);
    }

    /** Whether it is this keyword. */
    boolean isWord(String keyword) {
        return kind == Kind.WORD && text.equalsIgnoreCase(keyword);
    }

    /** Whether it is this symbol. */
    boolean isSymbol(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }
}
