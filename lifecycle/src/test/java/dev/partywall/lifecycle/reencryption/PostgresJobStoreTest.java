package dev.partywall.lifecycle.reencryption;

import dev.partywall.lifecycle.PostgresServer;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;

/** A real PostgreSQL: at the level that it begins with, and at the strictest. */
@Tag("postgres")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PostgresJobStoreTest {

    private final PostgresServer server = new PostgresServer();

    PostgresJobStoreTest() throws SQLException {}

    @AfterAll
    void stop() {
        server.close();
    }

    @Nested
    final class AtItsDefaults extends JdbcJobStoreContract {

        @Override
        DataSource source() {
            return server.source("owner", "");
        }

        @Override
        DataSource stranger() {
            return server.source("stranger", "");
        }
    }

    @Nested
    final class AtSerializable extends JdbcJobStoreContract {

        private static final String STRICT = "-c default_transaction_isolation=serializable";

        @Override
        DataSource source() {
            return server.source("owner", STRICT);
        }

        @Override
        DataSource stranger() {
            return server.source("stranger", STRICT);
        }
    }
}
