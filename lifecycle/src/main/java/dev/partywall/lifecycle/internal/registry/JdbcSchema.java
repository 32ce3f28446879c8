package dev.partywall.lifecycle.internal.registry;

import dev.partywall.lifecycle.internal.jdbc.JdbcConnections;
import dev.partywall.lifecycle.internal.jdbc.JdbcTrouble;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Makes a registry's tables, where they are not there. */
final class JdbcSchema {

    private final JdbcConnections connections;
    private final JdbcTables tables;

    JdbcSchema(JdbcConnections connections, JdbcTables tables) {
        this.connections = connections;
        this.tables = tables;
    }

    void create() throws SQLException {
        for (String table : tables.create()) {
            againIfAnotherWasFirst(() -> connections.eachByItself(connection -> execute(connection, table)));
        }
        againIfAnotherWasFirst(() -> connections.eachByItself(this::fillCounter));
    }

    private interface Step {
        boolean run() throws SQLException;
    }

    /** PostgreSQL's IF NOT EXISTS fails where two make a table at once; the second time it is there. */
    private static void againIfAnotherWasFirst(Step step) throws SQLException {
        try {
            step.run();
        } catch (SQLException failure) {
            if (!JdbcTrouble.isAlreadyThere(failure)) {
                throw failure;
            }
            step.run();
        }
    }

    private static boolean execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.execute(sql);
        }
    }

    private boolean fillCounter(Connection connection) throws SQLException {
        try (PreparedStatement read = connection.prepareStatement(tables.readCounter());
                ResultSet row = read.executeQuery()) {
            if (row.next()) {
                return false;
            }
        }
        return execute(connection, tables.insertCounter());
    }
}
