package dev.partywall.examples.records;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.examples.records.csv.CsvColumns;
import dev.partywall.examples.records.csv.CsvFile;
import dev.partywall.examples.records.csv.CsvInput;
import dev.partywall.examples.records.csv.CsvRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TenantBatchesTest {

    @TempDir
    private Path folder;

    private final List<List<CsvRow>> batches = new ArrayList<>();

    /** Gives how many batches were made before the last rows were asked for. */
    private int batch(int size, int rows, int tenants, String secret) throws IOException {
        String content = IntStream.range(0, rows)
                .mapToObj(i -> "t" + i % tenants + "," + i + "," + secret)
                .collect(Collectors.joining("\n", "tenant,id,secret\n", ""));
        CsvFile file = CsvFile.of(Files.writeString(folder.resolve("in.csv"), content));
        TenantBatches collected = new TenantBatches(size, (tenant, batch) -> {
            assertThat(batch).allMatch(row -> row.tenant().equals(tenant));
            batches.add(List.copyOf(batch));
        });
        CsvInput.check(file, new CsvColumns("tenant", "id", List.of("secret")), () -> {})
                .forEach(collected::add);
        int before = batches.size();
        collected.flush();
        return before;
    }

    @Test
    void add_rowsOfManyTenants_makesFullBatchesOfOneTenantEach() throws IOException {
        batch(25, 260, 5, "s");

        assertThat(batches)
                .extracting(List::size)
                .containsExactly(25, 25, 25, 25, 25, 25, 25, 25, 25, 25, 2, 2, 2, 2, 2);
        assertThat(batches.stream().flatMap(List::stream)).doesNotHaveDuplicates();
    }

    @Test
    void add_largeRowsOfManyTenants_holdsNoMoreThanTheLimit() throws IOException {
        int before = batch(100, 200, 200, "s".repeat(350_000));

        assertThat(before).isBetween(90, 199);
        assertThat(batches).hasSize(200);
    }
}
