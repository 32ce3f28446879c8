package dev.partywall.lifecycle.reencryption;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/**
 * A table of all tenants. It has a number as primary key, by which the application here goes, so that it works whatever the
 * collation of the texts is.
 */
final class JdbcRecordStore implements RecordStore {

    private static final AtomicLong NUMBERS = new AtomicLong();

    private final DataSource database;
    private final String table = "records_" + NUMBERS.incrementAndGet();

    /** A table with columns of these types. */
    JdbcRecordStore(DataSource database, String tenantType, String keyType, String messageType) {
        this(database, tenantType, keyType, messageType, "id");
    }

    /** The same with an index on tenant and another column than the key: MySQL has none on long texts. */
    JdbcRecordStore(DataSource database, String tenantType, String keyType, String messageType, String indexed) {
        this.database = database;
        execute("CREATE TABLE \"" + table + "\" (\"number\" BIGINT PRIMARY KEY, \"tenant\" " + tenantType + ", \"id\" "
                + keyType + ", \"sealed\" " + messageType + ", \"note\" VARCHAR(100) DEFAULT '')");
        execute("CREATE INDEX \"" + table + "_index\" ON \"" + table + "\" (\"tenant\", \"" + indexed + "\")");
    }

    String table() {
        return table;
    }

    JdbcRecordSource.Builder builder() {
        return JdbcRecordSource.builder(database, table, "sealed")
                .tenant("tenant", TENANT)
                .textKey("id");
    }

    @Override
    public RecordSource source() {
        return builder().build();
    }

    @Override
    public RecordSource inParts() {
        return builder().splitAt("B", "record-2", "record-3", "z").build();
    }

    /** A statement in the quotes of the SQL standard, with its parameters. */
    int execute(String sql, Object... parameters) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(true);
            try (PreparedStatement statement = connection.prepareStatement(quoted(connection, sql))) {
                for (int i = 0; i < parameters.length; i++) {
                    statement.setObject(i + 1, parameters[i]);
                }
                return statement.executeUpdate();
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static String quoted(Connection connection, String sql) throws SQLException {
        return sql.replace("\"", connection.getMetaData().getIdentifierQuoteString());
    }

    private record Row(long number, String tenant, String id, String note) {}

    /** The rows by their texts, compared here and not by the database. */
    private Map<Row, byte[]> rows() {
        Map<Row, byte[]> rows = new LinkedHashMap<>();
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(true);
            String sql = "SELECT \"number\", \"tenant\", \"id\", \"note\", \"sealed\" FROM \"" + table + "\"";
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(quoted(connection, sql))) {
                while (row.next()) {
                    rows.put(
                            new Row(row.getLong(1), row.getString(2), row.getString(3), row.getString(4)),
                            row.getBytes(5));
                }
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
        return rows;
    }

    private Optional<Row> find(String tenant, String id) {
        return rows().keySet().stream()
                .filter(row -> row.tenant().equals(tenant) && row.id().equals(id))
                .findFirst();
    }

    @Override
    public void put(String tenant, String id, byte[] message) {
        Optional<Row> found = find(tenant, id);
        if (found.isPresent()) {
            execute(
                    "UPDATE \"" + table + "\" SET \"sealed\" = ? WHERE \"number\" = ?",
                    message,
                    found.get().number());
        } else {
            execute(
                    "INSERT INTO \"" + table + "\" (\"number\", \"tenant\", \"id\", \"sealed\") VALUES (?, ?, ?, ?)",
                    NUMBERS.incrementAndGet(),
                    tenant,
                    id,
                    message);
        }
    }

    @Override
    public void annotate(String id, String note) {
        long number = find(TENANT, id).orElseThrow().number();
        execute("UPDATE \"" + table + "\" SET \"note\" = ? WHERE \"number\" = ?", note, number);
    }

    @Override
    public void remove(String id) {
        find(TENANT, id).ifPresent(row -> execute("DELETE FROM \"" + table + "\" WHERE \"number\" = ?", row.number()));
    }

    @Override
    public Map<String, byte[]> messages(String tenant) {
        Map<String, byte[]> messages = new LinkedHashMap<>();
        rows().forEach((row, message) -> {
            if (row.tenant().equals(tenant)) {
                messages.put(row.id(), message);
            }
        });
        return messages;
    }

    @Override
    public Optional<String> rest(String id) {
        return find(TENANT, id).map(Row::toString);
    }
}
