package dev.partywall.cli;

import java.io.Console;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Whoever sits there. */
final class Terminal {

    private Terminal() {}

    /** The terminal, if standard input and standard output both are one. */
    @SuppressWarnings("SystemConsoleNull") // right with the console that the property names
    static Optional<UnaryOperator<String>> find() {
        // JDK 22 to 24 have another console by default, which is there even where no terminal is.
        System.setProperty("jdk.console", "java.base");
        return Optional.ofNullable(System.console()).map(console -> question -> ask(console, question));
    }

    private static String ask(Console console, String question) {
        String answer = console.readLine("%s", question);
        return answer == null ? "" : answer;
    }
}
