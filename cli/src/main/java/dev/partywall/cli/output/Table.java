package dev.partywall.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Aligned columns, two spaces apart, without colour. Not safe for many threads. */
public final class Table {

    private final List<List<String>> rows = new ArrayList<>();

    private Table() {}

    /**
     * A table with a first line that names the columns.
     *
     * @param columns their names
     * @return the table
     */
    public static Table of(String... columns) {
        return new Table().row(columns);
    }

    /**
     * A table without such a line: names and values.
     *
     * @return the table
     */
    public static Table ofFields() {
        return new Table();
    }

    /**
     * One line more, of as many cells as the others have.
     *
     * @param cells their texts
     * @return this table
     */
    public Table row(String... cells) {
        rows.add(Stream.of(cells).map(Printable::line).toList());
        return this;
    }

    /** The lines, without spaces at their ends. */
    @Override
    public String toString() {
        int[] widths = IntStream.range(0, rows.isEmpty() ? 0 : rows.get(0).size())
                .map(this::width)
                .toArray();
        return rows.stream().map(row -> line(row, widths)).collect(Collectors.joining("\n"));
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> length(row.get(column))).max().orElse(0);
    }

    private static String line(List<String> cells, int[] widths) {
        return IntStream.range(0, cells.size())
                .mapToObj(column -> cells.get(column) + " ".repeat(widths[column] - length(cells.get(column))))
                .collect(Collectors.joining("  "))
                .stripTrailing();
    }

    private static int length(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
