package dev.partywall.examples.records.csv;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which column is what, by name. All others are stored in plain text.
 *
 * @param tenant the column that names the tenant
 * @param id the column that tells a tenant's records apart
 * @param secret the columns that are sealed together
 */
public record CsvColumns(String tenant, String id, List<String> secret) {

    /** Refuses a column in two roles. */
    public CsvColumns {
        secret = List.copyOf(secret);
        Set<String> seen = new HashSet<>(Set.of(tenant));
        requireNew(seen, id);
        secret.forEach(column -> requireNew(seen, column));
    }

    private static void requireNew(Set<String> seen, String column) {
        if (!seen.add(column)) {
            throw new BadInputException("column '" + column + "' is named twice; give each of --tenant-column,"
                    + " --id-column and --secret-columns its own columns");
        }
    }
}
