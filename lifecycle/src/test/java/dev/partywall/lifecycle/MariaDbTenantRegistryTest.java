package dev.partywall.lifecycle;

import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;

/** A real MariaDB: at the level that it begins with, and without autocommit. */
@Tag("mariadb")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MariaDbTenantRegistryTest {

    private final MariaDbServer server = new MariaDbServer();

    MariaDbTenantRegistryTest() throws Exception {}

    @AfterAll
    void stop() throws InterruptedException {
        server.close();
    }

    @Nested
    final class AtItsDefaults extends JdbcRegistryContract {

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
    final class WithoutAutocommit extends JdbcRegistryContract {

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
