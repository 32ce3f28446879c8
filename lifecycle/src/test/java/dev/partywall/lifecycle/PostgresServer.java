package dev.partywall.lifecycle;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.ds.PGSimpleDataSource;

/** A real PostgreSQL, which this starts, with two databases: {@code postgres} and {@code strict}. */
public final class PostgresServer implements AutoCloseable {

    private final DatabaseServer server = DatabaseServer.requiring("initdb", "pg_ctl", "postgres");
    private final int port = DatabaseServer.freePort();
    private final String data = server.folder().resolve("data").toString();

    /** Starts it, or skips the test where it is not installed. */
    public PostgresServer() throws SQLException {
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

    /** Connections of a user; with options they are to the database {@code strict}. */
    public PGSimpleDataSource source(String user, String options) {
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

    @Override
    public void close() {
        server.run("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop");
        server.deleteFolder();
    }
}
