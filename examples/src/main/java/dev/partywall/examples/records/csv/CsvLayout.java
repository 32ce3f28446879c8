package dev.partywall.examples.records.csv;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Which field of a row is what, by position.
 *
 * @param names of all columns
 * @param tenant position of the tenant
 * @param id position of the id
 * @param secret positions of what is sealed
 * @param plain positions of what is stored in plain text
 */
record CsvLayout(List<String> names, int tenant, int id, List<Integer> secret, List<Integer> plain) {

    /** Reads the header. */
    static CsvLayout of(CsvFile file, List<String> header, CsvColumns columns) {
        requireUsable(file, header);
        int tenant = position(file, header, columns.tenant(), "--tenant-column");
        int id = position(file, header, columns.id(), "--id-column");
        List<Integer> secret = columns.secret().stream()
                .map(name -> position(file, header, name, "--secret-columns"))
                .toList();
        List<Integer> plain = IntStream.range(0, header.size())
                .filter(i -> i != tenant && i != id && !secret.contains(i))
                .boxed()
                .toList();
        return new CsvLayout(List.copyOf(header), tenant, id, secret, plain);
    }

    private static void requireUsable(CsvFile file, List<String> header) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < header.size(); i++) {
            String name = header.get(i);
            if (name.isBlank()) {
                throw BadInputException.atLine(
                        file, 1, "column " + (i + 1) + " has no name; the first line must name every column");
            }
            if (!seen.add(name)) {
                throw BadInputException.atLine(file, 1, "two columns are named '" + name + "'; rename one");
            }
        }
    }

    private static int position(CsvFile file, List<String> header, String name, String option) {
        int position = header.indexOf(name);
        if (position < 0) {
            throw BadInputException.atLine(
                    file,
                    1,
                    "there is no column '" + name + "', only " + String.join(", ", header) + "; mend " + option);
        }
        return position;
    }

    List<String> plainNames() {
        return plain.stream().map(names::get).toList();
    }
}
