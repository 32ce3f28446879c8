package dev.partywall.testing.internal.dynamodb;

import dev.partywall.testing.internal.dynamodb.PartiqlToken.Kind;
import java.util.List;

/** Goes through the tokens of a statement. */
class PartiqlReader {

    private final List<PartiqlToken> tokens;
    private int at;

    PartiqlReader(List<PartiqlToken> tokens) {
        this.tokens = tokens;
    }

    /** The token to be read next. */
    final PartiqlToken peek() {
        return tokens.get(at);
    }

    /** Reads a token, whatever it is. */
    final PartiqlToken take() {
        PartiqlToken token = tokens.get(at);
        if (token.kind() != Kind.END) {
            at++;
        }
        return token;
    }

    /** Reads a token of a kind. */
    final PartiqlToken take(Kind kind) {
        if (peek().kind() != kind) {
            throw unexpected();
        }
        return take();
    }

    /** Reads a keyword if it is next. */
    final boolean acceptWord(String keyword) {
        boolean is = peek().isWord(keyword);
        at += is ? 1 : 0;
        return is;
    }

    /** Reads a symbol if it is next. */
    final boolean acceptSymbol(String symbol) {
        boolean is = peek().isSymbol(symbol);
        at += is ? 1 : 0;
        return is;
    }

    final void expectWord(String keyword) {
        if (!acceptWord(keyword)) {
            throw unexpected();
        }
    }

    final void expectSymbol(String symbol) {
        if (!acceptSymbol(symbol)) {
            throw unexpected();
        }
    }

    /** What to throw if the next token does not fit. */
    final NotModelledException unexpected() {
        PartiqlToken token = peek();
        return PartiqlToken.notModelled(
                token.kind() == Kind.END ? "its end" : token.kind() + " '" + token.text() + "' in this place");
    }
}
