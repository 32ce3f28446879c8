package dev.partywall.lifecycle.internal.registry;

import dev.partywall.lifecycle.TenantRecord;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The statements of one save, in one transaction.
 *
 * <p>The counter comes first. Its row stays locked until the transaction has ended, so saves follow one another, and become
 * visible in the order of their sequences: whoever sees a sequence sees all before it.
 */
final class JdbcSave {

    private final JdbcTables tables;
    private final TenantRecord stored;
    private final String body;

    /** A save of a record as it is to be stored. */
    JdbcSave(JdbcTables tables, TenantRecord stored) {
        this.tables = tables;
        this.stored = stored;
        this.body = RecordJson.write(stored);
    }

    /**
     * Writes the record.
     *
     * @return false if it has another version, and the transaction must not be kept
     */
    boolean write(Connection connection) throws SQLException {
        long sequence = nextSequence(connection);
        boolean written = stored.version() == 1 ? insert(connection, sequence) : update(connection, sequence);
        if (!written) {
            connection.rollback();
        }
        return written;
    }

    private long nextSequence(Connection connection) throws SQLException {
        try (PreparedStatement advance = connection.prepareStatement(tables.advanceCounter())) {
            if (advance.executeUpdate() != 1) {
                throw JdbcFailures.counterMissing();
            }
        }
        try (PreparedStatement read = connection.prepareStatement(tables.readCounter());
                ResultSet row = read.executeQuery()) {
            if (!row.next()) {
                throw JdbcFailures.counterMissing();
            }
            return row.getLong(1);
        }
    }

    /** The look comes before the writing, as a failed statement would tell less: no other save can come between. */
    private boolean insert(Connection connection, long sequence) throws SQLException {
        try (PreparedStatement find = connection.prepareStatement(tables.find())) {
            find.setString(1, JdbcTables.key(stored.tenant()));
            try (ResultSet row = find.executeQuery()) {
                if (row.next()) {
                    return false;
                }
            }
        }
        try (PreparedStatement insert = connection.prepareStatement(tables.insert())) {
            setColumns(insert, sequence);
            insert.setString(6, stored.tenant().value());
            insert.setString(7, JdbcTables.key(stored.tenant()));
            return insert.executeUpdate() == 1;
        }
    }

    private boolean update(Connection connection, long sequence) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(tables.update())) {
            setColumns(update, sequence);
            update.setString(6, JdbcTables.key(stored.tenant()));
            update.setLong(7, stored.version() - 1);
            return update.executeUpdate() == 1;
        }
    }

    private void setColumns(PreparedStatement statement, long sequence) throws SQLException {
        statement.setLong(1, stored.version());
        statement.setLong(2, sequence);
        statement.setString(3, stored.status().name());
        statement.setString(4, stored.tier().name());
        statement.setString(5, body);
    }
}
