package dev.partywall.benchmarks.capacity;

import dev.partywall.core.IsolationEvent;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.keyring.BranchKeyCacheMetrics;
import dev.partywall.keyring.RecordId;
import dev.partywall.keyring.TenantEncryptor;
import dev.partywall.keyring.TenantKeyring;
import dev.partywall.testing.AwsLab;
import dev.partywall.testing.LabCalls;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Nodes on one key store in AWS inside this JVM, where time stands still until it is moved. */
final class FleetLab implements AutoCloseable {

    static final RecordId RECORD = RecordId.of("invoice-1");

    private static final String TABLE = "tenant-keys";
    private static final byte[] PLAINTEXT = {1, 2, 3};

    private final AwsLab lab = AwsLab.start();
    private final String rootKey = lab.createKey();
    private final TenantKeyring operator = keyring().build();
    private long mark;

    FleetLab() {
        operator.branchKeys().createKeyStore();
        lab.clock().freeze();
    }

    private TenantKeyring.Builder keyring() {
        return TenantKeyring.builder().keyStore(TABLE, lab.dynamoDb()).rootKey(rootKey, lab.kms());
    }

    TenantId createTenant(String id) {
        TenantId tenant = TenantId.of(id);
        operator.branchKeys().create(tenant);
        return tenant;
    }

    void rotate(TenantId tenant) {
        operator.branchKeys().rotate(tenant);
    }

    Node node(Duration timeToLive) {
        return new Node(timeToLive);
    }

    Instant now() {
        return lab.clock().instant();
    }

    void moveTo(Instant instant) {
        lab.clock().setTo(instant);
    }

    void moveOn(Duration duration) {
        lab.clock().advance(duration);
    }

    /** Counts calls from here on. */
    void beginToCount() {
        mark = lab.calls().mark();
    }

    private int counted(String action) {
        LabCalls calls = lab.calls().since(mark);
        return calls.of(action).count();
    }

    int kmsRequests() {
        return counted("kms:*");
    }

    int kmsDecrypts() {
        return counted("kms:Decrypt");
    }

    int dynamoDbRequests() {
        return counted("dynamodb:*");
    }

    @Override
    public void close() {
        operator.close();
        lab.close();
    }

    /** A JVM of its own, in what matters here. */
    final class Node implements AutoCloseable {

        private final Map<TenantId, Integer> loads = new ConcurrentHashMap<>();
        private final Set<Thread> loaders = ConcurrentHashMap.newKeySet();
        private final TenantKeyring keyring;
        private final TenantEncryptor invoices;

        private Node(Duration timeToLive) {
            this.keyring = keyring()
                    .timeToLive(timeToLive)
                    .clock(lab.clock())
                    .listener(this::note)
                    .build();
            this.invoices = keyring.encryptor("invoices");
        }

        private void note(IsolationEvent event) {
            if (event instanceof IsolationEvent.BranchKeyLoaded loaded) {
                loaders.add(Thread.currentThread());
                loads.merge(loaded.tenant(), 1, Integer::sum);
            }
        }

        byte[] seal(TenantId tenant) {
            byte[] message = TenantContext.call(tenant, () -> invoices.encrypt(PLAINTEXT, RECORD));
            awaitRefresh();
            return message;
        }

        byte[] open(TenantId tenant, byte[] message) {
            byte[] plaintext = TenantContext.call(tenant, () -> invoices.decrypt(message, RECORD));
            awaitRefresh();
            return plaintext;
        }

        int loads(TenantId tenant) {
            return loads.getOrDefault(tenant, 0);
        }

        /** A refresh runs beside the operation that is the first to need it: time must not move before it is over. */
        private void awaitRefresh() {
            long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
            while (!isQuiet()) {
                if (System.nanoTime() - deadline > 0) {
                    throw new IllegalStateException("a refresh did not end");
                }
                Thread.onSpinWait();
            }
        }

        private boolean isQuiet() {
            BranchKeyCacheMetrics metrics = keyring.cacheMetrics();
            int ended = loads.values().stream().mapToInt(Integer::intValue).sum();
            return ended == metrics.loads() + metrics.refreshes()
                    && loaders.stream().allMatch(Node::isIdle);
        }

        /** Once a load is told of, what is left of it waits for nothing: such a thread has ended, or waits for another load. */
        private static boolean isIdle(Thread loader) {
            Thread.State state = loader.getState();
            return state == Thread.State.TIMED_WAITING || state == Thread.State.TERMINATED;
        }

        @Override
        public void close() {
            keyring.close();
        }
    }
}
