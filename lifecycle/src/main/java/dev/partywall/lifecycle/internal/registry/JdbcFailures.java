package dev.partywall.lifecycle.internal.registry;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantId;
import dev.partywall.lifecycle.TenantRegistryException;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says what a failure of a database means for the registry and what to do, by its SQLSTATE, and where MySQL and MariaDB have
 * one SQLSTATE for too much, by their error number.
 *
 * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL error codes</a>
 * @see <a href="https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html">MySQL server errors</a>
 * @see <a href="https://www.h2database.com/javadoc/org/h2/api/ErrorCode.html">H2 error codes</a>
 */
final class JdbcFailures {

    /** Serialization failure, and deadlock of PostgreSQL: nothing was written. */
    private static final Set<String> BROKEN_OFF = Set.of("40001", "40P01");

    /** No such table, column, schema or database; the last two are H2's. */
    private static final Set<String> MISSING =
            Set.of("42P01", "42703", "3F000", "3D000", "42S02", "42S03", "42S04", "42S22", "90079", "90013");

    /** PostgreSQL's, and H2's. */
    private static final Set<String> DENIED = Set.of("42501", "90096");

    /** Denied to a user, of SQLSTATE 42000: database, table, column, privilege, routine. */
    private static final Set<Integer> DENIED_BY_MYSQL = Set.of(1044, 1142, 1143, 1227, 1370);

    private static final int DATABASE_UNKNOWN_TO_MYSQL = 1049;

    /** Lock wait timeout, of SQLSTATE HY000. */
    private static final int LOCKED_IN_MYSQL = 1205;

    /**
     * By class: connection, transaction rolled back, resources. By code: locks that were not got and operators' interventions
     * (PostgreSQL), time that was up (H2).
     */
    private static final Set<String> PASSING =
            Set.of("08", "40", "53", "55P03", "57014", "57P01", "57P02", "57P03", "57P05", "HYT00", "HYT01");

    private final String table;

    JdbcFailures(String table) {
        this.table = table;
    }

    /** Whether the database ended the transaction so that others could go on, and it can simply be repeated. */
    static boolean isBrokenOff(SQLException failure) {
        return BROKEN_OFF.contains(state(failure));
    }

    /** Whether somebody else made the same thing at the same time. */
    static boolean isAlreadyThere(SQLException failure) {
        String state = state(failure);
        return state.startsWith("23") || Set.of("42P07", "42S01", "42710").contains(state);
    }

    /** The table of the counter has no row. */
    static SQLException counterMissing() {
        return new SQLException("the counter has no row", "42P01");
    }

    /** The meaning of a failure. */
    TenantRegistryException of(@Nullable TenantId tenant, SQLException cause) {
        String state = state(cause);
        if (MISSING.contains(state) || (state.equals("42000") && cause.getErrorCode() == DATABASE_UNKNOWN_TO_MYSQL)) {
            return failure(
                    ErrorCode.REGISTRY_MISSING,
                    tenant,
                    false,
                    "table " + table + " or its counter does not exist in the database, or is not a registry's; create"
                            + " them with JdbcTenantRegistry.createTables, or mend the setting tablePrefix",
                    cause);
        }
        if (isDenied(state, cause.getErrorCode())) {
            return failure(
                    ErrorCode.REGISTRY_ACCESS_DENIED,
                    tenant,
                    false,
                    "the database denied the use of table " + table
                            + "; look at the user that the DataSource logs in as, and what it may do",
                    cause);
        }
        return failure(
                ErrorCode.REGISTRY_UNAVAILABLE,
                tenant,
                isPassing(state, cause),
                "table " + table
                        + " could not be asked; look at the cause, the database, the network, and the DataSource's"
                        + " pool",
                cause);
    }

    private static boolean isDenied(String state, int errorCode) {
        return DENIED.contains(state)
                || state.startsWith("28")
                || (state.equals("42000") && DENIED_BY_MYSQL.contains(errorCode));
    }

    private static boolean isPassing(String state, SQLException cause) {
        return PASSING.contains(state)
                || (state.length() == 5 && PASSING.contains(state.substring(0, 2)))
                || cause.getErrorCode() == LOCKED_IN_MYSQL
                || cause instanceof SQLTransientException
                || cause instanceof SQLRecoverableException;
    }

    private static String state(SQLException failure) {
        return failure.getSQLState() == null ? "" : failure.getSQLState();
    }

    private static TenantRegistryException failure(
            ErrorCode code, @Nullable TenantId tenant, boolean retryable, String problem, Throwable cause) {
        return new TenantRegistryException(code, tenant, retryable, problem, cause);
    }
}
