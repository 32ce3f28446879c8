package dev.partywall.lifecycle.reencryption;

import dev.partywall.lifecycle.MariaDbServer;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;

/** A real MariaDB: at the level that it begins with, and without autocommit. */
@Tag("mariadb")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MariaDbJobStoreTest {

    private final MariaDbServer server = new MariaDbServer();

    MariaDbJobStoreTest() throws Exception {}

    @AfterAll
    void stop() throws InterruptedException {
        server.close();
    }

    @Nested
    final class AtItsDefaults extends JdbcJobStoreContract {

        @Override
        DataSource source() {
            return server.source("root", "registry", "");
        }

        @Override
        DataSource stranger() {
            return server.source("stranger", "registry", "");
        }
    }

    @Nested
    final class WithoutAutocommit extends JdbcJobStoreContract {

        @Override
        DataSource source() {
            return server.source("root", "plain", "&autocommit=false");
        }

        /** May be in the database, but not read its tables. */
        @Override
        DataSource stranger() {
            return server.source("reader", "registry", "");
        }
    }
}
