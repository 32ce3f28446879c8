package dev.partywall.keyring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page about the message format: every requirement has a source, and tests that exist or a reason. */
final class MessageFormatPageTest {

    private static final Path PAGE = Path.of("../docs/message-format.md");
    private static final String SPECIFICATION =
            "https://github.com/awslabs/aws-encryption-sdk-specification/blob/master/";
    private static final String NOT_APPLICABLE = "Not applicable: ";
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private record Row(String id, String requirement, String source, String metBy, String shownBy) {

        static Row of(String line) {
            List<String> cells =
                    Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
            assertThat(cells).as(line).hasSize(7);
            return new Row(cells.get(1), cells.get(2), cells.get(3), cells.get(4), cells.get(5));
        }

        boolean isNotApplicable() {
            return shownBy.startsWith(NOT_APPLICABLE);
        }
    }

    @Test
    void rows_all_haveAnIdOfTheirOwnAndASourceInTheSpecification() {
        Set<String> ids = new HashSet<>();

        assertThat(rows()).hasSizeGreaterThan(80).allSatisfy(row -> {
            assertThat(row.id()).matches("[MHBACKO]-[1-9][0-9]*");
            assertThat(ids.add(row.id())).as(row.id()).isTrue();
            assertThat(row.requirement()).as(row.id()).isNotEmpty();
            assertThat(row.source())
                    .as(row.id())
                    .matches("\\[[^\\]]+]\\(" + Pattern.quote(SPECIFICATION) + "[a-z/-]+\\.md(#[a-z0-9_-]+)?\\)");
        });
    }

    @Test
    void rows_all_nameTestsThatExistOrAReason() {
        Map<String, String> tests = sources(Path.of("src/test/java"));

        assertThat(rows()).allSatisfy(row -> {
            if (row.isNotApplicable()) {
                assertThat(row.shownBy().length()).as(row.id()).isGreaterThan(NOT_APPLICABLE.length() + 20);
            } else {
                assertThat(codes(row.shownBy())).as(row.id()).isNotEmpty().allMatch(test -> isThere(tests, test));
            }
        });
    }

    @Test
    void rows_all_nameClassesThatExist() {
        Map<String, String> classes = sources(Path.of("src/main/java"));

        assertThat(rows())
                .filteredOn(row -> !row.isNotApplicable())
                .allSatisfy(row -> assertThat(codes(row.metBy()))
                        .as(row.id())
                        .isNotEmpty()
                        .allMatch(name -> {
                            String[] parts = name.split("\\.", -1);
                            return classes.containsKey(parts[0])
                                    && (parts.length == 1
                                            || classes.getOrDefault(parts[0], "")
                                                    .matches("(?s).* " + parts[1] + "\\(.*"));
                        }));
    }

    /** A test that nobody has written, to see that the check above can fail. */
    @Test
    void isThere_madeUpTests_areNot() {
        Map<String, String> tests = sources(Path.of("src/test/java"));

        assertThat(isThere(tests, "MessageFormatPageTest.isThere_madeUpTests_areNot"))
                .isTrue();
        assertThat(isThere(tests, "MessageFormatPageTest.isThere_madeUp")).isFalse();
        assertThat(isThere(tests, "MessageFormatTest.isThere_madeUpTests_areNot"))
                .isFalse();
        assertThat(isThere(tests, "MessageFormatPageTest")).isFalse();
    }

    private static boolean isThere(Map<String, String> tests, String test) {
        String[] parts = test.split("\\.", -1);
        return parts.length == 2 && tests.getOrDefault(parts[0], "").contains(" void " + parts[1] + "(");
    }

    private static List<String> codes(String cell) {
        return CODE.matcher(cell).results().map(found -> found.group(1)).toList();
    }

    private static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (String line : read(PAGE).lines().toList()) {
            if (line.matches("\\| [A-Z]+-[0-9]+ .*")) {
                rows.add(Row.of(line));
            }
        }
        return rows;
    }

    private static Map<String, String> sources(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("package-info.java"))
                    .collect(Collectors.toMap(
                            file -> file.getFileName().toString().replace(".java", ""),
                            MessageFormatPageTest::read,
                            String::concat));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
