package dev.partywall.keyring.internal.store;

import dev.partywall.core.IsolationEvent;
import dev.partywall.core.IsolationEventListener;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.keyring.BranchKeyDescription;
import dev.partywall.keyring.BranchKeyVersion;
import dev.partywall.keyring.BranchKeys;
import dev.partywall.keyring.Rotation;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.cryptography.keystore.model.CreateKeyInput;
import software.amazon.cryptography.keystore.model.CreateKeyStoreInput;
import software.amazon.cryptography.keystore.model.KeyStoreException;
import software.amazon.cryptography.keystore.model.VersionKeyInput;

/** Branch keys made and rotated by the material providers' key store, described and deleted by their rows. */
public final class KeyStoreBranchKeys implements BranchKeys {

    /** The name, in the branch key's own encryption context, under which IAM policies find the tenant. */
    private static final String TENANT_PAIR = "tenant";

    /** How often a write that DynamoDB cancelled for contention alone is tried again. */
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
            try {
                BranchKeyStore.keyStoreWithoutKeys(settings, StoreDynamoDb.of(settings.dynamoDb()))
                        .CreateKeyStore(CreateKeyStoreInput.builder().build());
            } catch (KeyStoreException otherSchema) {
                throw failures.otherSchema(otherSchema);
            } catch (ResourceInUseException justBeingMade) {
                // By another JVM: it only has to be waited for.
            }
            rows.awaitTable();
            return true;
        });
    }

    @Override
    public BranchKeyVersion create(TenantId tenant) {
        return TenantContext.call(tenant, () -> {
            Optional<KeyStoreRows.Active> existing = translated(tenant, () -> rows.active(tenant));
            return existing.isPresent() ? existing.get().version() : createMissing(tenant);
        });
    }

    private BranchKeyVersion createMissing(TenantId tenant) {
        Written written = changing(tenant, () -> untilWritten(tenant, () -> createOnce(tenant)));
        if (written.byThisCall) {
            listener.onEvent(new IsolationEvent.BranchKeyCreated(clock.instant(), tenant, written.active.toString()));
        }
        return written.active;
    }

    private Optional<Written> createOnce(TenantId tenant) {
        StoreDynamoDb dynamoDb = StoreDynamoDb.of(settings.dynamoDb());
        String rootKeyArn = settings.keys().rulesOf(tenant).rootKeyArn();
        try {
            BranchKeyStore.keyStoreUnder(rootKeyArn, settings, dynamoDb)
                    .CreateKey(CreateKeyInput.builder()
                            .branchKeyIdentifier(tenant.value())
                            .encryptionContext(Map.of(TENANT_PAIR, tenant.value()))
                            .build());
            return Optional.of(new Written(dynamoDb.requireWritten(), true));
        } catch (AwsCallFailed failed) {
            TransactionCanceledException cancelled = requireCancelled(failed);
            Optional<BranchKeyVersion> others = rows.active(tenant).map(KeyStoreRows.Active::version);
            if (others.isEmpty() && foundRows(cancelled)) {
                throw failures.inconsistent(tenant, cancelled);
            }
            return others.map(active -> new Written(active, false));
        }
    }

    @Override
    public Rotation rotate(TenantId tenant) {
        BranchKeyVersion active = TenantContext.call(
                tenant, () -> translated(tenant, () -> requireActive(tenant).version()));
        return rotate(tenant, active);
    }

    @Override
    public Rotation rotate(TenantId tenant, BranchKeyVersion expected) {
        return TenantContext.call(tenant, () -> {
            Written written = changing(tenant, () -> untilWritten(tenant, () -> rotateOnce(tenant, expected)));
            if (!written.byThisCall) {
                return new Rotation.Superseded(expected, written.active);
            }
            listener.onEvent(new IsolationEvent.BranchKeyRotated(
                    clock.instant(), tenant, expected.toString(), written.active.toString()));
            return new Rotation.Rotated(expected, written.active);
        });
    }

    private Optional<Written> rotateOnce(TenantId tenant, BranchKeyVersion expected) {
        KeyStoreRows.Active active = requireActive(tenant);
        if (!active.version().equals(expected)) {
            return Optional.of(new Written(active.version(), false));
        }
        StoreDynamoDb dynamoDb = StoreDynamoDb.rotating(settings.dynamoDb(), expected.toString());
        try {
            // Under the root key of its row: while the rows move, that may be the former one, and the new rows move
            // after them.
            BranchKeyStore.keyStoreUnder(active.rootKeyArn(), settings, dynamoDb)
                    .VersionKey(VersionKeyInput.builder()
                            .branchKeyIdentifier(tenant.value())
                            .build());
            return Optional.of(new Written(dynamoDb.requireWritten(), true));
        } catch (AwsCallFailed failed) {
            requireCancelled(failed);
            return Optional.empty();
        }
    }

    /** Which version is active after a write, and whose write it was. */
    private record Written(BranchKeyVersion active, boolean byThisCall) {}

    /** Tries again where DynamoDB cancelled a write for contention, and neither it nor another is there. */
    private Written untilWritten(TenantId tenant, Supplier<Optional<Written>> write) {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            Optional<Written> written = write.get();
            if (written.isPresent()) {
                return written.get();
            }
        }
        throw failures.contended(tenant, null);
    }

    /** That DynamoDB cancelled a transaction, or else the failure as it is. */
    private static TransactionCanceledException requireCancelled(AwsCallFailed failed) {
        if (failed.failure() instanceof TransactionCanceledException cancelled) {
            return cancelled;
        }
        throw failed;
    }

    /** Whether rows were there already; another write under way is another reason. */
    private static boolean foundRows(TransactionCanceledException cancelled) {
        return cancelled.cancellationReasons().stream()
                .anyMatch(reason -> "ConditionalCheckFailed".equals(reason.code()));
    }

    private KeyStoreRows.Active requireActive(TenantId tenant) {
        return rows.active(tenant).orElseThrow(() -> failures.missing(tenant));
    }

    @Override
    public Optional<BranchKeyDescription> describe(TenantId tenant) {
        return TenantContext.call(tenant, () -> translated(tenant, () -> rows.describe(tenant)));
    }

    @Override
    public int rewrap(TenantId tenant) {
        return TenantContext.call(tenant, () -> {
            int carried = changing(tenant, () -> new KeyStoreRewrap(settings, rows).rewrap(tenant, failures));
            if (carried > 0) {
                listener.onEvent(new IsolationEvent.BranchKeyRewrapped(
                        clock.instant(), tenant, settings.keys().rulesOf(tenant).rootKeyArn(), carried));
            }
            return carried;
        });
    }

    @Override
    public int delete(TenantId tenant) {
        return deleted(tenant, () -> rows.deleteAll(tenant));
    }

    @Override
    public int delete(TenantId tenant, BranchKeyVersion expected) {
        return deleted(tenant, () -> rows.deleteAll(tenant, expected));
    }

    private int deleted(TenantId tenant, Supplier<Integer> deletion) {
        return TenantContext.call(tenant, () -> {
            int deleted = changing(tenant, deletion);
            if (deleted > 0) {
                listener.onEvent(new IsolationEvent.BranchKeyDeleted(clock.instant(), tenant, deleted));
            }
            return deleted;
        });
    }

    /** However far a change came, memory must not be ahead of it. */
    private <T> T changing(TenantId tenant, Supplier<T> change) {
        try {
            return translated(tenant, change);
        } finally {
            changed.accept(tenant);
        }
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
