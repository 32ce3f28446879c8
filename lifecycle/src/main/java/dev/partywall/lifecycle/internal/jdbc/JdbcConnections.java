package dev.partywall.lifecycle.internal.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Borrows connections, and gives each back as it came, with nothing left open. */
public final class JdbcConnections {

    private final DataSource source;

    /** Connections of this source. */
    public JdbcConnections(DataSource source) {
        this.source = source;
    }

    /** Works on a connection. */
    @FunctionalInterface
    public interface Work<T> {
        /** Works; the connection is the borrower's only until this returns. */
        T with(Connection connection) throws SQLException;
    }

    /** Each statement by itself: it then sees what was committed before it began, at every isolation level. */
    public <T> T eachByItself(Work<T> work) throws SQLException {
        try (Connection connection = source.getConnection()) {
            return restoring(new JdbcConnectionState(connection), work, connection);
        }
    }

    /** All statements or none. */
    public <T> T inTransaction(Work<T> work) throws SQLException {
        try (Connection connection = source.getConnection()) {
            JdbcConnectionState state = new JdbcConnectionState(connection);
            Work<T> transaction = borrowed -> {
                state.beginTransaction();
                T result = work.with(borrowed);
                borrowed.commit();
                return result;
            };
            return restoring(state, transaction, connection);
        }
    }

    private static <T> T restoring(JdbcConnectionState state, Work<T> work, Connection connection) throws SQLException {
        try {
            state.endWhatIsOpen();
            T result = work.with(connection);
            state.restore();
            return result;
        } catch (SQLException | RuntimeException | Error failure) {
            state.undo(failure);
            throw failure;
        }
    }
}
