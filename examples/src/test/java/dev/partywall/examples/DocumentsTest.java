package dev.partywall.examples;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Java in a document is Java that a test compiles; a link in a document leads somewhere. */
final class DocumentsTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern JAVA = Pattern.compile("(?s)```java\\n(.*?)```");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");

    static Stream<Path> documents() throws IOException {
        List<Path> documents;
        try (Stream<Path> top = Files.list(ROOT);
                Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            documents = Stream.concat(top, docs)
                    .filter(path -> path.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
        return documents.stream();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void java_inADocument_isCompiledByATest(Path document) throws IOException {
        String sources = sources();

        for (String snippet : found(JAVA, document)) {
            assertThat(sources).as("%s", document).contains(squeezed(snippet));
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void link_inADocument_leadsToAFile(Path document) throws IOException {
        for (String link : found(LINK, document)) {
            assertThat(document.resolveSibling(link)).as("link in %s", document).exists();
        }
    }

    @Test
    void documents_always_includeTheReadmeAndItsExamples() throws IOException {
        assertThat(documents()).contains(ROOT.resolve("README.md"), ROOT.resolve("docs/threat-model.md"));
        assertThat(found(JAVA, ROOT.resolve("README.md"))).hasSize(2);
    }

    private static List<String> found(Pattern pattern, Path document) throws IOException {
        return pattern.matcher(Files.readString(document))
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private static String sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            return files.filter(path -> path.toString().endsWith(".java"))
                    .map(DocumentsTest::read)
                    .map(DocumentsTest::squeezed)
                    .collect(joining("\n"));
        }
    }

    private static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    /** Indentation and line breaks are the formatter's matter. */
    private static String squeezed(String source) {
        return source.replaceAll("\\s+", "");
    }
}
