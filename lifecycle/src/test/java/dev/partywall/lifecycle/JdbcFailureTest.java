package dev.partywall.lifecycle;

import static dev.partywall.lifecycle.Records.ACME;
import static dev.partywall.lifecycle.Records.fresh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.core.ErrorCode;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a database's trouble means, and that nothing is left open after it. */
final class JdbcFailureTest {

    private final JdbcDataSource database = new JdbcDataSource();
    private JdbcTenantRegistry sound = JdbcTenantRegistry.of(database);
    private TamperedDataSource tampered = TamperedDataSource.of(database);

    @BeforeEach
    void begin() {
        database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        database.setUser("sa");
        sound = JdbcTenantRegistry.of(database);
        sound.createTables();
        tampered = TamperedDataSource.of(database);
    }

    @AfterEach
    void end() throws SQLException {
        try (Connection connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("SHUTDOWN");
        }
    }

    private JdbcTenantRegistry registry() {
        return JdbcTenantRegistry.of(tampered.source());
    }

    @ParameterizedTest
    @ValueSource(strings = {"40001", "40P01"})
    void save_brokenOffByTheDatabase_isRepeated(String state) {
        tampered.failing("commit", new SQLException("deadlock", state))
                .failing("prepareStatement", new SQLException("deadlock", state))
                .failing("commit", new SQLException("deadlock", state));

        TenantRecord stored = registry().save(fresh(ACME));

        assertThat(stored.version()).isEqualTo(1);
        assertThat(sound.find(ACME)).contains(stored);
    }

    @ParameterizedTest
    @CsvSource({
        "08006, REGISTRY_UNAVAILABLE, true",
        "08S01, REGISTRY_UNAVAILABLE, true",
        "40003, REGISTRY_UNAVAILABLE, true",
        "53300, REGISTRY_UNAVAILABLE, true",
        "57P01, REGISTRY_UNAVAILABLE, true",
        "57014, REGISTRY_UNAVAILABLE, true",
        "HYT00, REGISTRY_UNAVAILABLE, true",
        "XX000, REGISTRY_UNAVAILABLE, false",
        "22001, REGISTRY_UNAVAILABLE, false",
        "42P01, REGISTRY_MISSING, false",
        "42S02, REGISTRY_MISSING, false",
        "42S22, REGISTRY_MISSING, false",
        "42703, REGISTRY_MISSING, false",
        "42501, REGISTRY_ACCESS_DENIED, false",
        "28000, REGISTRY_ACCESS_DENIED, false",
        "28P01, REGISTRY_ACCESS_DENIED, false"
    })
    void calls_failWithAnSqlState_meanWhatItSays(String state, ErrorCode code, boolean retryable) {
        SQLException cause = new SQLException("trouble", state);

        tampered.failing("getConnection", cause);
        assertFailure(() -> registry().changes(0, 1), code, retryable, cause);
        tampered.failing("prepareStatement", cause);
        assertFailure(() -> registry().find(ACME), code, retryable, cause);
        tampered.failing("commit", cause);
        assertFailure(() -> registry().save(fresh(ACME)), code, retryable, cause);
        assertThat(sound.find(ACME)).as("rolled back").isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "42000, 1142, REGISTRY_ACCESS_DENIED, false",
        "42000, 1049, REGISTRY_MISSING, false",
        "42000, 1064, REGISTRY_UNAVAILABLE, false",
        "HY000, 1205, REGISTRY_UNAVAILABLE, true",
        "HY000, 1290, REGISTRY_UNAVAILABLE, true",
        "25006, 0, REGISTRY_UNAVAILABLE, true",
        "HY000, 1030, REGISTRY_UNAVAILABLE, false"
    })
    void find_failsWithAnErrorOfMySql_meansWhatItSays(String state, int number, ErrorCode code, boolean retryable) {
        SQLException cause = new SQLException("trouble", state, number);
        tampered.failing("prepareStatement", cause);

        assertFailure(() -> registry().find(ACME), code, retryable, cause);
    }

    @Test
    void find_poolIsExhausted_isRetryable() {
        SQLException cause = new SQLTransientConnectionException("none within 30 s");
        tampered.failing("getConnection", cause);

        assertFailure(() -> registry().find(ACME), ErrorCode.REGISTRY_UNAVAILABLE, true, cause);
    }

    /** Never a conflict: it says that the record may have been stored. */
    @Test
    void save_answerToTheCommitIsLost_isNotKnownToBeStored() {
        SQLException cause = new SQLException("connection reset", "08006");
        tampered.failingAfter("commit", cause);

        assertFailure(() -> registry().save(fresh(ACME)), ErrorCode.REGISTRY_UNAVAILABLE, true, cause);

        assertThat(sound.find(ACME)).isPresent();
    }

    @Test
    void save_connectionCannotRollBack_isAbortedAndTold() {
        SQLException cause = new SQLException("reset", "08006");
        SQLException second = new SQLException("broken", "08003");
        tampered.failing("commit", cause).failing("rollback", second);

        assertFailure(() -> registry().save(fresh(ACME)), ErrorCode.REGISTRY_UNAVAILABLE, true, cause);

        assertThat(cause.getSuppressed()).containsExactly(second);
        assertThat(tampered.calls()).contains("abort", "close").doesNotContainSequence("rollback", "setAutoCommit");
    }

    @Test
    void save_conflict_leavesTheCounterAndNoLock() {
        TenantRecord stored = sound.save(fresh(ACME));
        long point = sound.changes(0, 1).next();

        assertThatThrownBy(() -> registry().save(fresh(ACME))).isInstanceOf(RegistryConflictException.class);

        sound.save(stored);
        assertThat(sound.changes(0, 1).next()).isEqualTo(point + 1);
    }

    @Test
    void find_rowThatWasChangedByHand_isRefused() throws SQLException {
        sound.save(fresh(ACME));
        sound.save(fresh("globex"));

        execute("UPDATE partywall_tenants SET body ="
                + " (SELECT body FROM partywall_tenants WHERE tenant = 'globex') WHERE tenant = 'acme'");
        assertMalformed(() -> sound.find(ACME));

        execute("UPDATE partywall_tenants SET body = '{}'");
        assertMalformed(() -> sound.find(ACME));
        assertMalformed(() -> sound.changes(0, 10));
    }

    @Test
    void save_counterWithoutItsRow_saysHowToMakeIt() throws SQLException {
        execute("DELETE FROM partywall_counter");

        assertThatThrownBy(() -> sound.save(fresh(ACME)))
                .isInstanceOfSatisfying(
                        TenantRegistryException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.REGISTRY_MISSING))
                .hasMessageContaining("createTables");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "A_", "a-", "a b", "a;drop table x;--", "1a", "_a", "a.b", "abcdefghijklmnopqrstuvwxyz12345"
            })
    void tablePrefix_notOfItsForm_isRefused(String prefix) {
        JdbcTenantRegistry.Builder builder =
                JdbcTenantRegistry.builder(database).tablePrefix(prefix);

        assertThatThrownBy(builder::build)
                .isInstanceOf(InvalidLifecycleSettingException.class)
                .hasMessageContaining("tablePrefix");
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void assertMalformed(Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        TenantRegistryException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.REGISTRY_RECORD_MALFORMED))
                .hasMessageContaining("partywall_tenants");
    }

    private static void assertFailure(Runnable call, ErrorCode code, boolean retryable, SQLException cause) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(TenantRegistryException.class, failure -> {
            assertThat(failure.code()).isEqualTo(code);
            assertThat(failure.isRetryable()).isEqualTo(retryable);
            assertThat(failure).hasCause(cause).hasMessageContaining("partywall_tenants");
        });
    }
}
