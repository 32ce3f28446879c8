package dev.partywall.lifecycle.reencryption;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What holds of every database. */
abstract class JdbcSourceContract extends RecordSourceContract {

    abstract DataSource database();

    @Override
    abstract JdbcRecordStore create();

    /** Connections that come in a state which the source must not leave changed. */
    @Test
    void calls_giveConnectionsBackAsTheyCame() throws SQLException {
        JdbcRecordStore store = create();
        store.put("r1", message("r1", 0));
        try (Connection connection = database().getConnection()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            RecordSource source = JdbcRecordSource.builder(Lent.of(connection), store.table(), "sealed")
                    .tenant("tenant", RecordStore.TENANT)
                    .textKey("id")
                    .build();

            StoredRecord record = all(source, 1).get(0);
            assertThat(source.replace(record, message("r1", 1))).isTrue();
            assertThat(source.replace(record, message("r1", 2))).isFalse();

            assertThat(connection.getAutoCommit()).isFalse();
            assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
            connection.rollback();
        }
        assertThat(store.message("r1")).contains(message("r1", 1));
    }

    @Test
    void replace_severalRowsOfOneKeyAndMessage_isRefusedAndWritesNone() {
        JdbcRecordStore store = create();
        store.put("r1", message("r1", 0));
        StoredRecord record = all(store.source(), 10).get(0);
        store.execute("INSERT INTO \"" + store.table() + "\" (\"number\", \"tenant\", \"id\", \"sealed\")"
                + " SELECT -1, \"tenant\", \"id\", \"sealed\" FROM \"" + store.table() + "\"");

        assertUnusable(() -> store.source().replace(record, message("r1", 1)));
        assertUnusable(() -> store.source().find(record.key()));
        assertUnusable(() -> all(store.source(), 10));

        assertThat(store.execute(
                        "UPDATE \"" + store.table() + "\" SET \"note\" = 'same' WHERE \"sealed\" = ?",
                        message("r1", 0)))
                .isEqualTo(2);
    }

    @Test
    void read_rowsWithoutKey_areRefused() {
        JdbcRecordStore store = create();
        store.put("r1", message("r1", 0));
        store.execute("UPDATE \"" + store.table() + "\" SET \"id\" = NULL");

        assertUnusable(() -> all(store.source(), 10));
    }

    @Test
    void read_rowsWithoutMessage_arePassedOver() {
        JdbcRecordStore store = create();
        store.put("r1", message("r1", 0));
        store.put("r2", message("r2", 0));
        store.put("globex", "r3", message("r3", 0));
        store.execute("UPDATE \"" + store.table() + "\" SET \"sealed\" = NULL WHERE \"id\" = 'r1'");

        assertThat(all(store.source(), 1))
                .extracting(record -> record.recordId().value())
                .containsExactly("r2");
        assertThat(store.source().estimatedRecords()).hasValue(2);
    }

    @Test
    void read_columnThatIsNotBinary_isRefused() {
        JdbcRecordStore store = create();
        store.put("r1", message("r1", 0));

        assertUnusable(() -> all(source(store, "note"), 10));
    }

    private RecordSource source(JdbcRecordStore store, String message) {
        return JdbcRecordSource.builder(database(), store.table(), message)
                .tenant("tenant", RecordStore.TENANT)
                .textKey("id")
                .build();
    }

    @Test
    void read_tableOrColumnThatIsNotThere_isUnusable() {
        JdbcRecordStore store = create();

        assertUnusable(() -> all(source(store, "nothing"), 10));
        assertUnusable(() -> all(
                JdbcRecordSource.builder(database(), "nothing", "sealed")
                        .wholeTable()
                        .textKey("id")
                        .build(),
                10));
    }

    @Test
    void read_wholeNumbersAsKeys_goesByTheirValue() {
        JdbcRecordStore store = create();
        List.of("a", "b", "c").forEach(id -> store.put(id, message(id, 0)));
        store.put("globex", "theirs", message("theirs", 0));
        for (int number : new int[] {-5, 9, 10}) {
            store.execute(
                    "UPDATE \"" + store.table() + "\" SET \"number\" = ? WHERE \"id\" = ?",
                    number,
                    number == -5 ? "a" : number == 9 ? "b" : "c");
        }
        RecordSource source = JdbcRecordSource.builder(database(), store.table(), "sealed")
                .tenant("tenant", RecordStore.TENANT)
                .integerKey("number")
                .splitAt("0", "10")
                .build();

        List<StoredRecord> read = all(source, 1);

        assertThat(read).extracting(StoredRecord::key).containsExactly("-5", "9", "10");
        for (StoredRecord record : read) {
            assertThat(source.find(record.key())).isPresent();
            assertThat(source.replace(record, message("new", 1))).isTrue();
        }
        assertThat(store.messages(RecordStore.TENANT).values()).containsOnly(message("new", 1));
        assertUnusable(() -> source.find("09"));
        assertUnusable(() -> source.read(source.partitions().get(0), Optional.of("1.5"), 1));
    }

    /** The second of two rows with one number would be on no page. */
    @Test
    void read_severalRowsOfOneNumber_areRefusedOnPagesOfAnySize() {
        JdbcRecordStore store = create();
        store.execute("ALTER TABLE \"" + store.table() + "\" ADD COLUMN \"other\" INTEGER");
        for (int number = 1; number <= 4; number++) {
            store.put("r" + number, message("r", number));
            store.execute(
                    "UPDATE \"" + store.table() + "\" SET \"other\" = ? WHERE \"id\" = ?",
                    number == 3 ? 2 : number,
                    "r" + number);
        }
        RecordSource source = ofNumber(store).integerKey("other").build();

        for (int limit = 1; limit < 6; limit++) {
            int size = limit;
            assertUnusable(() -> all(source, size));
        }
    }

    private JdbcRecordSource.Builder ofNumber(JdbcRecordStore store) {
        return JdbcRecordSource.builder(database(), store.table(), "sealed").tenant("tenant", RecordStore.TENANT);
    }

    /** Also of an empty table: what is read in it later would be compared by another rule than it is sorted by. */
    @Test
    void read_columnsOfOtherKindsThanTheSettings_areRefused() {
        JdbcRecordStore store = create();
        store.execute("ALTER TABLE \"" + store.table() + "\" ADD COLUMN \"exact\" NUMERIC(20, 2)");

        for (JdbcRecordSource.Builder unfit : List.of(
                ofNumber(store).integerKey("id"),
                ofNumber(store).uuidKey("id"),
                ofNumber(store).textKey("number"),
                ofNumber(store).uuidKey("number"),
                ofNumber(store).integerKey("exact"),
                ofNumber(store).textKey("exact"),
                ofNumber(store).tenant("note", 42L).textKey("id"),
                ofNumber(store).tenant("note", new UUID(1, 2)).textKey("id"),
                ofNumber(store).tenant("number", "42").textKey("id"))) {
            assertUnusable(() -> all(unfit.build(), 10));
        }
    }

    /** A number is equal to several texts: tenant 42 would read what is tenant 042's. */
    @Test
    void calls_ofATenantWhoseIdIsATextThatLooksLikeANumber_areRefused() {
        JdbcRecordStore store = create();
        store.put("042", "theirs", message("theirs", 0));
        store.put("42", "ours", message("ours", 0));
        StoredRecord theirs = all(
                        ofNumber(store).tenant("tenant", "042").textKey("id").build(), 10)
                .get(0);
        RecordSource source =
                ofNumber(store).tenant("tenant", 42L).textKey("id").build();

        assertUnusable(() -> all(source, 10));
        assertUnusable(() -> source.find(theirs.key()));
        assertUnusable(() -> source.replace(theirs, message("mine", 1)));

        assertThat(store.messages("042").get("theirs")).isEqualTo(message("theirs", 0));
    }

    @Test
    void read_wholeTable_isEveryTenants() {
        JdbcRecordStore store = create();
        store.put("acme", "r1", message("r1", 0));
        store.put("globex", "r2", message("r2", 0));
        RecordSource source = JdbcRecordSource.builder(database(), store.table(), "sealed")
                .wholeTable()
                .integerKey("number")
                .build();

        assertThat(all(source, 1)).hasSize(2);
    }
}
