package dev.partywall.lifecycle;

import static dev.partywall.lifecycle.Records.ACME;
import static dev.partywall.lifecycle.Records.fresh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.core.ErrorCode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What the registry promises of every database besides. */
abstract class JdbcRegistryContract extends TenantRegistryContract {

    private int registries;

    /** The database, as somebody who may make tables. */
    abstract DataSource source();

    /** The database, as somebody who may do nothing with others' tables. */
    abstract DataSource stranger();

    @Override
    TenantRegistry create(Clock clock) {
        JdbcTenantRegistry registry = JdbcTenantRegistry.builder(source())
                .tablePrefix(freshPrefix())
                .clock(clock)
                .build();
        registry.createTables();
        return registry;
    }

    private String freshPrefix() {
        return "r" + registries++ + "_";
    }

    @Test
    void createTables_again_keepsWhatIsThere() {
        JdbcTenantRegistry registry = JdbcTenantRegistry.of(source());
        registry.createTables();
        TenantRecord stored = registry.save(fresh(ACME));

        registry.createTables();

        assertThat(registry.find(ACME)).contains(stored);
        assertThat(registry.save(fresh("next")).version()).isEqualTo(1);
        assertThat(registry.changes(0, 10).records()).hasSize(2);
    }

    @Test
    void createTables_manyAtOnce_makesThemOnce() throws Exception {
        int many = 6;
        String prefix = freshPrefix();
        ExecutorService threads = Executors.newFixedThreadPool(many);
        try {
            CyclicBarrier start = new CyclicBarrier(many);
            List<Future<TenantRecord>> saved = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                TenantRecord record = fresh("t" + i);
                JdbcTenantRegistry registry =
                        JdbcTenantRegistry.builder(source()).tablePrefix(prefix).build();
                saved.add(threads.submit(() -> {
                    start.await(1, TimeUnit.MINUTES);
                    registry.createTables();
                    return registry.save(record);
                }));
            }
            for (Future<TenantRecord> record : saved) {
                assertThat(record.get(2, TimeUnit.MINUTES).version()).isEqualTo(1);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(JdbcTenantRegistry.builder(source())
                        .tablePrefix(prefix)
                        .build()
                        .changes(0, 100)
                        .records())
                .hasSize(many);
    }

    @Test
    void calls_tablesMissing_sayHowToMakeThem() {
        JdbcTenantRegistry registry =
                JdbcTenantRegistry.builder(source()).tablePrefix(freshPrefix()).build();

        assertMissing(() -> registry.find(ACME));
        assertMissing(() -> registry.save(fresh(ACME)));
        assertMissing(() -> registry.changes(0, 1));
    }

    private static void assertMissing(Runnable call) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(TenantRegistryException.class, failure -> {
            assertThat(failure.code()).isEqualTo(ErrorCode.REGISTRY_MISSING);
            assertThat(failure.isRetryable()).isFalse();
            assertThat(failure).hasMessageContaining("createTables").hasCauseInstanceOf(SQLException.class);
        });
    }

    @Test
    void find_asAStranger_isDenied() {
        String prefix = freshPrefix();
        JdbcTenantRegistry.builder(source()).tablePrefix(prefix).build().createTables();
        JdbcTenantRegistry registry =
                JdbcTenantRegistry.builder(stranger()).tablePrefix(prefix).build();

        assertThatThrownBy(() -> registry.find(ACME)).isInstanceOfSatisfying(TenantRegistryException.class, failure -> {
            assertThat(failure.code()).isEqualTo(ErrorCode.REGISTRY_ACCESS_DENIED);
            assertThat(failure.isRetryable()).isFalse();
            assertThat(failure.tenant()).contains(ACME);
        });
    }

    @Test
    void calls_connectionOfAnyKind_giveItBackAsItCame() throws SQLException {
        String prefix = freshPrefix();
        try (Connection connection = source().getConnection()) {
            connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            connection.setAutoCommit(false);
            JdbcTenantRegistry registry = JdbcTenantRegistry.builder(
                            TamperedDataSource.lending(connection).source())
                    .tablePrefix(prefix)
                    .build();
            registry.createTables();

            TenantRecord stored = registry.save(fresh(ACME));
            assertThatThrownBy(() -> registry.save(fresh(ACME))).isInstanceOf(RegistryConflictException.class);
            assertThat(registry.find(ACME)).contains(stored);
            assertThat(registry.changes(0, 10).records()).containsExactly(stored);

            assertThat(connection.getAutoCommit()).isFalse();
            assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
            connection.rollback();
        }
        assertThat(JdbcTenantRegistry.builder(source())
                        .tablePrefix(prefix)
                        .build()
                        .find(ACME))
                .as("committed, whatever becomes of the connection")
                .isPresent();
    }
}
