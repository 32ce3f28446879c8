package dev.partywall.lifecycle.internal.source;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A statement as it is put together. Names are quoted as the connection's database quotes them, so that they mean what stands in
 * the settings, in upper and lower case; values are parameters.
 */
final class JdbcStatement {

    private static final String NO_QUOTES = " ";

    private final Connection connection;
    private final String quote;
    private final StringBuilder sql = new StringBuilder();
    private final List<Parameter> parameters = new ArrayList<>();

    /** Sets a parameter. */
    @FunctionalInterface
    private interface Parameter {
        void bind(PreparedStatement statement, int at) throws SQLException;
    }

    JdbcStatement(Connection connection) throws SQLException {
        this.connection = connection;
        String own = connection.getMetaData().getIdentifierQuoteString();
        this.quote = NO_QUOTES.equals(own) ? "" : own;
    }

    JdbcStatement text(String words) {
        sql.append(words);
        return this;
    }

    JdbcStatement name(String identifier) {
        sql.append(quote).append(identifier).append(quote);
        return this;
    }

    JdbcStatement table(JdbcSourceSettings settings) {
        settings.schema().ifPresent(schema -> name(schema).text("."));
        return name(settings.table());
    }

    /** A column, an operator, and what it is compared with. */
    JdbcStatement compare(String column, String operator, ColumnType type, String value) {
        name(column).text(operator).text("?");
        parameters.add((statement, at) -> type.bind(statement, at, value));
        return this;
    }

    /** A column, an operator, and bytes. */
    JdbcStatement bytes(String column, String operator, byte[] value) {
        name(column).text(operator).text("?");
        parameters.add((statement, at) -> statement.setBytes(at, value));
        return this;
    }

    JdbcStatement limit(int most) {
        text(" LIMIT ?");
        parameters.add((statement, at) -> statement.setInt(at, most));
        return this;
    }

    PreparedStatement prepare() throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql.toString());
        try {
            for (int i = 0; i < parameters.size(); i++) {
                parameters.get(i).bind(statement, i + 1);
            }
            return statement;
        } catch (SQLException | RuntimeException failure) {
            statement.close();
            throw failure;
        }
    }
}
