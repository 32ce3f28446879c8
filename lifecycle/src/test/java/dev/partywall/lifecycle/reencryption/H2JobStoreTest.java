package dev.partywall.lifecycle.reencryption;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;

final class H2JobStoreTest {

    @Nested
    final class Regular extends H2Contract {

        Regular() throws SQLException {
            super("");
        }
    }

    @Nested
    final class AsMySql extends H2Contract {

        AsMySql() throws SQLException {
            super(";MODE=MySQL;IGNORECASE=TRUE");
        }
    }

    abstract static class H2Contract extends JdbcJobStoreContract {

        private final JdbcConnectionPool pool;
        private final JdbcDataSource stranger = new JdbcDataSource();

        H2Contract(String mode) throws SQLException {
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

        @Override
        DataSource source() {
            return pool;
        }

        @Override
        DataSource stranger() {
            return stranger;
        }

        @AfterAll
        void close() {
            pool.dispose();
        }
    }
}
