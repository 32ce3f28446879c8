package dev.partywall.examples.records.csv;

import dev.partywall.core.TenantId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.commons.csv.CSVRecord;

/**
 * A file that was checked from its first line to its last, to be read row by row as often as needed: its rows are never
 * all in memory.
 */
public final class CsvInput {

    private final CsvFile file;
    private final CsvColumns columns;
    private final CsvLayout layout;
    private final Map<TenantId, Long> rowsByTenant;
    private final long rows;

    private CsvInput(CsvFile file, CsvColumns columns, CsvLayout layout, Map<TenantId, Long> rowsByTenant) {
        this.file = file;
        this.columns = columns;
        this.layout = layout;
        this.rowsByTenant = Collections.unmodifiableMap(rowsByTenant);
        this.rows = rowsByTenant.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * Checks a file.
     *
     * @param file the file
     * @param columns which column is what
     * @param progress told of each row
     * @return the input
     * @throws BadInputException at the first problem, naming its line
     */
    public static CsvInput check(CsvFile file, CsvColumns columns, Runnable progress) {
        RecordLines seen = new RecordLines();
        Map<TenantId, Long> rowsByTenant = new LinkedHashMap<>();
        CsvLayout layout = read(file, columns, (row, line) -> {
            requireNew(file, row, line, seen.note(row, line));
            rowsByTenant.merge(row.tenant(), 1L, Long::sum);
            progress.run();
        });
        if (rowsByTenant.isEmpty()) {
            throw BadInputException.atLine(file, 2, "no record follows the header; add one");
        }
        return new CsvInput(file, columns, layout, rowsByTenant);
    }

    private static void requireNew(CsvFile file, CsvRow row, long line, long before) {
        if (before != 0) {
            throw BadInputException.atLine(
                    file,
                    line,
                    "tenant " + row.tenant() + " has this id on line " + before
                            + " already; ids must differ within a tenant");
        }
    }

    private interface RowAction {
        void accept(CsvRow row, long line);
    }

    private static CsvLayout read(CsvFile file, CsvColumns columns, RowAction action) {
        try (CsvRows rows = CsvRows.open(file)) {
            CsvLayout layout = rows.header(columns);
            RowParser parser = new RowParser(file, layout);
            for (CSVRecord row = rows.next(); row != null; row = rows.next()) {
                action.accept(parser.parse(rows.line(), row.toList()), rows.line());
            }
            return layout;
        }
    }

    /**
     * Reads all rows once.
     *
     * @param action given each row in the file's order
     * @throws BadInputException if the file was changed since it was checked
     */
    public void forEach(Consumer<CsvRow> action) {
        read(file, columns, (row, line) -> action.accept(row));
    }

    /**
     * Refuses names that another column must not have.
     *
     * @param reserved the names
     * @throws BadInputException if a column that is stored in plain text has one of these names
     */
    public void requireNoPlainColumn(List<String> reserved) {
        for (String name : layout.plainNames()) {
            if (reserved.contains(name)) {
                throw BadInputException.atLine(
                        file, 1, "column '" + name + "' has a name that the DynamoDB table needs itself; rename it");
            }
        }
    }

    /**
     * The tenants in the order in which the file names them.
     *
     * @return how many rows each has
     */
    public Map<TenantId, Long> rowsByTenant() {
        return rowsByTenant;
    }

    /**
     * How many records there are.
     *
     * @return rows without the header
     */
    public long rows() {
        return rows;
    }

    /** The file's name. */
    @Override
    public String toString() {
        return file.toString();
    }
}
