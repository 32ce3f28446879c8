package dev.partywall.lifecycle.internal.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The fields of a JSON text. Each must have its type, none may be there twice, and none may be left over. */
public final class JsonFields {

    private final JsonParser parser;

    /** Of this text. */
    public JsonFields(String text) {
        try {
            this.parser = StrictJson.FACTORY.createParser(text);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Reads the value of a field; the token is the value's first. */
    @FunctionalInterface
    public interface FieldReader {
        /** The value. */
        Object read(String name, JsonToken token);
    }

    /** Reads the whole text as one object. */
    public Values document(FieldReader reader) {
        Values values = object("it", next(), reader);
        if (advance() != null) {
            throw new MalformedJsonException("something follows it", null);
        }
        return values;
    }

    /** Reads an object. */
    public Values object(String name, JsonToken token, FieldReader reader) {
        require(token == JsonToken.START_OBJECT, name, "an object");
        Values values = new Values(name);
        while (next() == JsonToken.FIELD_NAME) {
            String field = text();
            values.put(field, reader.read(field, next()));
        }
        return values;
    }

    /** Reads a string. */
    public String string(String name, JsonToken token) {
        require(token == JsonToken.VALUE_STRING, name, "a string");
        return text();
    }

    /** Passes over a value of any type. */
    public Object skipped(String name, JsonToken token) {
        if (token.isStructStart()) {
            try {
                parser.skipChildren();
            } catch (JacksonException notJson) {
                throw malformed(notJson);
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
        }
        return name;
    }

    /** Reads true or false. */
    public Boolean flag(String name, JsonToken token) {
        require(token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE, name, "true or false");
        return token == JsonToken.VALUE_TRUE;
    }

    /** Reads a whole number. */
    public Long number(String name, JsonToken token) {
        require(token == JsonToken.VALUE_NUMBER_INT, name, "a whole number");
        try {
            return Long.valueOf(text());
        } catch (NumberFormatException tooLarge) {
            throw new MalformedJsonException("'" + name + "' is too large", tooLarge);
        }
    }

    /** Reads an array of strings. */
    public List<String> strings(String name, JsonToken token) {
        require(token == JsonToken.START_ARRAY, name, "an array");
        List<String> all = new ArrayList<>();
        for (JsonToken item = next(); item != JsonToken.END_ARRAY; item = next()) {
            all.add(string(name, item));
        }
        return all;
    }

    /** Reads an object of strings. */
    public Map<String, String> map(String name, JsonToken token) {
        require(token == JsonToken.START_OBJECT, name, "an object");
        Map<String, String> all = new HashMap<>();
        while (next() == JsonToken.FIELD_NAME) {
            String key = text();
            all.put(key, string(name, next()));
        }
        return all;
    }

    private static void require(boolean right, String name, String type) {
        if (!right) {
            throw new MalformedJsonException("'" + name + "' is not " + type, null);
        }
    }

    private JsonToken next() {
        JsonToken token = advance();
        if (token == null) {
            throw new MalformedJsonException("it ends too early", null);
        }
        return token;
    }

    private @Nullable JsonToken advance() {
        try {
            return parser.nextToken();
        } catch (JacksonException notJson) {
            throw malformed(notJson);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private String text() {
        try {
            return parser.getText();
        } catch (JacksonException notJson) {
            throw malformed(notJson);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static MalformedJsonException malformed(JacksonException notJson) {
        return new MalformedJsonException("it is not JSON, is nested too deep, or has a field twice", notJson);
    }

    /** What an object holds, to be taken by name; whatever nobody took is unknown. */
    public static final class Values {

        private final String owner;
        private final Map<String, Object> left = new HashMap<>();

        private Values(String owner) {
            this.owner = owner;
        }

        private void put(String name, Object value) {
            left.put(name, value);
        }

        /** A field, if it is there. */
        public <T> Optional<T> find(String name, Class<T> type) {
            return Optional.ofNullable(left.remove(name)).map(type::cast);
        }

        /** A field that has to be there. */
        public <T> T take(String name, Class<T> type) {
            return find(name, type).orElseThrow(() -> new MalformedJsonException("'" + name + "' is missing", null));
        }

        /** A string that has to be there. */
        public String text(String name) {
            return take(name, String.class);
        }

        /** A field that only {@link JsonFields#map} reads. */
        public Map<String, String> map(String name) {
            Map<?, ?> found = take(name, Map.class);
            Map<String, String> all = new HashMap<>();
            found.forEach((key, value) -> all.put((String) key, (String) value));
            return all;
        }

        /** A field that only {@link JsonFields#strings} reads. */
        public List<String> list(String name) {
            List<String> all = new ArrayList<>();
            for (Object item : take(name, List.class)) {
                all.add((String) item);
            }
            return all;
        }

        /** Refuses what nobody took. */
        public void requireAllTaken() {
            if (!left.isEmpty()) {
                throw new MalformedJsonException(owner + " has fields that this release does not know", null);
            }
        }
    }
}
