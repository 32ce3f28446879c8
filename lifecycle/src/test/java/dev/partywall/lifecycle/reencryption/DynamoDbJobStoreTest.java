package dev.partywall.lifecycle.reencryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantId;
import dev.partywall.testing.AwsLab;
import dev.partywall.testing.AwsLabTest;
import dev.partywall.testing.LabFault;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

@AwsLabTest(scope = AwsLabTest.Scope.SUITE)
final class DynamoDbJobStoreTest extends JobStoreContract {

    private static final JobKey KEY = new JobKey(TenantId.of("acme"), "p", "s", "0");

    private final AtomicInteger tables = new AtomicInteger();
    private final AwsLab lab;

    DynamoDbJobStoreTest(AwsLab lab) {
        this.lab = lab;
    }

    @Override
    JobStore create() {
        DynamoDbJobStore store = DynamoDbJobStore.of("jobs-" + tables.incrementAndGet(), lab.dynamoDb());
        store.createTable();
        store.createTable();
        return store;
    }

    @Test
    void calls_tableMissing_sayHowToMakeIt() {
        assertFails(DynamoDbJobStore.of("no-such-table", lab.dynamoDb()), false, "createTable");
    }

    @Test
    void calls_deniedOrThrottled_saySo() {
        JobStore store = create();
        try (LabFault denied = lab.faults().on("dynamodb:*").accessDenied()) {
            assertFails(store, false, "denied");
            assertThat(denied.hits()).isPositive();
        }
        try (LabFault throttled = lab.faults().on("dynamodb:*").throttle()) {
            assertFails(store, true, "could not be asked");
            assertThat(throttled.hits()).isPositive();
        }
    }

    private static void assertFails(JobStore store, boolean retryable, String advice) {
        assertThatThrownBy(() -> store.find(KEY)).isInstanceOfSatisfying(JobStoreException.class, failure -> {
            assertThat(failure.code()).isEqualTo(ErrorCode.REENCRYPTION_STATE_UNAVAILABLE);
            assertThat(failure.isRetryable()).isEqualTo(retryable);
            assertThat(failure.tenant()).contains(KEY.tenant());
            assertThat(failure).hasMessageContaining(advice);
        });
        assertThatThrownBy(() -> store.save(new JobEntry(KEY, 0, "{}"))).isInstanceOf(JobStoreException.class);
    }

    @Test
    void find_rowOfAnotherShape_isRefused() {
        create();
        String table = "jobs-" + tables.get();
        lab.dynamoDb()
                .putItem(put -> put.tableName(table)
                        .item(Map.of("tenant", AttributeValue.fromS("acme"), "job", AttributeValue.fromS("p s 0"))));

        assertThatThrownBy(() -> DynamoDbJobStore.of(table, lab.dynamoDb()).find(KEY))
                .isInstanceOfSatisfying(
                        JobStoreException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.REENCRYPTION_STATE_MALFORMED));
    }

    @Test
    void createTable_tableOfAnotherShape_isRefused() {
        dev.partywall.lifecycle.DynamoDbTenantRegistry.of("a-registry", lab.dynamoDb())
                .createTable();

        assertThatThrownBy(
                        () -> DynamoDbJobStore.of("a-registry", lab.dynamoDb()).createTable())
                .isInstanceOf(JobStoreException.class)
                .hasMessageContaining("name another table");
    }
}
