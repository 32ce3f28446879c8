package dev.partywall.keyring.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What coverage-guided fuzzing ({@code -Pfuzz}) left behind, replayed: an input for each way through the code. */
final class CorpusReplayTest {

    private static final Path CORPUS = Path.of("src/test/resources/dev/partywall/keyring/fuzz");

    static Stream<Arguments> targets() {
        return Stream.of(
                target("header", HeaderFuzz::fuzzerTestOneInput),
                target("body", BodyFuzz::fuzzerTestOneInput),
                target("open", OpenFuzz::fuzzerTestOneInput));
    }

    private static Arguments target(String name, Consumer<byte[]> target) {
        return Arguments.of(name, target);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("targets")
    void target_everyInputOfItsCorpus_findsNothing(String name, Consumer<byte[]> target) throws IOException {
        List<Path> inputs = inputs(CORPUS.resolve(name));

        for (Path input : inputs) {
            try {
                target.accept(Files.readAllBytes(input));
            } catch (RuntimeException | Error finding) {
                throw new AssertionError(input.toString(), finding);
            }
        }
        assertThat(inputs).hasSizeGreaterThan(5);
    }

    @Test
    void corpus_always_staysSmall() throws IOException {
        List<Path> inputs = inputs(CORPUS);
        long bytes = 0;
        for (Path input : inputs) {
            bytes += Files.size(input);
        }

        assertThat(inputs).hasSizeLessThan(300);
        assertThat(bytes).isLessThan(1_000_000);
    }

    private static List<Path> inputs(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
