package dev.partywall.policy.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.PolicySyntaxException;
import dev.partywall.policy.PolicyType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Documents that IAM refuses or takes, as the documentation has it: each names the page. */
final class GoldenDocumentsTest {

    private static final Pattern ENTRY = Pattern.compile("(?ms)^=== ([^\\n]*)\\n(.*?)(?=^=== |\\z)");

    /**
     * A document.
     *
     * @param accepted whether IAM takes it
     * @param type where it stands
     * @param page the page that says so
     * @param name what it shows
     * @param why the rule in a line
     * @param text the document
     */
    record Golden(boolean accepted, PolicyType type, String page, String name, String why, String text) {

        private static Golden of(MatchResult entry) {
            String[] head = entry.group(1).split(" \\| ", -1);
            boolean accepted = head[0].equals("accepted");
            assertThat(accepted || head[0].equals("refused")).as(head[0]).isTrue();
            return new Golden(
                    accepted, PolicyType.valueOf(head[1]), GoldenTable.page(head[2]), head[3], head[4], entry.group(2));
        }

        @Override
        public String toString() {
            return (accepted ? "accepted: " : "refused: ") + name;
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void parse_asDocumented(Golden golden) {
        if (golden.accepted()) {
            PolicyDocument document = PolicyDocument.parse(golden.type(), golden.text());
            assertThat(document.type()).as(golden.page()).isEqualTo(golden.type());
            assertThat(document.statements()).as(golden.page()).isNotEmpty();
        } else {
            assertThatThrownBy(() -> PolicyDocument.parse(golden.type(), golden.text()))
                    .as("%s (%s)", golden.why(), golden.page())
                    .isInstanceOf(PolicySyntaxException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void toJson_ofWhatIsAccepted_parsesToTheSame(Golden golden) {
        if (golden.accepted()) {
            PolicyDocument document = PolicyDocument.parse(golden.type(), golden.text());
            PolicyDocument again = PolicyDocument.parse(golden.type(), document.toJson());
            assertThat(again.toJson()).isEqualTo(document.toJson());
            assertThat(again)
                    .usingRecursiveComparison()
                    .ignoringFieldsMatchingRegexes(".*range")
                    .isEqualTo(document);
        }
    }

    @Test
    void documents_enoughAndUniqueAndWithPages() {
        List<Golden> all = documents().toList();
        assertThat(all).hasSizeGreaterThanOrEqualTo(60);
        assertThat(all).extracting(Golden::name).doesNotHaveDuplicates();
        assertThat(all).allSatisfy(one -> assertThat(one.page()).startsWith("https://docs.aws.amazon.com/"));
        assertThat(all).extracting(Golden::accepted).contains(true, false);
    }

    static Stream<Golden> documents() {
        return ENTRY.matcher(text()).results().map(Golden::of);
    }

    private static String text() {
        try (InputStream in = GoldenDocumentsTest.class.getResourceAsStream("documents.txt")) {
            if (in == null) {
                throw new IllegalStateException("no documents.txt");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
