package dev.partywall.lifecycle.internal.source;

import dev.partywall.lifecycle.reencryption.StoredRecord;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The statements of a source. Each is understood by PostgreSQL, MySQL, MariaDB and H2 alike. */
final class JdbcRows {

    private final JdbcSourceSettings settings;
    private final SourceFailures failures;
    private final JdbcColumns columns;

    JdbcRows(JdbcSourceSettings settings, SourceFailures failures) {
        this.settings = settings;
        this.failures = failures;
        this.columns = new JdbcColumns(settings, failures);
    }

    /**
     * A row.
     *
     * @param key its key as it is stored
     * @param record the record
     */
    record Row(String key, StoredRecord record) {}

    /**
     * Where to read.
     *
     * @param partition the partition
     * @param after the key behind which to begin; empty for the partition's beginning
     * @param before the key before which to end; empty for the partition's end
     */
    record Range(JdbcPartition partition, Optional<String> after, Optional<String> before) {

        Range endingBefore(String key) {
            return new Range(partition, after, Optional.of(key));
        }
    }

    /** The next rows of a range, in the order in which the database has their keys. */
    List<Row> next(Connection connection, Range range, int most) throws SQLException {
        JdbcStatement statement = select(connection);
        range.partition().from().forEach(bound -> key(statement, " >= ", bound));
        range.partition().to().ifPresent(bound -> key(statement, " < ", bound));
        range.after().ifPresent(last -> key(statement, " > ", last));
        range.before().ifPresent(end -> key(statement, " < ", end));
        return rows(
                connection, statement.text(" ORDER BY ").name(settings.key()).limit(most));
    }

    /** The rows whose keys the database takes for this one: by most collations of MySQL {@code a} and {@code A} are equal. */
    List<Row> equalTo(Connection connection, String key, int most) throws SQLException {
        JdbcStatement statement = select(connection);
        key(statement, " = ", key);
        return rows(connection, statement.limit(most));
    }

    private JdbcStatement select(Connection connection) throws SQLException {
        JdbcStatement statement = new JdbcStatement(connection)
                .text("SELECT ")
                .name(settings.key())
                .text(", ")
                .name(settings.message());
        settings.tenant().ifPresent(tenant -> statement.text(", ").name(tenant.column()));
        return withMessage(statement);
    }

    private JdbcStatement withMessage(JdbcStatement statement) {
        statement
                .text(" FROM ")
                .table(settings)
                .text(" WHERE ")
                .name(settings.message())
                .text(" IS NOT NULL");
        return ofTenant(statement, " AND ");
    }

    private JdbcStatement ofTenant(JdbcStatement statement, String link) {
        settings.tenant()
                .ifPresent(
                        tenant -> statement.text(link).compare(tenant.column(), " = ", tenant.type(), tenant.value()));
        return statement;
    }

    private void key(JdbcStatement statement, String operator, String value) {
        statement.text(" AND ").compare(settings.key(), operator, settings.keyType(), value);
    }

    private List<Row> rows(Connection connection, JdbcStatement select) throws SQLException {
        try (PreparedStatement statement = select.prepare();
                ResultSet result = statement.executeQuery()) {
            columns.require(connection, result.getMetaData());
            List<Row> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(row(result));
            }
            return rows;
        }
    }

    private Row row(ResultSet result) throws SQLException {
        requireTenant(result);
        String key = settings.keyType().read(result, 1);
        String text = key == null ? "" : KeyText.encode(key).orElse("");
        if (key == null || text.isEmpty() || text.length() > SourceFailures.LONGEST_KEY) {
            throw failures.unusable(
                    "has a row whose '" + settings.key()
                            + "' is null, empty, malformed or too long for a key; name another"
                            + " column with the setting key",
                    null);
        }
        return new Row(key, StoredRecord.of(text, settings.recordId().apply(key), result.getBytes(2)));
    }

    /** By a collation that knows no case the rows of Acme are an answer to the question for those of acme. */
    private void requireTenant(ResultSet result) throws SQLException {
        if (settings.tenant().isPresent()) {
            JdbcSourceSettings.TenantColumn tenant = settings.tenant().get();
            if (!tenant.value().equals(tenant.type().read(result, 3))) {
                throw failures.unusable(
                        "has rows whose '" + tenant.column()
                                + "' the database takes for the tenant's, and which is another text: by its collation, which"
                                + " disregards case or accents, or because it is a CHAR and filled up with spaces; give the column a"
                                + " binary collation, as it may mix up tenants everywhere",
                        null);
            }
        }
    }

    /** How many rows are the tenant's, with a message or without: an index answers it, and no row is looked at. */
    long count(Connection connection) throws SQLException {
        JdbcStatement all =
                new JdbcStatement(connection).text("SELECT COUNT(*) FROM ").table(settings);
        try (PreparedStatement statement = ofTenant(all, " WHERE ").prepare();
                ResultSet result = statement.executeQuery()) {
            result.next();
            return result.getLong(1);
        }
    }

    /** Whether a row with a message has no key, and is on no page. */
    boolean hasRowWithoutKey(Connection connection) throws SQLException {
        JdbcStatement select = withMessage(new JdbcStatement(connection).text("SELECT 1"));
        select.text(" AND ").name(settings.key()).text(" IS NULL").limit(1);
        try (PreparedStatement statement = select.prepare();
                ResultSet result = statement.executeQuery()) {
            return result.next();
        }
    }

    /** Replaces the message of rows that have this key and this message: how many. */
    int replace(Connection connection, String key, byte[] read, byte[] message) throws SQLException {
        JdbcStatement update = new JdbcStatement(connection)
                .text("UPDATE ")
                .table(settings)
                .text(" SET ")
                .bytes(settings.message(), " = ", message)
                .text(" WHERE ")
                .bytes(settings.message(), " = ", read);
        key(update, " = ", key);
        ofTenant(update, " AND ");
        try (PreparedStatement statement = update.prepare()) {
            return statement.executeUpdate();
        }
    }
}
