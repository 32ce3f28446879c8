package dev.partywall.lifecycle;

import dev.partywall.core.TenantId;
import dev.partywall.lifecycle.internal.registry.JdbcStore;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * A registry in two tables of a relational database: PostgreSQL, MySQL or MariaDB (with InnoDB), or H2.
 *
 * <p>The same statements run on all of them. Two differ from what one would write for a single database: the key of a tenant's
 * row is its id's bytes in hexadecimal, because MySQL and MariaDB compare text without regard to case unless a column says
 * otherwise, and an id is compared byte for byte; and {@code CREATE TABLE} has what only MySQL and MariaDB know (the size of
 * the text, the engine) in comments of the form that these two read.
 *
 * <p><b>Guarantees.</b> Those of {@link TenantRegistry}, if the DataSource's connections are to the one server that is written
 * to: a replica may be behind. A save is one transaction at READ COMMITTED, which first takes the lock of a row that all saves
 * share, so they follow one another. {@link #find} and {@link #changes} are one statement each, and wait for no save (H2 and
 * PostgreSQL, MySQL and MariaDB read the last committed state).
 *
 * <p>The DataSource must give connections that are in no transaction: none that a container or a framework has bound to its
 * own. They are given back as they came. One that cannot even roll back is aborted, for a pool to discard. How long a call
 * may wait for a connection, a lock or an answer, the DataSource and the database say.
 *
 * <p><b>Failures.</b> {@link TenantRegistryException}: {@code REGISTRY_ACCESS_DENIED}, {@code REGISTRY_MISSING},
 * {@code REGISTRY_RECORD_MALFORMED}, and {@code REGISTRY_UNAVAILABLE} for all else. Deadlocks and serialization failures are
 * repeated for up to 5 seconds first.
 *
 * <p>Safe for many threads, if the DataSource is.
 */
public final class JdbcTenantRegistry implements TenantRegistry {

    private final JdbcStore store;

    private JdbcTenantRegistry(Builder builder) {
        this.store = new JdbcStore(builder.source, builder.tablePrefix, builder.clock);
    }

    /**
     * The registry in a database, with the defaults of the builder. No connection is made.
     *
     * @param source gives connections to the database
     * @return the registry
     */
    public static JdbcTenantRegistry of(DataSource source) {
        return builder(source).build();
    }

    /**
     * A builder with the defaults named at each method.
     *
     * @param source gives connections to the database
     * @return the builder
     */
    public static Builder builder(DataSource source) {
        return new Builder(source);
    }

    /**
     * Makes the tables where they do not exist: the prefix with {@code tenants} and with {@code counter}. May be repeated, and
     * called by several JVMs at once.
     *
     * @throws TenantRegistryException if the database refuses
     */
    public void createTables() {
        store.createTables();
    }

    @Override
    public Optional<TenantRecord> find(TenantId tenant) {
        return store.find(tenant);
    }

    @Override
    public TenantRecord save(TenantRecord record) {
        return store.save(record);
    }

    @Override
    public Changes changes(long after, int limit) {
        return store.changes(after, limit);
    }

    /** Collects the settings of a registry. Not safe for many threads. */
    public static final class Builder {

        private final DataSource source;
        private String tablePrefix = "partywall_";
        private Clock clock = Clock.systemUTC();

        private Builder(DataSource source) {
            this.source = Objects.requireNonNull(source, "source");
        }

        /**
         * What the names of the tables begin with. {@code partywall_} unless this is called. The tables are in the schema or
         * database that the DataSource's connections are in.
         *
         * @param prefix 1 to 30 lower-case letters, digits and underscores, the first a letter
         * @return this builder
         */
        public Builder tablePrefix(String prefix) {
            this.tablePrefix = Objects.requireNonNull(prefix, "prefix");
            return this;
        }

        /**
         * The clock that tells when records are stored. The system's unless this is called.
         *
         * @param time the clock
         * @return this builder
         */
        public Builder clock(Clock time) {
            this.clock = Objects.requireNonNull(time, "time");
            return this;
        }

        /**
         * Builds the registry. No connection is made.
         *
         * @return the registry
         * @throws InvalidLifecycleSettingException if the prefix is not of its form
         */
        public JdbcTenantRegistry build() {
            return new JdbcTenantRegistry(this);
        }
    }
}
