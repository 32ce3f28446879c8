package dev.partywall.lifecycle.reencryption;

import dev.partywall.core.ErrorCode;
import dev.partywall.keyring.RecordId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/**
 * Records in a table of H2, which counts for each how often a job has replaced it. The application's own writes go by without
 * any condition, as applications' do.
 */
final class SqlRecords implements RecordSource {

    private final DataSource source;
    private final int records;
    private final int parts;

    SqlRecords(DataSource source, int records, int parts) {
        this.source = source;
        this.records = records;
        this.parts = parts;
    }

    void createTable() throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE records (id INT PRIMARY KEY, message VARBINARY(4000) NOT NULL,"
                    + " revision INT DEFAULT 0 NOT NULL, rewritten INT DEFAULT 0 NOT NULL)");
        }
    }

    @Override
    public String name() {
        return "h2:records:message";
    }

    @Override
    public List<String> partitions() {
        return IntStream.range(0, parts).mapToObj(Integer::toString).toList();
    }

    @Override
    public RecordPage read(String partition, Optional<String> after, int limit) {
        int part = Integer.parseInt(partition);
        long beginning = (long) records * part / parts;
        long end = (long) records * (part + 1) / parts;
        return call(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT id, message FROM records WHERE id >= ? AND id < ? ORDER BY id LIMIT ?")) {
                select.setLong(1, after.map(last -> Long.parseLong(last) + 1).orElse(beginning));
                select.setLong(2, end);
                select.setInt(3, limit);
                List<StoredRecord> page = all(select);
                return new RecordPage(
                        page,
                        page.size() < limit
                                ? Optional.empty()
                                : Optional.of(page.get(page.size() - 1).key()));
            }
        });
    }

    @Override
    public Optional<StoredRecord> find(String key) {
        return call(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT id, message FROM records WHERE id = ?")) {
                select.setInt(1, Integer.parseInt(key));
                return all(select).stream().findFirst();
            }
        });
    }

    private static List<StoredRecord> all(PreparedStatement select) throws SQLException {
        List<StoredRecord> found = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                String id = row.getString(1);
                found.add(StoredRecord.of(id, RecordId.of(id), row.getBytes(2)));
            }
        }
        return found;
    }

    @Override
    public boolean replace(StoredRecord read, byte[] message) {
        return call(connection -> {
            try (PreparedStatement update = connection.prepareStatement(
                    "UPDATE records SET message = ?, rewritten = rewritten + 1 WHERE id = ? AND message = ?")) {
                update.setBytes(1, message);
                update.setInt(2, Integer.parseInt(read.key()));
                update.setBytes(3, read.message());
                return update.executeUpdate() == 1;
            }
        });
    }

    @Override
    public OptionalLong estimatedRecords() {
        return OptionalLong.of(records);
    }

    private interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    private <T> T call(Work<T> work) {
        try (Connection connection = source.getConnection()) {
            return work.with(connection);
        } catch (SQLException failure) {
            throw new RecordSourceException(ErrorCode.RECORD_SOURCE_UNAVAILABLE, true, "H2 failed", failure);
        }
    }
}
