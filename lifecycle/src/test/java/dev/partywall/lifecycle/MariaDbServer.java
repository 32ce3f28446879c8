package dev.partywall.lifecycle;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.mariadb.jdbc.MariaDbDataSource;

/** A real MariaDB, which this starts, with its own collation and two databases: {@code registry} and {@code plain}. */
public final class MariaDbServer implements AutoCloseable {

    private final DatabaseServer server = DatabaseServer.requiring("mariadb-install-db", "mariadbd");
    private final int port = DatabaseServer.freePort();
    private final Process process;

    /** Starts it, or skips the test where it is not installed. */
    public MariaDbServer() throws Exception {
        String data = server.folder().resolve("data").toString();
        server.run(
                "mariadb-install-db",
                "--no-defaults",
                "--datadir=" + data,
                "--auth-root-authentication-method=normal",
                "--skip-test-db");
        process = server.start(
                "mariadbd",
                "--no-defaults",
                "--datadir=" + data,
                "--bind-address=127.0.0.1",
                "--port=" + port,
                "--socket=" + server.folder().resolve("socket"),
                "--innodb-flush-log-at-trx-commit=0");
        try (Connection connection = firstConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE registry");
            statement.execute("CREATE DATABASE plain");
            statement.execute("CREATE USER stranger@localhost");
            statement.execute("CREATE USER reader@localhost");
            statement.execute("CREATE TABLE registry.readable (id INT)");
            statement.execute("GRANT SELECT ON registry.readable TO reader@localhost");
        }
    }

    private Connection firstConnection() throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        while (true) {
            try {
                return source("root", "mysql", "").getConnection();
            } catch (SQLException notYet) {
                if (System.nanoTime() > deadline || !process.isAlive()) {
                    throw new IllegalStateException(server.log(), notYet);
                }
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
    }

    /** Connections of a user to a database, with further options of the driver's. */
    public DataSource source(String user, String database, String options) {
        try {
            return new MariaDbDataSource(
                    "jdbc:mariadb://127.0.0.1:" + port + "/" + database + "?user=" + user + options);
        } catch (SQLException malformed) {
            throw new IllegalStateException(malformed);
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(1, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
        server.deleteFolder();
    }
}
