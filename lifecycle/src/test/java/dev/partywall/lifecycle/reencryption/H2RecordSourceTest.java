package dev.partywall.lifecycle.reencryption;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/** H2 with its own types for messages, and with keys that it compares without regard to case. */
final class H2RecordSourceTest {

    private final JdbcDataSource database = new JdbcDataSource();

    H2RecordSourceTest() {
        database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        database.setUser("sa");
    }

    @AfterEach
    void stop() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SHUTDOWN");
        }
    }

    @Nested
    final class OfVarbinary extends JdbcSourceContract {

        @Override
        DataSource database() {
            return database;
        }

        @Override
        JdbcRecordStore create() {
            return new JdbcRecordStore(database, "VARCHAR(64)", "VARCHAR(100)", "VARBINARY(100000)");
        }
    }

    @Nested
    final class OfBlob extends JdbcSourceContract {

        @Override
        DataSource database() {
            return database;
        }

        @Override
        JdbcRecordStore create() {
            return new JdbcRecordStore(database, "VARCHAR(64)", "VARCHAR(100)", "BLOB");
        }
    }

    @Nested
    final class DisregardingCase extends JdbcSourceContract {

        @Override
        DataSource database() {
            return database;
        }

        @Override
        JdbcRecordStore create() {
            return new JdbcRecordStore(database, "VARCHAR(64)", "VARCHAR_IGNORECASE(100)", "VARBINARY(100000)");
        }

        @Override
        int smallestPage() {
            return 2;
        }
    }
}
