package dev.partywall.testing.internal.wire;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The members of a JSON request. May hold secrets: their values are never shown, nor repeated in complaints. */
public final class Members {

    private final Map<String, ?> members;
    private final Function<String, Refusal> invalid;

    /**
     * The members of a request.
     *
     * @param members by name
     * @param invalid makes the service's complaint about a member, given its words
     */
    public Members(Map<String, ?> members, Function<String, Refusal> invalid) {
        this.members = members;
        this.invalid = invalid;
    }

    /** Whether a member is there. */
    public boolean has(String name) {
        return members.get(name) != null;
    }

    /** The service's complaint about a member. */
    public Refusal invalid(String message) {
        return invalid.apply(message);
    }

    /** A text that may be absent. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(members.get(name)).map(value -> asText(name, value));
    }

    /** A text of some length that may be absent. */
    public Optional<String> text(String name, int min, int max) {
        Optional<String> text = text(name);
        text.ifPresent(value -> requireRange(name + " has a length that", value.length(), min, max));
        return text;
    }

    /** A text that must be there. */
    public String required(String name, int min, int max) {
        return text(name, min, max).orElseThrow(() -> invalid.apply("You must provide a value for " + name + "."));
    }

    /** A number within bounds that may be absent. */
    public Optional<Integer> number(String name, int min, int max) {
        Object value = members.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof Integer || value instanceof Long)) {
            throw invalid.apply(name + " must be a whole number.");
        }
        requireRange(name, ((Number) value).longValue(), min, max);
        return Optional.of(((Number) value).intValue());
    }

    private void requireRange(String what, long number, int min, int max) {
        if (number < min || number > max) {
            throw invalid.apply(what + " must be from " + min + " to " + max + ".");
        }
    }

    /** A flag that may be absent. */
    public Optional<Boolean> flag(String name) {
        Object value = members.get(name);
        if (value == null || value instanceof Boolean) {
            return Optional.ofNullable((Boolean) value);
        }
        throw invalid.apply(name + " must be true or false.");
    }

    /** Bytes in Base64 that may be absent. */
    public byte @Nullable [] bytes(String name) {
        Optional<String> base64 = text(name);
        try {
            return base64.isEmpty() ? null : Base64.getDecoder().decode(base64.get());
        } catch (IllegalArgumentException e) {
            throw invalid.apply(name + " must be Base64.");
        }
    }

    /** Texts, empty if absent. */
    public List<String> texts(String name) {
        return list(name).stream().map(element -> asText(name, element)).toList();
    }

    /** Pairs of texts, empty if absent. */
    public Map<String, String> pairs(String name) {
        Map<String, String> pairs = new LinkedHashMap<>();
        map(name).forEach((key, value) -> pairs.put(asText(name, key), asText(name, value)));
        return pairs;
    }

    /** Structures, empty if absent. */
    public List<Members> structures(String name) {
        return list(name).stream().map(element -> structure(name, element)).toList();
    }

    /** Structures by name, empty if absent. */
    public Map<String, Members> structuresByName(String name) {
        Map<String, Members> structures = new LinkedHashMap<>();
        map(name).forEach((key, value) -> structures.put(asText(name, key), structure(name, value)));
        return structures;
    }

    @SuppressWarnings("unchecked") // JSON objects have strings for keys
    private Members structure(String name, @Nullable Object element) {
        if (element instanceof Map<?, ?> map) {
            return new Members((Map<String, ?>) map, invalid);
        }
        throw invalid.apply(name + " must be made of structures.");
    }

    private Map<?, ?> map(String name) {
        Object value = members.get(name);
        if (value == null) {
            return Map.of();
        }
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw invalid.apply(name + " must be a map.");
    }

    private List<?> list(String name) {
        Object value = members.get(name);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list) {
            return list;
        }
        throw invalid.apply(name + " must be a list.");
    }

    private String asText(String name, @Nullable Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw invalid.apply(name + " must be made of strings.");
    }

    /** Names the members only. */
    @Override
    public String toString() {
        return "Members" + members.keySet();
    }
}
