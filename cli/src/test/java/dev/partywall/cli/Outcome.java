package dev.partywall.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * What a command left behind.
 *
 * @param exitCode its exit code
 * @param out standard output
 * @param err standard error
 */
record Outcome(int exitCode, String out, String err) {

    /** Standard output as one JSON document, on one line. */
    Map<String, Object> json() {
        return parse(out);
    }

    /** The error as one JSON object, which is the last line of standard error. */
    @SuppressWarnings("unchecked")
    Map<String, Object> error() {
        List<String> lines = err.lines().toList();
        return (Map<String, Object>) parse(lines.get(lines.size() - 1)).getOrDefault("error", Map.of());
    }

    @SuppressWarnings("unchecked")
    List<Map<String, Object>> list(String name) {
        return (List<Map<String, Object>>) json().getOrDefault(name, List.of());
    }

    private static Map<String, Object> parse(String text) {
        if (text.strip().contains("\n")) {
            throw new AssertionError("more than one line: " + text);
        }
        try {
            return JSON.std.mapFrom(text);
        } catch (IOException noJson) {
            throw new AssertionError("no JSON: " + text, noJson);
        }
    }
}
