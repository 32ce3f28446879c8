package dev.partywall.cli;

import dev.partywall.keyring.RecordId;
import picocli.CommandLine.TypeConversionException;

/** Which record id a message was sealed for: a text with the record's key in it, such as {@code invoice/{key}}. */
record RecordIds(String before, String after) {

    private static final String KEY = "{key}";

    static RecordIds of(String form) {
        int at = form.indexOf(KEY);
        if (at < 0 || at != form.lastIndexOf(KEY)) {
            throw new TypeConversionException("takes a text with {key} in it once, such as invoice/{key}");
        }
        return new RecordIds(form.substring(0, at), form.substring(at + KEY.length()));
    }

    RecordId ofKey(String key) {
        return RecordId.of(before + key + after);
    }
}
