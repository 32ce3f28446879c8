package dev.partywall.lifecycle.reencryption;

import dev.partywall.lifecycle.InvalidLifecycleSettingException;
import dev.partywall.lifecycle.internal.reencryption.store.JdbcJobRows;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * A job's memory in one table of a relational database: PostgreSQL, MySQL or MariaDB (with InnoDB), or H2.
 *
 * <p>The DataSource's connections must be to the one server that is written to, and in no transaction that a container or a
 * framework has bound to its own. They are given back as they came.
 *
 * <p>Safe for many threads, if the DataSource is.
 */
public final class JdbcJobStore implements JobStore {

    private final JdbcJobRows rows;

    private JdbcJobStore(JdbcJobRows rows) {
        this.rows = rows;
    }

    /**
     * The memory in the table {@code partywall_jobs}, in the schema or database that the DataSource's connections are in. No connection
     * is made.
     *
     * @param source gives connections to the database
     * @return the memory
     */
    public static JdbcJobStore of(DataSource source) {
        return of(source, "partywall_");
    }

    /**
     * The memory in another table. No connection is made.
     *
     * @param source gives connections to the database
     * @param tablePrefix what comes before {@code jobs}: 1 to 30 lower-case letters, digits and underscores, the first a letter
     * @return the memory
     * @throws InvalidLifecycleSettingException if the prefix is not of its form
     */
    public static JdbcJobStore of(DataSource source, String tablePrefix) {
        return new JdbcJobStore(
                new JdbcJobRows(Objects.requireNonNull(source, "source"), Objects.requireNonNull(tablePrefix)));
    }

    /**
     * Makes the table where it does not exist. May be repeated, and called by several JVMs at once.
     *
     * @throws JobStoreException if the database refuses
     */
    public void createTable() {
        rows.createTable();
    }

    @Override
    public Optional<JobEntry> find(JobKey key) {
        return rows.find(key);
    }

    @Override
    public JobEntry save(JobEntry entry) {
        return rows.save(entry);
    }
}
