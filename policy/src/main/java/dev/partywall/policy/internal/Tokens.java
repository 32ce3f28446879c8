package dev.partywall.policy.internal;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.partywall.policy.PolicySyntaxException;
import dev.partywall.policy.SourceRange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tokens of a document, each with its place. Every complaint is a {@link PolicySyntaxException} that names a place. */
final class Tokens {

    /** A policy is six levels deep; nothing deeper is read. */
    private static final int MAX_DEPTH = 16;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    private final String text;
    private final Lines lines;
    private final JsonParser parser;
    private String value = "";
    private int start;
    private int end;

    Tokens(String text) {
        this.text = text;
        this.lines = Lines.of(text);
        try {
            this.parser = JSON.createParser(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is wrong with a text and what to write instead; null if nothing is wrong. */
    @FunctionalInterface
    interface Rule {
        @Nullable
        String broken(String text);
    }

    /** Reads the value of a field; the current token is its name. */
    @FunctionalInterface
    interface Field {
        void read(String name);
    }

    JsonToken next() {
        JsonToken token = advance();
        if (token == null) {
            throw refuseAt(text.length(), "the document ends too early; close what is open");
        }
        return token;
    }

    void nothingFollows() {
        if (advance() != null) {
            throw refuse("something follows the document; remove it");
        }
    }

    private @Nullable JsonToken advance() {
        try {
            JsonToken token = parser.nextToken();
            // Reads the token to its end, so that the place of its end is known.
            value = token == null ? "" : parser.getText();
            start = (int) parser.currentTokenLocation().getCharOffset();
            end = (int) parser.currentLocation().getCharOffset();
            return token;
        } catch (JacksonException e) {
            throw notJson(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private PolicySyntaxException notJson(JacksonException e) {
        long offset = e.getLocation() == null ? text.length() : e.getLocation().getCharOffset();
        int place = (int) Math.max(0, Math.min(offset, text.length()));
        return refuseAt(place, "this is not JSON as RFC 8259 has it: " + e.getOriginalMessage());
    }

    /** The text of the current token. */
    String value() {
        return value;
    }

    /** The offset of the first character of the current token. */
    int start() {
        return start;
    }

    /** The offset behind the last character of the current token, which is no name. */
    int end() {
        return end;
    }

    SourceRange range(int from, int to) {
        return lines.range(from, to);
    }

    PolicySyntaxException refuse(String message) {
        return refuseAt(start, message);
    }

    PolicySyntaxException refuseAt(int offset, String message) {
        return new PolicySyntaxException(lines.line(offset), lines.column(offset), message);
    }

    /** Reads an object whose first token is the current one. */
    void object(String what, Field field) {
        Set<String> seen = new HashSet<>();
        while (next() != JsonToken.END_OBJECT) {
            String name = sound(value);
            if (!seen.add(name)) {
                throw refuse(what + " has \"" + name + "\" twice; write it once");
            }
            field.read(name);
        }
    }

    /** Takes the current token as a string. */
    String string(JsonToken token, String what) {
        if (token != JsonToken.VALUE_STRING) {
            throw refuse(what + " must be a string; write it in double quotes");
        }
        return sound(value);
    }

    /** Reads a string, or an array of at least one. */
    List<String> strings(String what, Rule rule) {
        List<String> all = new ArrayList<>();
        each(what, token -> {
            String one = string(token, what);
            check(rule.broken(one));
            all.add(one);
        });
        return all;
    }

    /** Reads a value, or an array of at least one. */
    void each(String what, Value reader) {
        JsonToken token = next();
        if (token != JsonToken.START_ARRAY) {
            reader.read(token);
            return;
        }
        int from = start;
        JsonToken item = next();
        if (item == JsonToken.END_ARRAY) {
            throw refuseAt(from, what + " must not be an empty list; name at least one value");
        }
        for (; item != JsonToken.END_ARRAY; item = next()) {
            reader.read(item);
        }
    }

    /** Takes a value whose first token is the current one. */
    @FunctionalInterface
    interface Value {
        void read(JsonToken token);
    }

    void check(@Nullable String broken) {
        if (broken != null) {
            throw refuse(broken);
        }
    }

    /** Refuses what is no text: AWS takes UTF-8, which has no half surrogate pairs, and no name or value holds a NUL. */
    private String sound(String string) {
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            if (c == 0) {
                throw refuse("a string must not contain the character U+0000; remove it");
            }
            if (Character.isHighSurrogate(c)
                    && i + 1 < string.length()
                    && Character.isLowSurrogate(string.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw refuse("a string must not contain half of a surrogate pair; write both halves");
            }
        }
        return string;
    }
}
