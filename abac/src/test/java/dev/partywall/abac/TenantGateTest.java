package dev.partywall.abac;

import static dev.partywall.abac.ScopedLab.TABLE;
import static dev.partywall.abac.ScopedLab.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.IsolationEvent;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantGate;
import dev.partywall.core.TenantId;
import dev.partywall.core.TenantNotServedException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** A tenant that is not served gets no session, and a session in memory takes it nowhere. */
final class TenantGateTest {

    private static final TenantId ACME = TenantId.of("acme");

    private static ScopedLab lab;

    private final List<IsolationEvent> events = new CopyOnWriteArrayList<>();
    private volatile boolean open = true;

    private final TenantGate gate = tenant -> {
        if (!open) {
            throw new TenantNotServedException(ErrorCode.TENANT_SUSPENDED, tenant, false, "is suspended", null);
        }
    };

    @BeforeAll
    static void start() {
        lab = ScopedLab.withData();
        lab.putItem("acme", "one", "of acme");
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    private TenantCredentials credentials() {
        return lab.credentials().gate(gate).listener(events::add).build();
    }

    private static int calls(long mark) {
        return lab.lab().calls().since(mark).of("*").count();
    }

    private void assertTold() {
        assertThat(events).last().isInstanceOfSatisfying(IsolationEvent.TenantNotServed.class, event -> {
            assertThat(event.tenant()).isEqualTo(ACME);
            assertThat(event.code()).isEqualTo(ErrorCode.TENANT_SUSPENDED);
        });
    }

    @Test
    void call_gateClosedBeforeTheFirstSession_asksNobody() {
        try (TenantCredentials credentials = credentials();
                DynamoDbClient client = credentials
                        .scope()
                        .client(lab.at(DynamoDbClient.builder()).httpClient(lab.http()))) {
            open = false;
            long mark = lab.lab().calls().mark();

            assertThatThrownBy(() -> TenantContext.run(
                            ACME,
                            () -> client.getItem(get -> get.tableName(TABLE).key(key("acme", "one")))))
                    .isInstanceOf(TenantNotServedException.class);
            assertThat(calls(mark)).isZero();
            assertTold();
        }
    }

    @Test
    void call_gateClosedWithASessionInMemory_doesNotGoOut() {
        try (TenantCredentials credentials = credentials();
                DynamoDbClient client = credentials
                        .scope()
                        .client(lab.at(DynamoDbClient.builder()).httpClient(lab.http()))) {
            TenantContext.run(
                    ACME, () -> client.getItem(get -> get.tableName(TABLE).key(key("acme", "one"))));
            open = false;
            long mark = lab.lab().calls().mark();

            assertThatThrownBy(() -> TenantContext.run(
                            ACME,
                            () -> client.getItem(get -> get.tableName(TABLE).key(key("acme", "one")))))
                    .isInstanceOf(TenantNotServedException.class);
            assertThatThrownBy(() ->
                            TenantContext.run(ACME, () -> credentials.provider().resolveCredentials()))
                    .isInstanceOf(TenantNotServedException.class);
            assertThat(calls(mark)).isZero();
            assertTold();

            open = true;
            assertThat(TenantContext.call(
                                    ACME,
                                    () -> client.getItem(
                                            get -> get.tableName(TABLE).key(key("acme", "one"))))
                            .item())
                    .isNotEmpty();
        }
    }

    @Test
    void call_asynchronousWithGateClosed_failsAndDoesNotGoOut() {
        try (TenantCredentials credentials = credentials();
                DynamoDbAsyncClient client = credentials
                        .scope()
                        .client(lab.at(DynamoDbAsyncClient.builder()).httpClient(lab.asyncHttp()))) {
            open = false;
            long mark = lab.lab().calls().mark();

            assertThatThrownBy(() -> TenantContext.run(
                            ACME,
                            () -> client.getItem(get -> get.tableName(TABLE).key(key("acme", "one")))
                                    .join()))
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(TenantNotServedException.class);
            assertThat(calls(mark)).isZero();
        }
    }
}
