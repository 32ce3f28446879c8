package dev.partywall.examples.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is wrong with options or file is found before the program connects to anything. */
final class BadInputTest {

    private static final int BAD_INPUT = 2;
    private static final String HEADER = "tenant,id,secret\n";

    @TempDir
    private Path folder;

    private static Outcome run(String... arguments) {
        return Outcome.of(
                settings -> {
                    throw new AssertionError("the program connected to AWS");
                },
                UnaryOperator.identity(),
                arguments);
    }

    private Outcome runOn(byte[] content) throws IOException {
        Path csv = Files.write(folder.resolve("in.csv"), content);
        return run("--csv", csv.toString(), "--secret-columns", "secret");
    }

    static Stream<Arguments> files() {
        return Stream.of(
                arguments("", 1, "the file is empty"),
                arguments("\uFEFF", 1, "the file is empty"),
                arguments("tenant,id,secret", 2, "no record follows the header"),
                arguments(
                        "tenant,number,secret\na,1,hush\n", 1, "there is no column 'id', only tenant, number, secret"),
                arguments("customer,id,secret\na,1,hush\n", 1, "mend --tenant-column"),
                arguments("tenant,id,note\na,1,hush\n", 1, "mend --secret-columns"),
                arguments("Tenant,id,secret\na,1,hush\n", 1, "there is no column 'tenant'"),
                arguments("tenant,id,secret,id\na,1,hush,2\n", 1, "two columns are named 'id'"),
                arguments("tenant,id,secret,\na,1,hush,2\n", 1, "column 4 has no name"),
                arguments("tenant,id,secret,sealed\na,1,hush,2\n", 1, "column 'sealed' has a name that"),
                arguments(HEADER + "a,1,hush\n,2,hush\n", 3, "column 'tenant', the tenant, is empty"),
                arguments(HEADER + "a,1,hush\nb,,hush\n", 3, "column 'id', the id, is empty"),
                arguments(HEADER + "a,1,hush\na b,2,hush\n", 3, "1 to 64 characters of A-Z a-z 0-9 _ -"),
                arguments(HEADER + "a,1,hush\n-a,2,hush\n", 3, "column 'tenant' is not a tenant id"),
                arguments(HEADER + "a,1,hush\nb,1,hush\na,1,hush\n", 4, "tenant a has this id on line 2 already"),
                arguments(HEADER + "a,1,\"hu\nsh\"\na,1,hush\n", 4, "on line 2 already"),
                arguments(HEADER + "a,1,hush\na,2\n", 3, "fields: 2, but the header has 3"),
                arguments(HEADER + "a,1,hush\na,2,hush,more\n", 3, "fields: 4, but the header has 3"),
                arguments(HEADER + "a,1,hush\n\na,2,hush\n", 3, "the line is empty"),
                arguments(HEADER + "a,1,hush\n\"a\",\"2\",\"hush\n\nhush", 3, "a quote is not closed"),
                arguments(HEADER + "a,1,hush\na,2,\"hu\"sh\n", 3, "text follows a closing quote"),
                arguments(HEADER + "a,1,\"hush\n\n\"\r\na,2\r\n", 5, "fields: 2"),
                arguments(HEADER + "a," + "1".repeat(1025) + ",hush\n", 2, "a record id is 1 to 1024 bytes"),
                arguments(HEADER + "a,1," + "h".repeat(400_000) + "\n", 2, "a DynamoDB item only 399360"));
    }

    @ParameterizedTest
    @MethodSource("files")
    void run_badFile_namesTheLineAndTouchesNothing(String content, int line, String problem) throws IOException {
        Outcome outcome = runOn(content.getBytes(StandardCharsets.UTF_8));

        assertThat(outcome.err()).contains("in.csv, line " + line + ": ").contains(problem);
        assertThat(outcome.err().lines()).hasSize(1);
        assertThat(outcome.err()).doesNotContain("hush", "Exception");
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.exitCode()).isEqualTo(BAD_INPUT);
    }

    @ParameterizedTest
    @CsvSource({"ISO-8859-1, 3", "UTF-16, 1"})
    void run_fileInAnotherEncoding_namesTheLine(Charset charset, int line) throws IOException {
        Outcome outcome = runOn((HEADER + "a,1,hush\na,2,h\u00FCsh\n").getBytes(charset));

        assertThat(outcome.err()).contains("in.csv, line " + line + ": the text is not UTF-8");
        assertThat(outcome.exitCode()).isEqualTo(BAD_INPUT);
    }

    @Test
    void run_encodingThatBreaksFarInside_namesTheLine() throws IOException {
        StringBuilder rows = new StringBuilder(HEADER);
        IntStream.rangeClosed(2, 20_001)
                .forEach(line -> rows.append("a,").append(line).append(",hush\r\n"));
        byte[] content = rows.toString().getBytes(StandardCharsets.UTF_8);
        content[rows.indexOf("a,15000,")] = (byte) 0xE9;

        Outcome outcome = runOn(content);

        assertThat(outcome.err()).contains("in.csv, line 15000: the text is not UTF-8");
        assertThat(outcome.exitCode()).isEqualTo(BAD_INPUT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--csv /nowhere/in.csv | there is no regular file",
                "--csv /dev/null | there is no regular file",
                "--id-column tenant | column 'tenant' is named twice",
                "--secret-columns iban,iban | column 'iban' is named twice",
                "--threads 0 | --threads is 1 to 64",
                "--threads many | Invalid value",
                "--table a | 3 to 255 characters",
                "--table abc --key-store abc | name the same table",
                "--aws | --aws needs --root-key",
                "--aws --root-key alias/root --tenant-role x | --root-key is the ARN",
                "--aws --root-key arn:aws:kms:eu-central-1:111122223333:key/1 | --aws needs --tenant-role",
                "--aws --root-key arn:aws:kms:eu-central-1:111122223333:key/1 --tenant-role tenants | --tenant-role is the ARN",
                "--show-policies | with --aws only",
                "--tenant-role x | with --aws only",
                "--aws --root-key arn:aws:kms:eu-central-1:111122223333:alias/root --tenant-role x | not an alias",
                "--keep | with --aws only",
                "--region eu-central-1 | with --aws only",
                "--secret-column iban | Unknown option",
            })
    void run_badOption_saysWhatToMend(String options, String problem) {
        Outcome outcome = run(Arrays.stream(options.strip().split(" ")).toArray(String[]::new));

        assertThat(outcome.err()).startsWith("tenant-records: ").contains(problem);
        assertThat(outcome.err().lines()).hasSize(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.exitCode()).isEqualTo(BAD_INPUT);
    }
}
