package dev.partywall.lifecycle.reencryption;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.ErrorCode;
import dev.partywall.lifecycle.MariaDbServer;
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

/** A real MariaDB: with a collation that disregards case, accents and spaces at the end, and with one of bytes. */
@Tag("mariadb")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MariaDbRecordSourceTest {

    private final MariaDbServer server = new MariaDbServer();

    MariaDbRecordSourceTest() throws Exception {}

    @AfterAll
    void stop() throws InterruptedException {
        server.close();
    }

    private static String text(int length, String collation) {
        return "VARCHAR(" + length + ") CHARACTER SET utf8mb4 COLLATE " + collation;
    }

    @Nested
    final class OfBytes extends JdbcSourceContract {

        @Override
        DataSource database() {
            return server.source("root", "plain", "");
        }

        @Override
        JdbcRecordStore create() {
            return new JdbcRecordStore(
                    database(), text(64, "utf8mb4_bin"), text(100, "utf8mb4_bin"), "VARBINARY(10000)");
        }

        /** They sort by their numbers and compare by their texts. */
        @ParameterizedTest
        @ValueSource(strings = {"ENUM('z', 'a')", "SET('z', 'a')", "BINARY(16)", "YEAR", "INET6"})
        void read_keyThatIsSortedByAnotherRule_isRefused(String type) {
            JdbcRecordStore store = new JdbcRecordStore(database(), text(64, "utf8mb4_bin"), type, "LONGBLOB");

            assertUnusable(() -> all(store.source(), 1));
            assertUnusable(() -> all(store.builder().integerKey("id").build(), 1));
            assertUnusable(() -> all(store.builder().uuidKey("id").build(), 1));
        }

        @Test
        void read_tenantOfAnotherKind_isRefused() {
            JdbcRecordStore store = new JdbcRecordStore(database(), "BINARY(16)", "CHAR(100)", "LONGBLOB");

            assertUnusable(() -> all(store.source(), 1));
            assertUnusable(() ->
                    all(store.builder().tenant("tenant", new UUID(1, 2)).build(), 1));
        }

        @Test
        void read_uuidsAndTextsOfAnyKind_goesByThem() {
            for (String type : List.of("CHAR(100)", "TINYTEXT", "MEDIUMTEXT", "LONGTEXT", "VARCHAR(100)")) {
                JdbcRecordStore store = new JdbcRecordStore(
                        database(),
                        text(64, "utf8mb4_bin"),
                        type + " CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
                        "LONGBLOB",
                        "number");
                store.put("r1", new byte[] {1});
                assertThat(all(store.source(), 1)).as(type).hasSize(1);
            }
            JdbcRecordStore store = new JdbcRecordStore(database(), text(64, "utf8mb4_bin"), "UUID", "LONGBLOB");
            store.put("00000000-0000-0001-0000-000000000002", new byte[] {1});
            assertThat(all(store.builder().uuidKey("id").build(), 1)).hasSize(1);
            assertUnusable(() -> all(store.source(), 1));
        }

        /** A server that is not strict stores what fits, and says that all is well. */
        @Test
        void replace_messageThatTheServerCutsOff_isRefusedAndStays() {
            JdbcRecordStore store = new JdbcRecordStore(
                    server.source("root", "plain", "&sessionVariables=sql_mode=''"),
                    text(64, "utf8mb4_bin"),
                    text(100, "utf8mb4_bin"),
                    "VARBINARY(8)");
            store.put("r1", new byte[] {1, 2});
            StoredRecord record = all(store.source(), 1).get(0);

            assertUnusable(() -> store.source().replace(record, new byte[9]));

            assertThat(store.message("r1").orElseThrow()).containsExactly(1, 2);
            assertThat(store.source().replace(record, new byte[8])).isTrue();
        }
    }

    @Nested
    final class DisregardingCase extends JdbcSourceContract {

        @Override
        DataSource database() {
            return server.source("root", "plain", "&autocommit=false");
        }

        @Override
        JdbcRecordStore create() {
            return new JdbcRecordStore(
                    database(), text(64, "utf8mb4_bin"), text(100, "utf8mb4_general_ci"), "LONGBLOB");
        }

        /** It takes a, A, ä and its two forms for one another, and all beyond the first plane. */
        @Override
        int smallestPage() {
            return 6;
        }

        @Test
        void read_tenantsOfAnotherCase_isRefused() {
            JdbcRecordStore store = new JdbcRecordStore(
                    database(), text(64, "utf8mb4_general_ci"), text(100, "utf8mb4_bin"), "LONGBLOB");
            store.put("acme", "r1", new byte[] {1});
            store.put("ACME", "r2", new byte[] {1});

            assertUnusable(() -> all(store.source(), 10));
        }

        @Test
        void calls_ofAnotherUser_areDenied() {
            RecordSource source = JdbcRecordSource.builder(server.source("reader", "registry", ""), "user", "sealed")
                    .schema("mysql")
                    .tenant("tenant", "acme")
                    .textKey("id")
                    .build();

            assertFailure(() -> all(source, 1), ErrorCode.RECORD_SOURCE_ACCESS_DENIED, false);
        }
    }
}
