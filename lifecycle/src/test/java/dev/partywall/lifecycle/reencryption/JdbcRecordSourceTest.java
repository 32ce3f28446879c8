package dev.partywall.lifecycle.reencryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.core.ErrorCode;
import dev.partywall.keyring.RecordId;
import dev.partywall.lifecycle.InvalidLifecycleSettingException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a database's trouble means, and which settings cannot work. */
final class JdbcRecordSourceTest {

    private final JdbcDataSource database = new JdbcDataSource();

    JdbcRecordSourceTest() {
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

    private static JdbcRecordSource.Builder builder(DataSource source, String table) {
        return JdbcRecordSource.builder(source, table, "sealed")
                .tenant("tenant", RecordStore.TENANT)
                .textKey("id");
    }

    private static DataSource failing(SQLException failure) {
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (same, method, arguments) -> {
                    throw failure;
                });
    }

    @ParameterizedTest
    @CsvSource({
        "08006, 0, RECORD_SOURCE_UNAVAILABLE, true",
        "40001, 0, RECORD_SOURCE_UNAVAILABLE, true",
        "53300, 0, RECORD_SOURCE_UNAVAILABLE, true",
        "HY000, 1205, RECORD_SOURCE_UNAVAILABLE, true",
        "HY000, 1290, RECORD_SOURCE_UNAVAILABLE, true",
        "HY000, 1836, RECORD_SOURCE_UNAVAILABLE, true",
        "25006, 0, RECORD_SOURCE_UNAVAILABLE, true",
        "25001, 0, RECORD_SOURCE_UNAVAILABLE, false",
        "08S01, 1153, RECORD_SOURCE_UNUSABLE, false",
        "HY000, 1030, RECORD_SOURCE_UNAVAILABLE, false",
        "XX000, 0, RECORD_SOURCE_UNAVAILABLE, false",
        "22001, 0, RECORD_SOURCE_UNUSABLE, false",
        "42883, 0, RECORD_SOURCE_UNUSABLE, false",
        "42P01, 0, RECORD_SOURCE_UNUSABLE, false",
        "42000, 1142, RECORD_SOURCE_ACCESS_DENIED, false",
        "28P01, 0, RECORD_SOURCE_ACCESS_DENIED, false"
    })
    void calls_failWithAnSqlState_meanWhatItSays(String state, int number, ErrorCode code, boolean retryable) {
        SQLException cause = new SQLException("trouble", state, number);
        RecordSource source = builder(failing(cause), "invoices").build();
        StoredRecord record = StoredRecord.of("k", RecordId.of("k"), new byte[] {1});

        RecordSourceContract.assertFailure(() -> RecordSourceContract.all(source, 1), code, retryable);
        RecordSourceContract.assertFailure(() -> source.find("k"), code, retryable);
        RecordSourceContract.assertFailure(() -> source.replace(record, new byte[] {2}), code, retryable);
        assertThat(source.estimatedRecords()).isEmpty();
        assertThatThrownBy(() -> source.find("k")).hasCause(cause).hasMessageContaining("invoices");
    }

    /** Whoever compares tenants without regard to case would re-encrypt, and elsewhere show, Acme's records for acme. */
    @Test
    void read_columnThatMixesTenantsUp_isRefused() {
        JdbcRecordStore store =
                new JdbcRecordStore(database, "VARCHAR_IGNORECASE(64)", "VARCHAR(100)", "VARBINARY(100)");
        store.put("acme", "r1", new byte[] {1});
        StoredRecord ours = RecordSourceContract.all(store.source(), 10).get(0);
        store.put("Acme", "r2", new byte[] {2});

        RecordSourceContract.assertUnusable(() -> RecordSourceContract.all(store.source(), 10));
        RecordSourceContract.assertUnusable(() -> store.source().find("r2"));

        assertThat(store.source().find(ours.key())).isPresent();
    }

    /** More rows of one key than fit on a page would be cut off. */
    @Test
    void read_moreRowsThatAreTakenForOneAnotherThanAPageHolds_areRefused() {
        JdbcRecordStore store =
                new JdbcRecordStore(database, "VARCHAR(64)", "VARCHAR_IGNORECASE(100)", "VARBINARY(100)");
        List.of("aa", "aA", "Aa", "AA").forEach(id -> store.put(id, id.getBytes(StandardCharsets.UTF_8)));

        RecordSourceContract.assertUnusable(() -> RecordSourceContract.all(store.source(), 3));

        assertThat(RecordSourceContract.all(store.source(), 4)).hasSize(4);
    }

    /**
     * Between the two statements of a page another removes a row of those that are equal to the last one. Which of them are on the
     * page, and in which order, is the database's affair: so each in turn.
     */
    @ParameterizedTest
    @ValueSource(strings = {"bb", "bB", "Bb", "BB"})
    void read_rowOfTheLastKeyRemovedBetweenStatements_leavesNoneOut(String removed) {
        JdbcRecordStore store =
                new JdbcRecordStore(database, "VARCHAR(64)", "VARCHAR_IGNORECASE(100)", "VARBINARY(100)");
        List.of("a", "bb", "bB", "Bb", "BB").forEach(id -> store.put(id, id.getBytes(StandardCharsets.UTF_8)));
        AtomicInteger statements = new AtomicInteger();
        DataSource watched = Watched.of(database, () -> {
            if (statements.incrementAndGet() == 3) { // rows without a key, the page, and now those of its last key
                store.remove(removed);
            }
        });
        RecordSource source = JdbcRecordSource.builder(watched, store.table(), "sealed")
                .tenant("tenant", RecordStore.TENANT)
                .textKey("id")
                .build();

        List<String> read = idsOf(all(source, 3));

        assertThat(store.message(removed)).isEmpty();
        assertThat(read).doesNotHaveDuplicates();
        assertThat(read)
                .containsAll(Stream.of("a", "bb", "bB", "Bb", "BB")
                        .filter(id -> !id.equals(removed))
                        .toList());
    }

    private static List<StoredRecord> all(RecordSource source, int limit) {
        return RecordSourceContract.all(source, limit);
    }

    private static List<String> idsOf(List<StoredRecord> records) {
        return records.stream().map(record -> record.recordId().value()).toList();
    }

    /** What the database keeps in another form is no replacement: here it fills up, elsewhere it cuts off. */
    @Test
    void replace_databaseStoresAnotherMessage_isRefusedAndStays() {
        JdbcRecordStore store = new JdbcRecordStore(database, "VARCHAR(64)", "VARCHAR(100)", "BINARY(8)");
        store.put("r1", new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
        StoredRecord record = all(store.source(), 10).get(0);

        RecordSourceContract.assertUnusable(() -> store.source().replace(record, new byte[] {9}));

        assertThat(store.message("r1").orElseThrow()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(store.source().replace(record, new byte[] {8, 7, 6, 5, 4, 3, 2, 1}))
                .isTrue();
    }

    /** What a job remembers of one of them holds of no other. */
    @Test
    void name_ofOtherRows_isAnother() {
        List<JdbcRecordSource.Builder> sources = List.of(
                builder(database, "invoices"),
                builder(database, "invoices").schema("other"),
                builder(database, "invoices").tenant("tenant", "globex"),
                builder(database, "invoices").tenant("owner", RecordStore.TENANT),
                builder(database, "invoices").textKey("number"),
                builder(database, "invoices").integerKey("number"),
                builder(database, "invoices").tenant("tenant", "a".repeat(300)),
                builder(database, "invoices").tenant("tenant", "a".repeat(301)),
                JdbcRecordSource.builder(database, "invoices", "sealed")
                        .wholeTable()
                        .textKey("id"));

        assertThat(sources.stream().map(source -> source.build().name()))
                .doesNotHaveDuplicates()
                .allSatisfy(name -> assertThat(name).matches("[!-~]{1,200}"));
    }

    @Test
    void toString_ofARecord_doesNotShowItsKey() {
        assertThat(StoredRecord.of("jane@example.com", RecordId.of("r"), new byte[1]))
                .hasToString("StoredRecord");
    }

    @Test
    void read_uuids_goesByThem() {
        JdbcRecordStore store = new JdbcRecordStore(database, "UUID", "UUID", "VARBINARY(100)");
        UUID tenant = UUID.randomUUID();
        List<UUID> ids = Stream.generate(UUID::randomUUID).limit(9).toList();
        for (UUID id : ids) {
            insert(store, ids.indexOf(id), tenant, id);
            insert(store, 100 + ids.indexOf(id), UUID.randomUUID(), id);
        }
        RecordSource source = JdbcRecordSource.builder(database, store.table(), "sealed")
                .tenant("tenant", tenant)
                .uuidKey("id")
                .splitAt("80000000-0000-0000-0000-000000000000")
                .build();

        List<StoredRecord> read = RecordSourceContract.all(source, 2);

        assertThat(read)
                .extracting(record -> record.recordId().value())
                .containsExactlyInAnyOrderElementsOf(
                        ids.stream().map(UUID::toString).toList());
        assertThat(source.replace(read.get(0), new byte[] {9})).isTrue();
        assertThat(source.find(read.get(0).key()).orElseThrow().message()).containsExactly(9);
    }

    private static void insert(JdbcRecordStore store, int number, UUID tenant, UUID id) {
        store.execute(
                "INSERT INTO \"" + store.table()
                        + "\" (\"number\", \"tenant\", \"id\", \"sealed\") VALUES (?, ?, ?, ?)",
                number,
                tenant,
                id,
                new byte[] {(byte) number});
    }

    /** Each record is in one part, whatever the order of the boundaries. */
    @Test
    void partitions_ofBoundariesThatDoNotAscend_holdEachRecordOnce() {
        JdbcRecordStore store = new JdbcRecordStore(database, "VARCHAR(64)", "VARCHAR(100)", "VARBINARY(100)");
        List<String> ids = List.of("a", "b", "c", "d", "e", "f");
        ids.forEach(id -> store.put(id, id.getBytes(StandardCharsets.UTF_8)));

        RecordSource source = store.builder().splitAt("e", "b", "c").build();

        assertThat(source.partitions()).hasSize(4);
        assertThat(RecordSourceContract.all(source, 10))
                .extracting(record -> record.recordId().value())
                .containsExactlyInAnyOrderElementsOf(ids);
    }

    static Stream<UnaryOperator<JdbcRecordSource.Builder>> unworkable() {
        return Stream.of(
                builder -> builder.schema("a.b"),
                builder -> builder.tenant("tenant id", "acme"),
                builder -> builder.tenant("tenant", ""),
                builder -> builder.tenant("id", "acme"),
                builder -> builder.tenant("sealed", "acme"),
                builder -> builder.wholeTable(),
                builder -> builder.textKey("sealed"),
                builder -> builder.textKey(""),
                builder -> builder.textKey("id`"),
                builder -> builder.splitAt("a", "a"),
                builder -> builder.splitAt(""),
                builder -> builder.integerKey("id").splitAt("1.5"),
                builder -> builder.uuidKey("id").splitAt("1"),
                builder -> builder.name(""));
    }

    @ParameterizedTest
    @MethodSource("unworkable")
    void build_settingsThatCannotWork_areRefused(UnaryOperator<JdbcRecordSource.Builder> change) {
        assertThatThrownBy(() -> change.apply(builder(database, "invoices")).build())
                .isInstanceOf(InvalidLifecycleSettingException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\"", "a\";DROP TABLE invoices;--", "a`", "a.b", "1a", "$a", "ä", "a-b", "a'"})
    void build_nameThatIsNoIdentifier_isRefused(String table) {
        assertThatThrownBy(() -> builder(database, table).build())
                .isInstanceOf(InvalidLifecycleSettingException.class)
                .hasMessageContaining("table");
    }

    @Test
    void build_withoutTenant_isRefused() {
        JdbcRecordSource.Builder builder =
                JdbcRecordSource.builder(database, "invoices", "sealed").textKey("id");

        assertThatThrownBy(builder::build)
                .isInstanceOf(InvalidLifecycleSettingException.class)
                .hasMessageContaining("tenant");
    }
}
