package dev.partywall.lifecycle.internal.source;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Set;

/** Whether the columns of an answer are what the settings say, be there rows or not. */
final class JdbcColumns {

    private static final Set<Integer> BINARY = Set.of(Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB);

    /** What drivers for MySQL and MariaDB call an ENUM and a SET, too. */
    private static final String CHAR = "CHAR";

    private final JdbcSourceSettings settings;
    private final SourceFailures failures;

    JdbcColumns(JdbcSourceSettings settings, SourceFailures failures) {
        this.settings = settings;
        this.failures = failures;
    }

    /** The key is the first, the message the second, and the tenant, where there is one, the third. */
    void require(Connection connection, ResultSetMetaData columns) throws SQLException {
        if (!BINARY.contains(columns.getColumnType(2))) {
            throw failures.unusable(
                    "has no binary column '" + settings.message()
                            + "'; messages are kept in bytea, varbinary or blob: mend the setting message",
                    null);
        }
        require(connection, columns, 1, settings.key(), settings.keyType());
        if (settings.tenant().isPresent()) {
            JdbcSourceSettings.TenantColumn tenant = settings.tenant().get();
            require(connection, columns, 3, tenant.column(), tenant.type());
        }
    }

    private void require(Connection connection, ResultSetMetaData columns, int at, String column, ColumnType type)
            throws SQLException {
        String name = columns.getColumnTypeName(at);
        boolean fits = type.isIn(columns.getColumnType(at), name)
                && (!name.equalsIgnoreCase(CHAR) || isChar(connection, column));
        if (!fits) {
            throw failures.unusable(
                    "has a column '" + column + "' of the type " + name + ", which is not of the kind " + type
                            + " that the settings say: rows would be left out, or be another tenant's; set it to text, a whole"
                            + " number or a UUID, as the column is, or name another column",
                    null);
        }
    }

    /** The catalog tells an ENUM from a CHAR. Names in its patterns stand for others as well: an underscore is any letter. */
    private boolean isChar(Connection connection, String column) throws SQLException {
        String database = settings.schema().orElse(connection.getCatalog());
        try (ResultSet found = connection.getMetaData().getColumns(database, null, settings.table(), column)) {
            while (found.next()) {
                if (found.getString("TABLE_NAME").equalsIgnoreCase(settings.table())
                        && found.getString("COLUMN_NAME").equalsIgnoreCase(column)) {
                    return found.getString("TYPE_NAME").equalsIgnoreCase(CHAR);
                }
            }
            return false;
        }
    }
}
