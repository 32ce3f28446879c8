package dev.partywall.lifecycle.internal.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

/** How a connection came, to give it back so. */
final class JdbcConnectionState {

    private final Connection connection;
    private final boolean autoCommit;
    private int isolation = Connection.TRANSACTION_READ_COMMITTED;

    JdbcConnectionState(Connection connection) throws SQLException {
        this.connection = connection;
        this.autoCommit = connection.getAutoCommit();
    }

    /** A connection without autocommit could still be in a transaction, and see the database as of its beginning. */
    void endWhatIsOpen() throws SQLException {
        if (!autoCommit) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    /**
     * Begins a transaction at READ COMMITTED, whatever the connection's own level is: a statement that has waited for another
     * save's lock must see what that save wrote, and not fail for it.
     */
    void beginTransaction() throws SQLException {
        int own = connection.getTransactionIsolation();
        if (own != Connection.TRANSACTION_READ_COMMITTED) {
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            isolation = own;
        }
        connection.setAutoCommit(false);
    }

    /** After a commit or a rollback. */
    void restore() throws SQLException {
        connection.setAutoCommit(true); // first: the level cannot be changed in a transaction
        if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
            connection.setTransactionIsolation(isolation);
        }
        if (!autoCommit) {
            connection.setAutoCommit(false);
        }
    }

    /** After a failure. Where the connection cannot even roll back, it is ended, so that no pool lends it again. */
    void undo(Throwable failure) {
        try {
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
            restore();
        } catch (SQLException broken) {
            failure.addSuppressed(broken);
            abort(failure);
        }
    }

    private void abort(Throwable failure) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException broken) {
            failure.addSuppressed(broken);
        }
    }
}
