package dev.partywall.lifecycle.internal.reencryption.store;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantId;
import dev.partywall.lifecycle.internal.jdbc.JdbcConnections;
import dev.partywall.lifecycle.internal.jdbc.JdbcTrouble;
import dev.partywall.lifecycle.internal.registry.Backoff;
import dev.partywall.lifecycle.reencryption.JobConflictException;
import dev.partywall.lifecycle.reencryption.JobEntry;
import dev.partywall.lifecycle.reencryption.JobKey;
import dev.partywall.lifecycle.reencryption.JobStoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The rows of a job's memory in a relational database. Each call is one statement, by itself. */
public final class JdbcJobRows {

    /** How long a statement is repeated that the database broke off, so that other work could go on. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final JdbcConnections connections;
    private final JdbcJobTable table;

    /** The rows of the table with this prefix. */
    public JdbcJobRows(DataSource source, String prefix) {
        this.connections = new JdbcConnections(source);
        this.table = new JdbcJobTable(prefix);
    }

    /** Makes the table where it does not exist. */
    public void createTable() {
        repeated(null, connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.execute(table.create());
            } catch (SQLException failure) {
                // PostgreSQL's IF NOT EXISTS fails where two make a table at once.
                if (JdbcTrouble.isAlreadyThere(failure)) {
                    return true;
                }
                throw failure;
            }
        });
    }

    /** The row, if there is one. */
    public Optional<JobEntry> find(JobKey key) {
        return repeated(key.tenant(), connection -> {
            try (PreparedStatement select = connection.prepareStatement(table.find())) {
                select.setString(1, JdbcJobTable.key(key));
                try (ResultSet row = select.executeQuery()) {
                    return row.next()
                            ? Optional.of(new JobEntry(key, row.getLong(1), row.getString(2)))
                            : Optional.empty();
                }
            }
        });
    }

    /** Stores a row in the place of its version. */
    public JobEntry save(JobEntry entry) {
        JobEntry next = new JobEntry(entry.key(), entry.version() + 1, entry.text());
        boolean stored = repeated(
                entry.key().tenant(),
                connection -> entry.version() == 0 ? insert(connection, next) : update(connection, next));
        if (!stored) {
            throw new JobConflictException(entry);
        }
        return next;
    }

    private boolean insert(Connection connection, JobEntry next) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(table.insert())) {
            insert.setLong(1, next.version());
            insert.setString(2, next.text());
            insert.setString(3, next.key().tenant().value());
            insert.setString(4, next.key().job());
            insert.setString(5, JdbcJobTable.key(next.key()));
            return insert.executeUpdate() == 1;
        } catch (SQLException failure) {
            if (JdbcTrouble.isAlreadyThere(failure)) {
                return false;
            }
            throw failure;
        }
    }

    private boolean update(Connection connection, JobEntry next) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(table.update())) {
            update.setLong(1, next.version());
            update.setString(2, next.text());
            update.setString(3, JdbcJobTable.key(next.key()));
            update.setLong(4, next.version() - 1);
            return update.executeUpdate() == 1;
        }
    }

    private <T> T repeated(@Nullable TenantId tenant, JdbcConnections.Work<T> work) {
        Backoff backoff = Backoff.within(PATIENCE);
        while (true) {
            try {
                return connections.eachByItself(work);
            } catch (SQLException failure) {
                if (!JdbcTrouble.isBrokenOff(failure) || !backoff.pause()) {
                    throw unavailable(tenant, failure);
                }
            }
        }
    }

    private JobStoreException unavailable(@Nullable TenantId tenant, SQLException failure) {
        return new JobStoreException(
                ErrorCode.REENCRYPTION_STATE_UNAVAILABLE,
                tenant,
                JdbcTrouble.of(failure) == JdbcTrouble.PASSING,
                "table " + table.name() + ", a re-encryption's memory: " + advice(failure),
                failure);
    }

    private static String advice(SQLException failure) {
        if (JdbcTrouble.of(failure) == JdbcTrouble.MISSING) {
            return "it does not exist in the database, or is none; create it with JdbcJobStore.createTable, or mend the"
                    + " tablePrefix";
        }
        return JdbcTrouble.of(failure) == JdbcTrouble.DENIED
                ? "the database denied its use; look at the user that the DataSource logs in as, and what it may do"
                : "it could not be asked; look at the cause, the database, the network, and the DataSource's pool";
    }
}
