package dev.partywall.cli.output;

import java.util.Map;

/**
 * A few values.
 *
 * @param json their names for scripts, and the values
 * @param text a sentence for people
 */
public record DoneResult(Map<String, Object> json, String text) implements Result {}
