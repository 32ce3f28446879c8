package dev.partywall.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** The JDKs to measure on. */
final class Jdks {

    private static final List<String> VARIABLES = List.of("JAVA_HOME_17", "JAVA_HOME_25");

    private Jdks() {}

    /**
     * The {@code java} of each JDK.
     *
     * @param homes the homes of JDKs with commas between them; if blank, those of {@code JAVA_HOME_17} and
     *     {@code JAVA_HOME_25}, or else {@code own}
     * @param environment the environment's variables
     * @param own the home of the JDK that this runs on
     * @throws IllegalArgumentException if there is no JDK in a home
     */
    static List<Path> find(String homes, Map<String, String> environment, String own) {
        List<String> chosen = Arrays.stream(homes.split(",", -1))
                .map(String::strip)
                .filter(home -> !home.isEmpty())
                .toList();
        List<String> named = VARIABLES.stream()
                .map(environment::get)
                .filter(Objects::nonNull)
                .toList();
        return Stream.of(chosen, named, List.of(own)).filter(list -> !list.isEmpty()).findFirst().orElseThrow().stream()
                .map(Jdks::java)
                .toList();
    }

    private static Path java(String home) {
        return Stream.of("java", "java.exe")
                .map(Path.of(home, "bin")::resolve)
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no JDK in " + home));
    }
}
