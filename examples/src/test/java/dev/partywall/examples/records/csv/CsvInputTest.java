package dev.partywall.examples.records.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import dev.partywall.core.TenantId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CsvInputTest {

    private static final CsvColumns COLUMNS = new CsvColumns("who", "no", List.of("b", "a"));

    @TempDir
    private Path folder;

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("in.csv"), content);
    }

    private CsvInput check(String content) throws IOException {
        return CsvInput.check(CsvFile.of(file(content)), COLUMNS, () -> {});
    }

    private static List<CsvRow> rows(CsvInput input) {
        List<CsvRow> rows = new ArrayList<>();
        input.forEach(rows::add);
        return rows;
    }

    @Test
    void forEach_quotedFields_keepsCommasQuotesAndLineBreaks() throws IOException {
        CsvRow row = rows(check("\uFEFFa,no,plain,who,b\r\n\"1,\"\"2\"\"\r\n3\",7,\"p, q\",acme,\u00E9\r\n"))
                .get(0);

        assertThat(row.tenant()).isEqualTo(TenantId.of("acme"));
        assertThat(row.id().value()).isEqualTo("7");
        assertThat(row.plain()).containsExactly(entry("plain", "p, q"));
        assertThat(new String(row.secret(), StandardCharsets.UTF_8))
                .isEqualTo("{\"b\":\"\u00E9\",\"a\":\"1,\\\"2\\\"\\r\\n3\"}");
        assertThat(row).hasToString("CsvRow[acme, 7]");
    }

    @Test
    void check_manyTenants_countsTheirRowsInTheFilesOrder() throws IOException {
        CsvInput input = check("who,no,a,b\nz,1,,\na,1,,\nz,2,,\n");

        assertThat(input.rows()).isEqualTo(3);
        assertThat(input.rowsByTenant()).containsExactly(entry(TenantId.of("z"), 2L), entry(TenantId.of("a"), 1L));
    }

    @Test
    void check_lastLineWithoutBreak_isARow() throws IOException {
        assertThat(check("who,no,a,b\nz,1,,\nz,2,,").rows()).isEqualTo(2);
    }

    @Test
    void check_tenantsThatDifferInCase_areTwo() throws IOException {
        assertThat(check("who,no,a,b\nacme,1,,\nAcme,1,,\n").rowsByTenant()).hasSize(2);
    }

    @Test
    void forEach_fileChangedSinceTheCheck_isRefused() throws IOException {
        CsvInput input = check("who,no,a,b\nz,1,,\n");
        Files.writeString(folder.resolve("in.csv"), "not,checked\n", StandardOpenOption.APPEND);

        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> rows(input))
                .withMessageContaining("was changed during the run");
    }

    @Test
    void sample_isSmallAndSharedByFiveTenants() {
        CsvColumns columns = new CsvColumns("tenant", "id", List.of("customer_email", "iban", "notes"));

        CsvInput sample = CsvInput.check(CsvFile.sample(), columns, () -> {});

        assertThat(sample.rows()).isEqualTo(40);
        assertThat(sample.rowsByTenant()).hasSize(5);
    }
}
