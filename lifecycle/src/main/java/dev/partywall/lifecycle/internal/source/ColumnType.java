package dev.partywall.lifecycle.internal.source;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a key or a tenant is in its column. */
public enum ColumnType {
    /** Text, which databases compare by a collation. */
    TEXT {
        @Override
        void bind(PreparedStatement statement, int at, String value) throws SQLException {
            statement.setString(at, value);
        }

        @Override
        @Nullable
        String read(ResultSet row, int at) throws SQLException {
            return row.getString(at);
        }

        @Override
        boolean isValue(String text) {
            return !text.isEmpty() && KeyText.encode(text).isPresent();
        }

        @Override
        boolean isIn(int type, String name) {
            return TEXTS.contains(type) && TEXT_NAMES.contains(name.toUpperCase(Locale.ROOT));
        }
    },
    /** A whole number of 64 bits at most. */
    INTEGER {
        @Override
        void bind(PreparedStatement statement, int at, String value) throws SQLException {
            statement.setLong(at, Long.parseLong(value));
        }

        @Override
        @Nullable
        String read(ResultSet row, int at) throws SQLException {
            long number = row.getLong(at);
            return row.wasNull() ? null : Long.toString(number);
        }

        @Override
        boolean isValue(String text) {
            return parseNumber(text).isPresent();
        }

        @Override
        boolean isIn(int type, String name) {
            return NUMBERS.contains(type) && !name.equalsIgnoreCase("YEAR");
        }
    },
    /** A UUID, of the database's type for such. */
    UUID {
        @Override
        void bind(PreparedStatement statement, int at, String value) throws SQLException {
            statement.setObject(at, java.util.UUID.fromString(value));
        }

        @Override
        @Nullable
        String read(ResultSet row, int at) throws SQLException {
            UUID id = row.getObject(at, UUID.class);
            return id == null ? null : id.toString();
        }

        @Override
        boolean isValue(String text) {
            return CANONICAL.matcher(text).matches();
        }

        @Override
        boolean isIn(int type, String name) {
            return name.equalsIgnoreCase("UUID");
        }
    };

    private static final Set<Integer> TEXTS =
            Set.of(Types.CHAR, Types.VARCHAR, Types.LONGVARCHAR, Types.NCHAR, Types.NVARCHAR, Types.LONGNVARCHAR);

    /** As PostgreSQL, MySQL, MariaDB and H2 call them. Drivers call the types of enumerations and of extensions VARCHAR as well. */
    private static final Set<String> TEXT_NAMES = Set.of(
            "TEXT",
            "VARCHAR",
            "BPCHAR",
            "CHAR",
            "NCHAR",
            "NVARCHAR",
            "TINYTEXT",
            "MEDIUMTEXT",
            "LONGTEXT",
            "CHARACTER",
            "CHARACTER VARYING",
            "VARCHAR_IGNORECASE");

    private static final Set<Integer> NUMBERS = Set.of(Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT);

    private static final Pattern CANONICAL =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    /** Sets a parameter. */
    abstract void bind(PreparedStatement statement, int at, String value) throws SQLException;

    /** Reads a column; null if it is null. */
    abstract @Nullable String read(ResultSet row, int at) throws SQLException;

    /** Whether this is the one form of a value. */
    abstract boolean isValue(String text);

    /**
     * Whether a column of this type is such a one. In others a database may sort by one rule and compare with a parameter by another:
     * enumerations by number and by text, digits by text and by number. Rows would be left out, or be another tenant's.
     *
     * @param type of {@link java.sql.Types}
     * @param name the database's own
     */
    abstract boolean isIn(int type, String name);

    private static Optional<Long> parseNumber(String text) {
        try {
            return Optional.of(Long.parseLong(text))
                    .filter(number -> Long.toString(number).equals(text));
        } catch (NumberFormatException malformed) {
            return Optional.empty();
        }
    }
}
