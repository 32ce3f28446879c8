package dev.partywall.cli;

import java.util.Comparator;
import java.util.List;

/** Takes secrets out of texts that others wrote, such as the messages of a database's driver. */
record Redaction(List<String> secrets) {

    /** The longest first, for one may be a part of another. */
    static Redaction of(List<String> secrets) {
        return new Redaction(secrets.stream()
                .filter(secret -> !secret.isEmpty())
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList());
    }

    static Redaction none() {
        return new Redaction(List.of());
    }

    String of(String text) {
        String redacted = text;
        for (String secret : secrets) {
            redacted = redacted.replace(secret, "***");
        }
        return redacted;
    }

    @Override
    public String toString() {
        return "Redaction[" + secrets.size() + "]";
    }
}
