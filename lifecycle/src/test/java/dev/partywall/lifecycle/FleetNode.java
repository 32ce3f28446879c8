package dev.partywall.lifecycle;

import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.core.TenantIsolationException;
import dev.partywall.keyring.TenantEncryptor;
import dev.partywall.keyring.TenantKeyring;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kms.KmsClient;

/** A node of a fleet: its threads open records of two tenants again and again, and note when they began and what became of it. */
final class FleetNode implements AutoCloseable {

    static final int THREADS = 4;

    /** The tenant with a root key of its own, and the one without. */
    static final List<TenantId> TENANTS = List.of(TenantId.of("silo"), TenantId.of("pool"));

    private final String name;
    private final Path folder;
    private final TenantDirectory directory;
    private final TenantKeyring keyring;
    private final List<byte[]> messages = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean over;

    /** A node that goes by the registry; the tenants' messages lie in the folder. */
    FleetNode(String name, Path folder, DynamoDbClient dynamoDb, KmsClient kms, FleetSettings fleet)
            throws IOException {
        this.name = name;
        this.folder = folder;
        for (TenantId tenant : TENANTS) {
            messages.add(Files.readAllBytes(message(folder, tenant)));
        }
        this.directory = TenantDirectory.builder()
                .registry(DynamoDbTenantRegistry.of(LifecycleLab.REGISTRY, dynamoDb))
                .fleet(fleet)
                .build();
        this.keyring = TenantKeyring.builder()
                .keyStore(LifecycleLab.TABLE, dynamoDb)
                .rootKeys(directory, kms)
                .gate(directory)
                .build();
        directory.evicting(keyring);
    }

    static Path message(Path folder, TenantId tenant) {
        return folder.resolve(tenant + ".message");
    }

    TenantDirectory directory() {
        return directory;
    }

    FleetNode start() {
        for (int i = 0; i < THREADS; i++) {
            int number = i;
            Thread thread = new Thread(() -> openAll(number), name + "-" + number);
            threads.add(thread);
            thread.start();
        }
        return this;
    }

    private void openAll(int thread) {
        TenantEncryptor invoices = keyring.encryptor("invoices");
        try (DataOutputStream log = new DataOutputStream(
                new BufferedOutputStream(Files.newOutputStream(FleetLog.file(folder, name, thread))))) {
            for (int i = thread; !over; i++) {
                int tenant = i % TENANTS.size();
                long began = FleetLog.now();
                FleetLog.write(log, began, tenant, outcome(invoices, tenant));
                if (i % 8 == 0) {
                    log.flush();
                }
                TimeUnit.MILLISECONDS.sleep(4);
            }
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private int outcome(TenantEncryptor invoices, int tenant) {
        try {
            byte[] opened = TenantContext.call(
                    TENANTS.get(tenant), () -> invoices.decrypt(messages.get(tenant), LifecycleLab.RECORD));
            return Arrays.equals(opened, LifecycleLab.PLAINTEXT) ? FleetLog.OPENED : FleetLog.WRONG;
        } catch (TenantIsolationException refused) {
            return refused.code().number();
        }
    }

    @Override
    public void close() {
        over = true;
        try {
            for (Thread thread : threads) {
                thread.join(TimeUnit.MINUTES.toMillis(2));
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        keyring.close();
        directory.close();
    }
}
