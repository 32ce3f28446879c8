package dev.partywall.lifecycle.internal.registry;

import dev.partywall.core.TenantId;
import dev.partywall.lifecycle.RegistryConflictException;
import dev.partywall.lifecycle.TenantRecord;
import dev.partywall.lifecycle.TenantRegistry;
import dev.partywall.lifecycle.internal.jdbc.JdbcConnections;
import dev.partywall.lifecycle.internal.jdbc.JdbcTrouble;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A registry in two tables of a relational database. */
public final class JdbcStore implements TenantRegistry {

    /** How long work is repeated that the database broke off, so that other work could go on. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final JdbcConnections connections;
    private final JdbcTables tables;
    private final Clock clock;
    private final JdbcFailures failures;
    private final StoredRecords records;

    /**
     * The registry in tables whose names begin with a prefix.
     *
     * @throws dev.partywall.lifecycle.InvalidLifecycleSettingException if no table may be named so
     */
    public JdbcStore(DataSource source, String prefix, Clock clock) {
        this.connections = new JdbcConnections(source);
        this.tables = new JdbcTables(prefix);
        this.clock = clock;
        this.failures = new JdbcFailures(tables.tenants());
        this.records = new StoredRecords("table " + tables.tenants());
    }

    /** Makes the tables where they do not exist. */
    public void createTables() {
        repeated(null, () -> {
            new JdbcSchema(connections, tables).create();
            return true;
        });
    }

    @Override
    public Optional<TenantRecord> find(TenantId tenant) {
        return repeated(tenant, () -> connections.eachByItself(connection -> find(connection, tenant)));
    }

    @Override
    public TenantRecord save(TenantRecord record) {
        TenantRecord stored = record.storedAs(record.version() + 1, clock.instant());
        JdbcSave save = new JdbcSave(tables, stored);
        boolean replaced = repeated(record.tenant(), () -> connections.inTransaction(save::write));
        if (!replaced) {
            throw new RegistryConflictException(record.tenant(), record.version());
        }
        return stored;
    }

    @Override
    public Changes changes(long after, int limit) {
        FeedRange range = new FeedRange(after, limit);
        return repeated(null, () -> connections.eachByItself(connection -> changes(connection, range)));
    }

    private Optional<TenantRecord> find(Connection connection, TenantId tenant) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(tables.find())) {
            statement.setString(1, JdbcTables.key(tenant));
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(records.of(tenant, row.getLong(1), row.getString(2)))
                        : Optional.empty();
            }
        }
    }

    /** One statement, so one state of the table. It asks for one row more than the reader, to tell whether there is one. */
    private Changes changes(Connection connection, FeedRange range) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(tables.changes())) {
            statement.setLong(1, range.after());
            statement.setInt(2, range.limit() + 1);
            try (ResultSet row = statement.executeQuery()) {
                List<TenantRecord> changed = new ArrayList<>();
                long next = range.after();
                while (row.next()) {
                    if (changed.size() == range.limit()) {
                        return new Changes(changed, next, false);
                    }
                    next = row.getLong(1);
                    changed.add(records.ofFeed(next, row.getString(2)));
                }
                if (changed.isEmpty()) {
                    SetBack.require(end(connection), range, "the registry in table " + tables.tenants());
                }
                return new Changes(changed, next, true);
            }
        }
    }

    private long end(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(tables.readCounter());
                ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    /** A call that may fail as the database's calls do. */
    @FunctionalInterface
    private interface Call<T> {
        T run() throws SQLException;
    }

    private <T> T repeated(@Nullable TenantId tenant, Call<T> call) {
        Backoff backoff = Backoff.within(PATIENCE);
        while (true) {
            try {
                return call.run();
            } catch (SQLException failure) {
                if (!JdbcTrouble.isBrokenOff(failure) || !backoff.pause()) {
                    throw failures.of(tenant, failure);
                }
            }
        }
    }
}
