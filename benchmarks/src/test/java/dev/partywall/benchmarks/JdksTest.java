package dev.partywall.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JdksTest {

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void install() throws IOException {
        for (String name : new String[] {"a", "b", "own"}) {
            Path java =
                    Files.createDirectories(folder.resolve(name).resolve("bin")).resolve("java");
            assertThat(Files.createFile(java).toFile().setExecutable(true)).isTrue();
        }
    }

    private String home(String name) {
        return folder.resolve(name).toString();
    }

    private Path java(String name) {
        return folder.resolve(name).resolve("bin/java");
    }

    @Test
    void find_homesGiven_takesTheseAlone() {
        assertThat(Jdks.find(home("a") + ", " + home("b"), Map.of("JAVA_HOME_17", home("own")), home("own")))
                .containsExactly(java("a"), java("b"));
    }

    @Test
    void find_noneGiven_takesThoseOfTheEnvironment() {
        assertThat(Jdks.find("", Map.of("JAVA_HOME_25", home("b"), "JAVA_HOME_17", home("a")), home("own")))
                .containsExactly(java("a"), java("b"));
    }

    @Test
    void find_noneAnywhere_takesItsOwn() {
        assertThat(Jdks.find("", Map.of("JAVA_HOME", home("a")), home("own"))).containsExactly(java("own"));
    }

    @Test
    void find_noJdkThere_saysWhere() {
        assertThatThrownBy(() -> Jdks.find(home("c"), Map.of(), home("own")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(home("c"));
    }
}
