package dev.partywall.cli.settings;

import java.util.Objects;

/** A password. {@code toString} does not show it. */
public final class Password {

    private final String text;

    private Password(String text) {
        this.text = Objects.requireNonNull(text, "text");
    }

    static Password of(String text) {
        return new Password(text);
    }

    /**
     * The password itself, for the driver.
     *
     * @return the text
     */
    public String reveal() {
        return text;
    }

    @Override
    public String toString() {
        return "***";
    }
}
