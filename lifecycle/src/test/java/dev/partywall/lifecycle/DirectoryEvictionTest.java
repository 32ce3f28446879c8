package dev.partywall.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.partywall.abac.TenantCredentials;
import dev.partywall.abac.TenantScope;
import dev.partywall.core.IsolationEvent;
import dev.partywall.core.IsolationEvent.BranchKeysEvicted;
import dev.partywall.core.IsolationEvent.SessionsEvicted;
import dev.partywall.core.IsolationEventListener;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantGate;
import dev.partywall.core.TenantId;
import dev.partywall.core.TenantNotServedException;
import dev.partywall.keyring.TenantKeyring;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.sts.StsClient;

/** What a directory drops from the memory of keyrings and credentials, and when. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DirectoryEvictionTest {

    /** So rarely that within a test only {@link TenantDirectory#refresh} asks. */
    private static final FleetSettings SELDOM = FleetSettings.of(Duration.ofHours(1), Duration.ofHours(3));

    private static final String ASSUME = """
            {"Version": "2012-10-17",
             "Statement": [{"Effect": "Allow", "Action": ["sts:AssumeRole", "sts:TagSession"], "Resource": "*"}]}
            """;

    private final LifecycleLab lab = new LifecycleLab();
    private final String role = lab.aws().role("one").create().arn();
    private final String otherRole = lab.aws().role("other").create().arn();
    private final StsClient sts = StsClient.builder()
            .endpointOverride(lab.aws().endpoint())
            .region(lab.aws().region())
            .credentialsProvider(lab.aws()
                    .role("base")
                    .policy("assume", ASSUME)
                    .create()
                    .session("base")
                    .start()
                    .credentials())
            .addPlugin(TenantScope.serviceClient())
            .build();
    private final AtomicInteger tenants = new AtomicInteger();
    private final List<IsolationEvent> events = new ArrayList<>();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final WatchedRegistry registry = new WatchedRegistry();
    private TenantDirectory directory;

    @BeforeEach
    void begin() {
        events.clear();
        directory = TenantDirectory.builder().registry(registry).fleet(SELDOM).build();
    }

    @AfterEach
    void end() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
        opened.clear();
        directory.close();
    }

    @AfterAll
    void close() {
        sts.close();
        lab.close();
    }

    private TenantKeyring keyring(TenantGate gate, IsolationEventListener listener) {
        TenantKeyring keyring = TenantKeyring.builder()
                .keyStore(LifecycleLab.TABLE, lab.aws().dynamoDb())
                .rootKeys(directory, lab.aws().kms())
                .gate(gate)
                .listener(listener)
                .build();
        opened.add(keyring);
        directory.evicting(keyring);
        return keyring;
    }

    private TenantCredentials credentials(IsolationEventListener listener) {
        TenantCredentials credentials = TenantCredentials.builder()
                .sts(sts)
                .roles(directory)
                .gate(directory)
                .listener(listener)
                .build();
        opened.add(credentials);
        directory.evicting(credentials);
        return credentials;
    }

    /** An active tenant with a branch key. */
    private TenantRecord served(TenantKeyring keyring) {
        TenantId tenant = TenantId.of("tenant-" + tenants.incrementAndGet());
        TenantRecord record = registry.save(Records.fresh(tenant)
                .withStatus(TenantStatus.ACTIVE)
                .withRole(Optional.of(role))
                .withKey(TenantKeyState.under(lab.sharedRootKey())));
        directory.refresh();
        keyring.branchKeys().create(tenant);
        return record;
    }

    private static void seal(TenantKeyring keyring, TenantRecord record) {
        TenantContext.run(record.tenant(), () -> {
            byte[] message = keyring.encryptor("invoices").encrypt(LifecycleLab.PLAINTEXT, LifecycleLab.RECORD);
            assertThat(message).isNotEmpty();
        });
    }

    private static void begin(TenantCredentials credentials, TenantRecord record) {
        TenantContext.run(
                record.tenant(),
                () -> assertThat(credentials.provider().resolveCredentials()).isNotNull());
    }

    private TenantRecord suspend(TenantRecord record) {
        return registry.save(record.withStatus(TenantStatus.SUSPENDED));
    }

    private boolean isServed(TenantRecord record) {
        return catchThrowable(() -> directory.requireServed(record.tenant())) == null;
    }

    @Test
    void learn_suspension_hasDroppedKeysAndSessionsWhenItReturns() {
        TenantKeyring keyring = keyring(directory, events::add);
        TenantCredentials credentials = credentials(events::add);
        TenantRecord acme = served(keyring);
        TenantRecord globex = served(keyring);
        for (TenantRecord record : List.of(acme, globex)) {
            seal(keyring, record);
            begin(credentials, record);
        }
        assertThat(keyring.cacheMetrics().size()).isEqualTo(2);
        assertThat(credentials.metrics().size()).isEqualTo(2);

        directory.learn(suspend(acme));

        assertThat(keyring.cacheMetrics().size()).isEqualTo(1);
        assertThat(credentials.metrics().size()).isEqualTo(1);
        assertThat(events)
                .filteredOn(event -> event instanceof BranchKeysEvicted || event instanceof SessionsEvicted)
                .extracting(IsolationEvent::tenant)
                .containsExactly(acme.tenant(), acme.tenant());
        seal(keyring, globex);
        begin(credentials, globex);
    }

    @Test
    void learn_suspension_closesTheGateBeforeItDropsAnything() {
        List<Boolean> servedAtTheTime = new ArrayList<>();
        IsolationEventListener looking = event -> {
            if (event instanceof BranchKeysEvicted || event instanceof SessionsEvicted) {
                servedAtTheTime.add(isServed(directory.find(event.tenant()).orElseThrow()));
            }
        };
        TenantKeyring keyring = keyring(directory, looking);
        credentials(looking);
        TenantRecord acme = served(keyring);

        directory.learn(suspend(acme));

        assertThat(servedAtTheTime).containsExactly(false, false);
    }

    @Test
    void refresh_suspensionStoredElsewhere_dropsKeysAndSessionsToo() {
        TenantKeyring keyring = keyring(directory, IsolationEventListener.none());
        TenantCredentials credentials = credentials(IsolationEventListener.none());
        TenantRecord acme = served(keyring);
        seal(keyring, acme);
        begin(credentials, acme);
        suspend(acme);

        directory.refresh();

        assertThat(keyring.cacheMetrics().size()).isZero();
        assertThat(credentials.metrics().size()).isZero();
    }

    @Test
    void learn_anotherRole_dropsSessionsAndKeepsKeys() {
        TenantKeyring keyring = keyring(directory, IsolationEventListener.none());
        TenantCredentials credentials = credentials(IsolationEventListener.none());
        TenantRecord acme = served(keyring);
        seal(keyring, acme);
        begin(credentials, acme);

        directory.learn(registry.save(acme.withRole(Optional.of(otherRole))));

        assertThat(keyring.cacheMetrics().size()).isEqualTo(1);
        assertThat(credentials.metrics().size()).isZero();
        begin(credentials, acme);
    }

    @Test
    void learn_recordOfAServedTenantWithTheSameRole_dropsNothing() {
        TenantKeyring keyring = keyring(directory, IsolationEventListener.none());
        TenantCredentials credentials = credentials(IsolationEventListener.none());
        TenantRecord acme = served(keyring);
        seal(keyring, acme);
        begin(credentials, acme);

        directory.learn(registry.save(acme.withTier(Tier.SILO)));

        assertThat(keyring.cacheMetrics().size()).isEqualTo(1);
        assertThat(credentials.metrics().size()).isEqualTo(1);
    }

    /** A listener's failure is one way in which an eviction fails. */
    @Test
    void refresh_evictionThatFails_losesNeitherTheSuspensionNorWhatComesAfterIt() {
        IsolationEventListener failing = event -> {
            if (event instanceof BranchKeysEvicted) {
                throw new IllegalStateException("the test wants it so");
            }
        };
        TenantKeyring keyring = keyring(directory, failing);
        TenantKeyring sound = keyring(directory, IsolationEventListener.none());
        TenantCredentials credentials = credentials(IsolationEventListener.none());
        TenantRecord acme = served(keyring);
        TenantRecord globex = served(keyring);
        seal(sound, acme);
        begin(credentials, acme);
        suspend(acme);
        TenantRecord later = registry.save(globex.withTier(Tier.SILO));

        directory.refresh();

        assertThat(isServed(acme)).isFalse();
        assertThat(sound.cacheMetrics().size()).isZero();
        assertThat(credentials.metrics().size()).isZero();
        assertThat(directory.find(globex.tenant())).contains(later);
    }

    /** An operation has passed the gate and not looked for its key yet when the tenant is suspended. */
    @Test
    void learn_suspensionBetweenGateAndLoad_leavesNoKeyInMemory() {
        AtomicReference<Runnable> behindTheGate = new AtomicReference<>(() -> {});
        TenantGate slow = tenant -> {
            directory.requireServed(tenant);
            behindTheGate.getAndSet(() -> {}).run();
        };
        TenantKeyring keyring = keyring(slow, IsolationEventListener.none());
        TenantRecord acme = served(keyring);
        behindTheGate.set(() -> directory.learn(suspend(acme)));

        Throwable outcome = catchThrowable(() -> seal(keyring, acme));

        assertThat(keyring.cacheMetrics().size()).isZero();
        assertThat(outcome).isInstanceOf(TenantNotServedException.class);
    }
}
