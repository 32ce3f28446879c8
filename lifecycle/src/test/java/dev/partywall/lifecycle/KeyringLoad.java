package dev.partywall.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.core.TenantIsolationException;
import dev.partywall.keyring.DecryptionRefusedException;
import dev.partywall.keyring.RecordId;
import dev.partywall.keyring.TenantEncryptor;
import dev.partywall.keyring.TenantKeyring;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Threads that write and read records of a tenant on two nodes, and keep everything that was ever written. */
final class KeyringLoad implements AutoCloseable {

    private static final int THREADS = 64;

    /** More than an operation needs that is overtaken by evictions. */
    private static final int MOST_ATTEMPTS = 50;

    private final TenantId tenant;
    private final long seed;
    private final List<TenantKeyring> nodes;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final List<Future<?>> running = new ArrayList<>();
    private final Map<Integer, byte[]> written = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicLong reads = new AtomicLong();
    private final Map<ErrorCode, Integer> retries = new ConcurrentHashMap<>();
    private volatile boolean over;

    KeyringLoad(TenantId tenant, long seed, TenantKeyring... nodes) {
        this.tenant = tenant;
        this.seed = seed;
        this.nodes = List.of(nodes);
    }

    /** Half of the threads write, half read; one in eight is on the second node. */
    void start() {
        for (int i = 0; i < THREADS; i++) {
            Random random = new Random(seed + 1 + i);
            TenantEncryptor records = nodes.get(i / 2 % 8 == 7 ? 1 : 0).encryptor("invoices");
            boolean isWriter = i % 2 == 0;
            running.add(threads.submit(() -> work(records, random, isWriter)));
        }
    }

    private boolean work(TenantEncryptor records, Random random, boolean isWriter) throws InterruptedException {
        while (!over) {
            if (isWriter || count.get() == 0) {
                write(records);
            } else {
                read(records, random);
            }
            // So that the rounds get on, and the messages stay few enough to be kept.
            TimeUnit.MILLISECONDS.sleep(isWriter ? 50 + random.nextInt(400) : 5 + random.nextInt(40));
        }
        return true;
    }

    private void write(TenantEncryptor records) {
        int number = count.getAndIncrement();
        written.put(number, patiently(() -> records.encrypt(plaintext(number), record(number))));
    }

    /** One of all that were written, mostly of the latest. */
    private void read(TenantEncryptor records, Random random) {
        int newest = count.get();
        int number = random.nextInt(4) == 0
                ? random.nextInt(newest)
                : Math.max(0, newest - 1 - random.nextInt(Math.min(newest, 200)));
        byte[] message = written.get(number);
        if (message != null) {
            assertThat(patiently(() -> records.decrypt(message, record(number))))
                    .isEqualTo(plaintext(number));
            reads.incrementAndGet();
        }
    }

    private byte[] patiently(Supplier<byte[]> operation) {
        for (int attempt = 1; ; attempt++) {
            try {
                return TenantContext.call(tenant, operation::get);
            } catch (TenantIsolationException failure) {
                if (!failure.isRetryable() || attempt == MOST_ATTEMPTS) {
                    throw failure;
                }
                retries.merge(failure.code(), 1, Integer::sum);
                // A node whose machine is busy may not have heard from the registry for its bound; it soon does again.
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            }
        }
    }

    private static RecordId record(int number) {
        return RecordId.of("record-" + number);
    }

    private byte[] plaintext(int number) {
        return (tenant + "/" + number).getBytes(StandardCharsets.UTF_8);
    }

    /** Ends the threads, and fails if one of them did. */
    void stop() throws Exception {
        over = true;
        for (Future<?> one : running) {
            one.get(2, TimeUnit.MINUTES);
        }
        assertThat(written).hasSize(count.get());
    }

    /** Each message opens to what was written, for its tenant and no other. */
    void assertAllOpen(TenantKeyring node, TenantId other) {
        TenantEncryptor records = node.encryptor("invoices");
        written.forEach((number, message) -> {
            assertThat(patiently(() -> records.decrypt(message, record(number))))
                    .as("record %d, seed %d", number, seed)
                    .isEqualTo(plaintext(number));
            assertThat(refusal(records, other, number, message).code()).isEqualTo(ErrorCode.MESSAGE_OF_OTHER_TENANT);
        });
    }

    private static DecryptionRefusedException refusal(
            TenantEncryptor records, TenantId other, int number, byte[] message) {
        return TenantContext.call(
                other,
                () -> catchThrowableOfType(
                        DecryptionRefusedException.class, () -> records.decrypt(message, record(number))));
    }

    @Override
    public String toString() {
        return written.size() + " messages written, " + reads + " read, retries " + retries;
    }

    @Override
    public void close() {
        over = true;
        threads.shutdownNow();
    }
}
