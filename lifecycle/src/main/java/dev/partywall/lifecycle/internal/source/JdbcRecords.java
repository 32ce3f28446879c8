package dev.partywall.lifecycle.internal.source;

import dev.partywall.lifecycle.internal.jdbc.JdbcConnections;
import dev.partywall.lifecycle.internal.jdbc.JdbcTrouble;
import dev.partywall.lifecycle.internal.source.JdbcRows.Range;
import dev.partywall.lifecycle.internal.source.JdbcRows.Row;
import dev.partywall.lifecycle.reencryption.RecordPage;
import dev.partywall.lifecycle.reencryption.RecordSource;
import dev.partywall.lifecycle.reencryption.RecordSourceException;
import dev.partywall.lifecycle.reencryption.StoredRecord;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** Rows of a table, read from key to key. */
public final class JdbcRecords implements RecordSource {

    /** More rows than these are no key's, whatever the collation. */
    private static final int MOST_OF_ONE_KEY = 1_000;

    private static final Set<String> OF_THE_ROW = Set.of("22", "23", "42", "44", "45000", "P0001");

    private final JdbcSourceSettings settings;
    private final Map<String, JdbcPartition> partitions;
    private final SourceFailures failures;
    private final JdbcConnections connections;
    private final JdbcRows rows;

    /** The rows that the settings say. */
    public JdbcRecords(JdbcSourceSettings settings) {
        this.settings = settings;
        this.partitions = JdbcPartition.of(settings.boundaries());
        this.failures = new SourceFailures("table " + settings.table());
        this.connections = new JdbcConnections(settings.dataSource());
        this.rows = new JdbcRows(settings, failures);
    }

    @Override
    public String name() {
        return settings.sourceName();
    }

    @Override
    public List<String> partitions() {
        return List.copyOf(partitions.keySet());
    }

    @Override
    public RecordPage read(String partition, Optional<String> after, int limit) {
        JdbcPartition part = partitions.get(partition);
        if (part == null) {
            throw failures.unknownPartition(partition);
        }
        Optional<String> last = after.map(this::key);
        return calling(() -> connections.eachByItself(
                connection -> page(connection, new Range(part, last, Optional.empty()), limit)));
    }

    private RecordPage page(Connection connection, Range range, int limit) throws SQLException {
        if (range.after().isEmpty() && rows.hasRowWithoutKey(connection)) {
            throw failures.unusable(
                    "has rows whose '" + settings.key()
                            + "' is null, and would be left out; name another column with the" + " setting key",
                    null);
        }
        List<Row> next = rows.next(connection, range, limit);
        if (next.size() < limit) {
            return page(next, Optional.empty());
        }
        List<Row> whole = wholeKeys(connection, range, next, limit);
        return page(whole, Optional.of(whole.get(whole.size() - 1).record().key()));
    }

    private RecordPage page(List<Row> page, Optional<String> next) {
        List<StoredRecord> records = page.stream().map(Row::record).toList();
        Set<String> keys = records.stream().map(StoredRecord::key).collect(Collectors.toSet());
        if (keys.size() < records.size()) {
            throw notUnique();
        }
        return new RecordPage(records, next);
    }

    /**
     * A page that begins behind a key leaves out all that the database takes for that key. So rows that it takes for one another
     * stay together: those of the last key come in whole, or wait for the next page. The page is then read again up to them, for one
     * that was removed since would stand on it as if it were of another key, and the others of its key would be left out behind it.
     */
    private List<Row> wholeKeys(Connection connection, Range range, List<Row> page, int limit) throws SQLException {
        Row last = page.get(page.size() - 1);
        List<Row> same = rows.equalTo(connection, last.key(), limit + 1);
        if (same.size() > 1 && settings.keyType() != ColumnType.TEXT) {
            throw notUnique();
        }
        if (same.size() > limit) {
            throw tooManyOfOneKey();
        }
        if (same.isEmpty()) {
            return page; // removed meanwhile
        }
        Set<String> keys = new HashSet<>(same.stream().map(Row::key).toList());
        keys.add(last.key());
        List<Row> whole = new ArrayList<>(
                page.stream().filter(row -> !keys.contains(row.key())).toList());
        if (whole.size() + same.size() <= limit) {
            whole.addAll(same);
            return whole;
        }
        Range shorter = range.endingBefore(last.key());
        List<Row> before = rows.next(connection, shorter, limit);
        if (before.isEmpty()) {
            return same;
        }
        return before.size() < limit ? before : wholeKeys(connection, shorter, before, limit);
    }

    private RecordSourceException tooManyOfOneKey() {
        return failures.unusable(
                "has more rows than can be read at once whose '" + settings.key()
                        + "' the database takes for one another; give the column a binary collation, or read larger pages",
                null);
    }

    @Override
    public Optional<StoredRecord> find(String key) {
        String wanted = key(key);
        List<StoredRecord> found =
                calling(() -> connections.eachByItself(connection -> ofKey(connection, wanted))).stream()
                        .filter(row -> row.key().equals(wanted))
                        .map(Row::record)
                        .toList();
        if (found.size() > 1) {
            throw notUnique();
        }
        return found.stream().findFirst();
    }

    private List<Row> ofKey(Connection connection, String key) throws SQLException {
        List<Row> same = rows.equalTo(connection, key, MOST_OF_ONE_KEY + 1);
        if (same.size() > MOST_OF_ONE_KEY) {
            throw tooManyOfOneKey();
        }
        return same;
    }

    /**
     * In a transaction, so that nothing stays of a replacement of several rows, or of one that the database did not store as it is.
     * The database may take another key for this one; a row that holds the same message is then the same record under a new key.
     */
    @Override
    public boolean replace(StoredRecord read, byte[] message) {
        String key = key(read.key());
        return calling(() -> connections.inTransaction(connection -> {
            int replaced = rows.replace(connection, key, read.message(), message);
            if (replaced > 1) {
                throw notUnique();
            }
            if (replaced == 1) {
                requireStored(connection, key, message);
            }
            return replaced == 1;
        }));
    }

    /** MySQL and MariaDB cut off what is too long for a column, unless their sql_mode is strict; a BINARY is filled up. */
    private void requireStored(Connection connection, String key, byte[] message) throws SQLException {
        boolean stored = ofKey(connection, key).stream()
                .anyMatch(row -> Arrays.equals(row.record().message(), message));
        if (!stored) {
            throw failures.unusable(
                    "does not store a message in '" + settings.message()
                            + "' as it is, because the column is too short, fills up or has a trigger; nothing was replaced: make it a"
                            + " longer varbinary or a blob",
                    null);
        }
    }

    /** Empty also where the database does not count in time: an estimate must not end a job, and what is wrong reading will say. */
    @Override
    public OptionalLong estimatedRecords() {
        try {
            return OptionalLong.of(connections.eachByItself(rows::count));
        } catch (SQLException unknown) {
            return OptionalLong.empty();
        }
    }

    private String key(String text) {
        return KeyText.decode(text).filter(settings.keyType()::isValue).orElseThrow(failures::unknownPlace);
    }

    private RecordSourceException notUnique() {
        return failures.unusable(
                "has several rows of the tenant with one '" + settings.key()
                        + "'; name the column that tells them apart with the setting key",
                null);
    }

    /** A call that may fail as the database's calls do. */
    @FunctionalInterface
    private interface Call<T> {
        T run() throws SQLException;
    }

    private <T> T calling(Call<T> call) {
        try {
            return call.run();
        } catch (SQLException failure) {
            throw switch (JdbcTrouble.of(failure)) {
                case MISSING ->
                    failures.unusable(
                            "or one of its columns does not exist in the database; mend the settings, which must be written as"
                                    + " the database has them, in upper or lower case",
                            failure);
                case DENIED -> failures.denied(failure);
                case PASSING -> failures.unavailable(true, failure);
                case LASTING -> lasting(failure);
            };
        }
    }

    /**
     * Of one row: classes 22 and 42, values and types that do not fit, and what the database cannot do with them; 23 and 44, what a
     * constraint or a view refuses; 45000 and P0001, what a trigger of MySQL's or PostgreSQL's does.
     */
    private RecordSourceException lasting(SQLException failure) {
        if (JdbcTrouble.isTooLarge(failure)) {
            return failures.unusable(
                    "takes no statement of this size; raise max_allowed_packet of the server and of the driver: the message that was"
                            + " read and the new one are in one statement",
                    failure);
        }
        String state = JdbcTrouble.state(failure);
        if (OF_THE_ROW.stream().anyMatch(state::startsWith)) {
            return failures.unusable(
                    "does not take the statement; look at the cause, and at whether the settings fit the types of the columns",
                    failure);
        }
        return failures.unavailable(false, failure);
    }
}
