package dev.partywall.lifecycle.reencryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantId;
import dev.partywall.lifecycle.InvalidLifecycleSettingException;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What a job's memory promises of every database besides. */
abstract class JdbcJobStoreContract extends JobStoreContract {

    private static final JobKey KEY = new JobKey(TenantId.of("acme"), "p", "s", "0");

    private int stores;

    /** The database, as somebody who may make tables. */
    abstract DataSource source();

    /** The database, as somebody who may do nothing with others' tables. */
    abstract DataSource stranger();

    @Override
    JobStore create() {
        JdbcJobStore store = JdbcJobStore.of(source(), prefix(++stores));
        store.createTable();
        store.createTable();
        return store;
    }

    private static String prefix(int number) {
        return "j" + number + "_";
    }

    @Test
    void find_tableMissing_saysHowToMakeIt() {
        assertThatThrownBy(() -> JdbcJobStore.of(source(), "none_").find(KEY))
                .isInstanceOfSatisfying(JobStoreException.class, failure -> {
                    assertThat(failure.code()).isEqualTo(ErrorCode.REENCRYPTION_STATE_UNAVAILABLE);
                    assertThat(failure.isRetryable()).isFalse();
                    assertThat(failure).hasMessageContaining("createTable").hasCauseInstanceOf(SQLException.class);
                });
    }

    @Test
    void find_asAStranger_isDenied() {
        create();

        assertThatThrownBy(() -> JdbcJobStore.of(stranger(), prefix(stores)).find(KEY))
                .isInstanceOfSatisfying(JobStoreException.class, failure -> {
                    assertThat(failure.isRetryable()).isFalse();
                    assertThat(failure.tenant()).contains(KEY.tenant());
                });
    }

    @Test
    void of_prefixThatIsNone_isRefused() {
        assertThatThrownBy(() -> JdbcJobStore.of(source(), "Jobs; --"))
                .isInstanceOf(InvalidLifecycleSettingException.class);
    }
}
