package dev.partywall.lifecycle.reencryption;

import dev.partywall.lifecycle.DatabaseServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.postgresql.ds.PGSimpleDataSource;

/** A real PostgreSQL, which this starts: at the level that it begins with, and at the strictest. */
@Tag("postgres")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PostgresJobStoreTest {

    private final DatabaseServer server = DatabaseServer.requiring("initdb", "pg_ctl", "postgres");
    private final int port = DatabaseServer.freePort();
    private final String data = server.folder().resolve("data").toString();

    PostgresJobStoreTest() throws SQLException {
        server.run("initdb", "-D", data, "-U", "owner", "-A", "trust", "-E", "UTF8", "--no-sync");
        server.run(
                "pg_ctl",
                "-D",
                data,
                "-w",
                "-t",
                "60",
                "-l",
                server.folder().resolve("server.txt").toString(),
                "-o",
                "-h 127.0.0.1 -p " + port + " -c unix_socket_directories= -c fsync=off",
                "start");
        try (Connection connection = source("owner", "").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE stranger LOGIN");
            statement.execute("CREATE DATABASE strict");
        }
    }

    @AfterAll
    void stop() {
        server.run("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop");
        server.deleteFolder();
    }

    private PGSimpleDataSource source(String user, String options) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {"127.0.0.1"});
        source.setPortNumbers(new int[] {port});
        source.setDatabaseName("postgres");
        source.setUser(user);
        if (!options.isEmpty()) {
            source.setDatabaseName("strict");
            source.setOptions(options);
        }
        return source;
    }

    @Nested
    final class AtItsDefaults extends JdbcJobStoreContract {

        @Override
        DataSource source() {
            return PostgresJobStoreTest.this.source("owner", "");
        }

        @Override
        DataSource stranger() {
            return PostgresJobStoreTest.this.source("stranger", "");
        }
    }

    @Nested
    final class AtSerializable extends JdbcJobStoreContract {

        private static final String STRICT = "-c default_transaction_isolation=serializable";

        @Override
        DataSource source() {
            return PostgresJobStoreTest.this.source("owner", STRICT);
        }

        @Override
        DataSource stranger() {
            return PostgresJobStoreTest.this.source("stranger", STRICT);
        }
    }
}
