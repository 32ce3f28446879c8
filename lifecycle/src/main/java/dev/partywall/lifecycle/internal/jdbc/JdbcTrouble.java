package dev.partywall.lifecycle.internal.jdbc;

import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Set;

/**
 * What kind of trouble a failure of a database is, by its SQLSTATE, and where MySQL and MariaDB have one SQLSTATE for too
 * much, by their error number.
 *
 * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL error codes</a>
 * @see <a href="https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html">MySQL server errors</a>
 * @see <a href="https://www.h2database.com/javadoc/org/h2/api/ErrorCode.html">H2 error codes</a>
 */
public enum JdbcTrouble {
    /** There is no such table, column, schema or database. */
    MISSING,
    /** The database denied the call, or the login. */
    DENIED,
    /** The same call may succeed later. */
    PASSING,
    /** Everything else. */
    LASTING;

    /** No such table, column, schema or database; the last two are H2's. */
    private static final Set<String> NOT_THERE =
            Set.of("42P01", "42703", "3F000", "3D000", "42S02", "42S03", "42S04", "42S22", "90079", "90013");

    /** PostgreSQL's, and H2's. */
    private static final Set<String> NOT_ALLOWED = Set.of("42501", "90096");

    /** Denied to a user, of SQLSTATE 42000: database, table, column, privilege, routine. */
    private static final Set<Integer> NOT_ALLOWED_BY_MYSQL = Set.of(1044, 1142, 1143, 1227, 1370);

    private static final int DATABASE_UNKNOWN_TO_MYSQL = 1049;

    /** Lock wait timeout; and a server that only reads, as while another takes its place. All of SQLSTATE HY000. */
    private static final Set<Integer> MAY_PASS_IN_MYSQL = Set.of(1205, 1290, 1836);

    /** A packet that the server does not take, of SQLSTATE 08S01 as if the network were broken. It never gets smaller. */
    private static final int TOO_LARGE_FOR_MYSQL = 1153;

    /**
     * By class: connection, transaction rolled back, resources. By code: locks that were not got and operators' interventions
     * (PostgreSQL), a server that only reads (25006), time that was up (H2).
     */
    private static final Set<String> MAY_PASS =
            Set.of("08", "25006", "40", "53", "55P03", "57014", "57P01", "57P02", "57P03", "57P05", "HYT00", "HYT01");

    /** Serialization failure, and deadlock of PostgreSQL: nothing was written. */
    private static final Set<String> BROKEN_OFF = Set.of("40001", "40P01");

    /** A table or an index that is there, by PostgreSQL and by MySQL. */
    private static final Set<String> THERE_ALREADY = Set.of("42P07", "42S01", "42710");

    /** Whether the database ended the transaction so that others could go on, and it can simply be repeated. */
    public static boolean isBrokenOff(SQLException failure) {
        return BROKEN_OFF.contains(state(failure));
    }

    /** Whether somebody else made the same thing at the same time. */
    public static boolean isAlreadyThere(SQLException failure) {
        return state(failure).startsWith("23") || THERE_ALREADY.contains(state(failure));
    }

    /** What kind of trouble this is. */
    public static JdbcTrouble of(SQLException failure) {
        String state = state(failure);
        if (NOT_THERE.contains(state)
                || (state.equals("42000") && failure.getErrorCode() == DATABASE_UNKNOWN_TO_MYSQL)) {
            return MISSING;
        }
        if (isDenied(state, failure.getErrorCode())) {
            return DENIED;
        }
        return isPassing(state, failure) ? PASSING : LASTING;
    }

    /** The failure's SQLSTATE; empty if it has none. */
    public static String state(SQLException failure) {
        return failure.getSQLState() == null ? "" : failure.getSQLState();
    }

    private static boolean isDenied(String state, int errorCode) {
        return NOT_ALLOWED.contains(state)
                || state.startsWith("28")
                || (state.equals("42000") && NOT_ALLOWED_BY_MYSQL.contains(errorCode));
    }

    /** Whether the statement is larger than the server takes. */
    public static boolean isTooLarge(SQLException failure) {
        return failure.getErrorCode() == TOO_LARGE_FOR_MYSQL;
    }

    private static boolean isPassing(String state, SQLException cause) {
        if (isTooLarge(cause)) {
            return false;
        }
        return MAY_PASS.contains(state)
                || (state.length() == 5 && MAY_PASS.contains(state.substring(0, 2)))
                || MAY_PASS_IN_MYSQL.contains(cause.getErrorCode())
                || cause instanceof SQLTransientException
                || cause instanceof SQLRecoverableException;
    }
}
