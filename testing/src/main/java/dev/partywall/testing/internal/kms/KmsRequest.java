package dev.partywall.testing.internal.kms;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The members of a KMS request, read with the types and constraints of the API reference
 * (https://docs.aws.amazon.com/kms/latest/APIReference/API_Operations.html). May hold plaintext: never shown.
 */
final class KmsRequest {

    private final String operation;
    private final Map<String, ?> members;

    KmsRequest(String operation, Map<String, ?> members) {
        this.operation = operation;
        this.members = members;
    }

    String operation() {
        return operation;
    }

    boolean has(String name) {
        return members.get(name) != null;
    }

    /** A text that may be absent. */
    Optional<String> text(String name) {
        Object value = members.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String text) {
            return Optional.of(text);
        }
        throw wrongType(name, "a string");
    }

    /** A text of some length that may be absent. */
    Optional<String> text(String name, int min, int max) {
        Optional<String> text = text(name);
        text.ifPresent(value -> requireLength(quoted(value), name, value.length(), min, max));
        return text;
    }

    /** A text of some length that must be there. */
    String required(String name, int min, int max) {
        return text(name, min, max).orElseThrow(() -> missing(name));
    }

    /** One of several words, the first if absent. */
    String oneOf(String name, List<String> words) {
        String word = text(name).orElse(words.get(0));
        if (!words.contains(word)) {
            throw KmsException.constraint(quoted(word), lower(name), "satisfy enum value set: " + words);
        }
        return word;
    }

    /** Bytes of some length that must be there. The value is never shown: it may be plaintext. */
    byte[] blob(String name, int min, int max) {
        byte[] bytes = decode(name, text(name).orElseThrow(() -> missing(name)));
        requireLength("", name, bytes.length, min, max);
        return bytes;
    }

    private static byte[] decode(String name, String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw wrongType(name, "Base64");
        }
    }

    /** A number within bounds that may be absent. */
    Optional<Integer> number(String name, int min, int max) {
        Object value = members.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof Number number)) {
            throw wrongType(name, "a number");
        }
        requireRange(name, number.longValue(), min, max);
        return Optional.of(number.intValue());
    }

    /** A flag, false if absent. */
    boolean flag(String name) {
        Object value = members.get(name);
        if (value == null || value instanceof Boolean) {
            return Boolean.TRUE.equals(value);
        }
        throw wrongType(name, "a boolean");
    }

    /** Pairs of texts, empty if absent. */
    Map<String, String> pairs(String name) {
        Object value = members.get(name);
        if (value == null) {
            return Map.of();
        }
        if (!(value instanceof Map<?, ?> map)) {
            throw wrongType(name, "a map of strings");
        }
        Map<String, String> pairs = new LinkedHashMap<>();
        map.forEach((key, text) -> pairs.put(asText(name, key), asText(name, text)));
        return pairs;
    }

    /** Texts, empty if absent. */
    List<String> texts(String name) {
        return list(name).stream().map(element -> asText(name, element)).toList();
    }

    /** A structure that may be absent. */
    Optional<KmsRequest> structure(String name) {
        return Optional.ofNullable(members.get(name)).map(value -> structure(name, value));
    }

    /** Structures, empty if absent. */
    List<KmsRequest> structures(String name) {
        return list(name).stream().map(element -> structure(name, element)).toList();
    }

    @SuppressWarnings("unchecked") // JSON objects have strings for keys
    private KmsRequest structure(String name, @Nullable Object element) {
        if (element instanceof Map<?, ?> map) {
            return new KmsRequest(operation, (Map<String, ?>) map);
        }
        throw wrongType(name, "a list of structures");
    }

    private List<?> list(String name) {
        Object value = members.get(name);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list) {
            return list;
        }
        throw wrongType(name, "a list");
    }

    private static String asText(String name, @Nullable Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw wrongType(name, "made of strings");
    }

    private static void requireLength(String value, String name, int length, int min, int max) {
        if (length < min) {
            throw KmsException.constraint(value, lower(name), "have length greater than or equal to " + min);
        }
        if (length > max) {
            throw KmsException.constraint(value, lower(name), "have length less than or equal to " + max);
        }
    }

    private static void requireRange(String name, long number, int min, int max) {
        if (number < min) {
            throw KmsException.constraint(quoted(number), lower(name), "have value greater than or equal to " + min);
        }
        if (number > max) {
            throw KmsException.constraint(quoted(number), lower(name), "have value less than or equal to " + max);
        }
    }

    /** The refusal of a request that lacks a member. */
    static KmsException missing(String name) {
        return KmsException.constraint("null", lower(name), "not be null");
    }

    private static KmsException wrongType(String name, String type) {
        return KmsException.serialization(name + " must be " + type);
    }

    private static String quoted(Object value) {
        return "'" + value + "'";
    }

    private static String lower(String name) {
        return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }

    @Override
    public String toString() {
        return "KmsRequest[" + operation + ", " + members.keySet() + "]";
    }
}
