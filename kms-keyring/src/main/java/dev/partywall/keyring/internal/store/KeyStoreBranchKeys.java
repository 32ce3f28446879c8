package dev.partywall.keyring.internal.store;

import dev.partywall.core.IsolationEvent;
import dev.partywall.core.IsolationEventListener;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.keyring.BranchKeyDescription;
import dev.partywall.keyring.BranchKeyVersion;
import dev.partywall.keyring.BranchKeys;
import dev.partywall.keyring.Rotation;
import dev.partywall.keyring.internal.KeyringSettings.KeyStoreSettings;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.cryptography.keystore.KeyStore;
import software.amazon.cryptography.keystore.model.CreateKeyInput;
import software.amazon.cryptography.keystore.model.CreateKeyStoreInput;
import software.amazon.cryptography.keystore.model.VersionKeyInput;

/** Branch keys made and rotated by the material providers' key store, described and deleted by their rows. */
public final class KeyStoreBranchKeys implements BranchKeys {

    /** The name, in the branch key's own encryption context, under which IAM policies find the tenant. */
    private static final String TENANT_PAIR = "tenant";

    /** How often a rotation that DynamoDB cancelled for contention alone is tried again. */
    private static final int MAX_ATTEMPTS = 5;

    private final KeyStoreSettings settings;
    private final KeyStoreRows rows;
    private final KeyStoreFailures failures;
    private final IsolationEventListener listener;
    private final Clock clock;
    /** Told of a tenant whose branch key changed, so that no memory holds what was. */
    private final Consumer<TenantId> changed;

    /** Works on the key store of these settings. */
    public KeyStoreBranchKeys(
            KeyStoreSettings settings, IsolationEventListener listener, Clock clock, Consumer<TenantId> changed) {
        this.settings = settings;
        this.rows = new KeyStoreRows(settings.table(), settings.dynamoDb());
        this.failures = new KeyStoreFailures(settings);
        this.listener = listener;
        this.clock = clock;
        this.changed = changed;
    }

    @Override
    public void createKeyStore() {
        translated(null, () -> {
            reading().CreateKeyStore(CreateKeyStoreInput.builder().build());
            rows.awaitTable();
            return true;
        });
    }

    @Override
    public BranchKeyVersion create(TenantId tenant) {
        return TenantContext.call(tenant, () -> {
            boolean made = translated(tenant, () -> rows.active(tenant).isEmpty() && createMissing(tenant));
            BranchKeyVersion active = translated(tenant, () -> requireActive(tenant));
            if (made) {
                changed.accept(tenant);
                listener.onEvent(new IsolationEvent.BranchKeyCreated(clock.instant(), tenant, active.toString()));
            }
            return active;
        });
    }

    /** Whether this call made the key; false if another came first. */
    private boolean createMissing(TenantId tenant) {
        try {
            reading()
                    .CreateKey(CreateKeyInput.builder()
                            .branchKeyIdentifier(tenant.value())
                            .encryptionContext(Map.of(TENANT_PAIR, tenant.value()))
                            .build());
            return true;
        } catch (AwsCallFailed failed) {
            TransactionCanceledException lost = requireCancelled(failed);
            if (rows.active(tenant).isEmpty()) {
                throw failures.inconsistent(tenant, lost);
            }
            return false;
        }
    }

    @Override
    public Rotation rotate(TenantId tenant) {
        BranchKeyVersion active = TenantContext.call(tenant, () -> translated(tenant, () -> requireActive(tenant)));
        return rotate(tenant, active);
    }

    @Override
    public Rotation rotate(TenantId tenant, BranchKeyVersion expected) {
        return TenantContext.call(tenant, () -> {
            Rotation rotation = translated(tenant, () -> rotateAway(tenant, expected));
            changed.accept(tenant);
            if (rotation instanceof Rotation.Rotated rotated) {
                listener.onEvent(new IsolationEvent.BranchKeyRotated(
                        clock.instant(),
                        tenant,
                        expected.toString(),
                        rotated.active().toString()));
            }
            return rotation;
        });
    }

    private Rotation rotateAway(TenantId tenant, BranchKeyVersion expected) {
        TransactionCanceledException contention = null;
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            BranchKeyVersion active = requireActive(tenant);
            if (!active.equals(expected)) {
                return new Rotation.Superseded(expected, active);
            }
            try {
                rotateOnce(tenant, expected);
                return new Rotation.Rotated(expected, requireActive(tenant));
            } catch (AwsCallFailed failed) {
                contention = requireCancelled(failed);
            }
        }
        throw failures.contended(tenant, contention);
    }

    /** That another write came first, or else the failure as it is. */
    private static TransactionCanceledException requireCancelled(AwsCallFailed failed) {
        if (failed.failure() instanceof TransactionCanceledException cancelled) {
            return cancelled;
        }
        throw failed;
    }

    private void rotateOnce(TenantId tenant, BranchKeyVersion expected) {
        BranchKeyStore.keyStore(settings, StoreDynamoDb.rotating(settings.dynamoDb(), expected.toString()))
                .VersionKey(VersionKeyInput.builder()
                        .branchKeyIdentifier(tenant.value())
                        .build());
    }

    private BranchKeyVersion requireActive(TenantId tenant) {
        return rows.active(tenant).orElseThrow(() -> failures.missing(tenant));
    }

    @Override
    public Optional<BranchKeyDescription> describe(TenantId tenant) {
        return TenantContext.call(tenant, () -> translated(tenant, () -> rows.describe(tenant)));
    }

    @Override
    public int delete(TenantId tenant) {
        return TenantContext.call(tenant, () -> {
            int deleted;
            try {
                deleted = translated(tenant, () -> rows.deleteAll(tenant));
            } finally {
                // However far the deletion came, memory must not be ahead of it.
                changed.accept(tenant);
            }
            if (deleted > 0) {
                listener.onEvent(new IsolationEvent.BranchKeyDeleted(clock.instant(), tenant, deleted));
            }
            return deleted;
        });
    }

    private KeyStore reading() {
        return BranchKeyStore.keyStore(settings, StoreDynamoDb.reading(settings.dynamoDb()));
    }

    private <T> T translated(@Nullable TenantId tenant, Supplier<T> work) {
        try {
            return work.get();
        } catch (RowMissing missing) {
            throw failures.missing(tenant);
        } catch (RuntimeException failure) {
            throw failures.of(tenant, failure);
        }
    }
}
