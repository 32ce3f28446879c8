package dev.partywall.lifecycle;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.jdbcx.JdbcDataSource;

/** A database of H2 in memory, and a user of it who has no rights. */
public final class H2Database implements AutoCloseable {

    private final JdbcConnectionPool pool;
    private final JdbcDataSource stranger = new JdbcDataSource();

    /** With further settings in its URL. */
    public H2Database(String mode) throws SQLException {
        String url = "jdbc:h2:mem:" + UUID.randomUUID();
        this.pool = JdbcConnectionPool.create(url + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=60000" + mode, "sa", "");
        stranger.setURL(url);
        stranger.setUser("stranger");
        stranger.setPassword("");
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE USER stranger PASSWORD ''");
        }
    }

    /** Connections of its owner. */
    public DataSource source() {
        return pool;
    }

    /** Connections of the user without rights. */
    public DataSource stranger() {
        return stranger;
    }

    @Override
    public void close() {
        pool.dispose();
    }
}
