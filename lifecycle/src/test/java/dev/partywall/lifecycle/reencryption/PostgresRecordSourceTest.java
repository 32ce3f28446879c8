package dev.partywall.lifecycle.reencryption;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.ErrorCode;
import dev.partywall.lifecycle.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real PostgreSQL: with its own collation, with one that disregards case, and at the strictest level. */
@Tag("postgres")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PostgresRecordSourceTest {

    private static final String DISREGARDING_CASE = "TEXT COLLATE disregarding_case";

    private final PostgresServer server = new PostgresServer();

    PostgresRecordSourceTest() throws SQLException {
        try (Connection connection = server.source("owner", "").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE COLLATION disregarding_case"
                    + " (provider = icu, locale = 'und-u-ks-level2', deterministic = false)");
        }
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Nested
    final class AtItsDefaults extends JdbcSourceContract {

        @Override
        DataSource database() {
            return server.source("owner", "");
        }

        @Override
        JdbcRecordStore create() {
            return new JdbcRecordStore(database(), "VARCHAR(64)", "VARCHAR(100)", "BYTEA");
        }
    }

    @Nested
    final class AtSerializable extends JdbcSourceContract {

        @Override
        DataSource database() {
            return server.source("owner", "-c default_transaction_isolation=serializable");
        }

        @Override
        JdbcRecordStore create() {
            return new JdbcRecordStore(database(), "TEXT", "TEXT", "BYTEA");
        }
    }

    @Nested
    final class DisregardingCase extends JdbcSourceContract {

        @Override
        DataSource database() {
            return server.source("owner", "");
        }

        @Override
        JdbcRecordStore create() {
            return new JdbcRecordStore(database(), "TEXT", DISREGARDING_CASE, "BYTEA");
        }

        /** {@code ä} composed and not, and {@code é} in two cases. */
        @Override
        int smallestPage() {
            return 3;
        }

        @Test
        void read_tenantsOfAnotherCase_isRefused() {
            JdbcRecordStore store = new JdbcRecordStore(database(), DISREGARDING_CASE, "TEXT", "BYTEA");
            store.put("acme", "r1", new byte[] {1});
            store.put("ACME", "r2", new byte[] {1});

            assertUnusable(() -> all(store.source(), 10));
        }
    }

    @Test
    void read_uuids_goesByThem() {
        DataSource database = server.source("owner", "");
        JdbcRecordStore store = new JdbcRecordStore(database, "UUID", "UUID", "BYTEA");
        UUID tenant = UUID.randomUUID();
        List<UUID> ids = List.of(UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID());
        for (UUID id : ids) {
            store.execute(
                    "INSERT INTO \"" + store.table()
                            + "\" (\"number\", \"tenant\", \"id\", \"sealed\") VALUES (?, ?, ?, ?)",
                    ids.indexOf(id),
                    tenant,
                    id,
                    new byte[] {1});
        }
        RecordSource source = JdbcRecordSource.builder(database, store.table(), "sealed")
                .schema("public")
                .tenant("tenant", tenant)
                .uuidKey("id")
                .build();

        List<StoredRecord> read = RecordSourceContract.all(source, 1);

        assertThat(read).hasSize(3);
        assertThat(source.replace(read.get(0), new byte[] {2})).isTrue();
        RecordSourceContract.assertUnusable(() -> RecordSourceContract.all(store.source(), 1)); // text for a UUID
    }

    /** An enumeration is sorted by number; the driver calls it VARCHAR, and with this setting lets texts be compared with it. */
    @ParameterizedTest
    @ValueSource(strings = {"mood", "NUMERIC", "CITEXT", "BYTEA", "INET"})
    void read_keyThatIsSortedByAnotherRule_isRefused(String type) throws SQLException {
        try (Connection connection = server.source("owner", "").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE EXTENSION IF NOT EXISTS citext");
            statement.execute("DROP TYPE IF EXISTS mood CASCADE");
            statement.execute("CREATE TYPE mood AS ENUM ('z', 'a')");
        }
        JdbcRecordStore store = new JdbcRecordStore(server.source("owner", ""), "TEXT", type, "BYTEA");

        RecordSourceContract.assertUnusable(() -> RecordSourceContract.all(store.source(), 1));
        RecordSourceContract.assertUnusable(
                () -> RecordSourceContract.all(store.builder().integerKey("id").build(), 1));
        RecordSourceContract.assertUnusable(
                () -> RecordSourceContract.all(store.builder().uuidKey("id").build(), 1));
    }

    @Test
    void calls_ofAnotherUser_areDenied() {
        JdbcRecordStore store = new JdbcRecordStore(server.source("owner", ""), "VARCHAR(64)", "VARCHAR(100)", "BYTEA");
        RecordSource source = JdbcRecordSource.builder(server.source("stranger", ""), store.table(), "sealed")
                .tenant("tenant", "acme")
                .textKey("id")
                .build();

        RecordSourceContract.assertFailure(
                () -> RecordSourceContract.all(source, 1), ErrorCode.RECORD_SOURCE_ACCESS_DENIED, false);
    }
}
