package dev.partywall.keyring.internal.cache;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.keyring.KeyUnavailableException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A key store in memory whose tenants can be missing, denied, throttled, slow or hung, and which counts its loads. */
final class ScriptedLoader implements BranchKeyLoader {

    private final Map<TenantId, String> activeVersions = new ConcurrentHashMap<>();
    private final Map<TenantId, ErrorCode> failures = new ConcurrentHashMap<>();
    private final Map<TenantId, Error> errors = new ConcurrentHashMap<>();
    private final Map<TenantId, CountDownLatch> gates = new ConcurrentHashMap<>();
    private final Set<TenantId> deaf = ConcurrentHashMap.newKeySet();
    private final List<BranchKey> handedOut = new CopyOnWriteArrayList<>();
    private final List<String> loads = new CopyOnWriteArrayList<>();
    private final List<String> wrongTenantBound = new CopyOnWriteArrayList<>();

    String create(TenantId tenant) {
        String version = UUID.randomUUID().toString();
        activeVersions.put(tenant, version);
        return version;
    }

    void fail(TenantId tenant, ErrorCode code) {
        failures.put(tenant, code);
    }

    /** Loads of this tenant break with what no loader should throw. */
    void breakWith(TenantId tenant, Error error) {
        errors.put(tenant, error);
    }

    void mend(TenantId tenant) {
        failures.remove(tenant);
        errors.remove(tenant);
    }

    CountDownLatch hold(TenantId tenant) {
        CountDownLatch gate = new CountDownLatch(1);
        gates.put(tenant, gate);
        return gate;
    }

    /** Holds loads that heed no interrupt, as some drivers do not. */
    CountDownLatch holdDeaf(TenantId tenant) {
        deaf.add(tenant);
        return hold(tenant);
    }

    /** Holds no further loads of the tenant; those that are held wait for what is returned. */
    CountDownLatch letGoLater(TenantId tenant) {
        deaf.remove(tenant);
        return Objects.requireNonNull(gates.remove(tenant));
    }

    void letGo(TenantId tenant) {
        CountDownLatch gate = gates.remove(tenant);
        if (gate != null) {
            gate.countDown();
        }
    }

    /** Whether a key's bytes are overwritten; the keys of this loader are not of zeroes. */
    static boolean isWiped(BranchKey key) {
        for (byte b : key.secretBytes()) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    long loads(TenantId tenant) {
        return loads.stream().filter(load -> load.startsWith(tenant + " ")).count();
    }

    List<BranchKey> handedOut() {
        return handedOut;
    }

    List<String> wrongTenantBound() {
        return wrongTenantBound;
    }

    @Override
    public BranchKey loadActive(TenantId tenant) {
        begin(tenant, CacheKey.ACTIVE);
        String version = activeVersions.get(tenant);
        if (version == null) {
            throw failure(tenant, ErrorCode.BRANCH_KEY_MISSING, false);
        }
        return key(tenant, version);
    }

    @Override
    public BranchKey loadVersion(TenantId tenant, String version) {
        begin(tenant, version);
        if (version.startsWith("f")) {
            throw failure(tenant, ErrorCode.BRANCH_KEY_VERSION_UNKNOWN, false);
        }
        return key(tenant, version);
    }

    private void begin(TenantId tenant, String what) {
        loads.add(tenant + " " + what);
        if (TenantContext.find().filter(bound -> bound.id().equals(tenant)).isEmpty()) {
            wrongTenantBound.add(tenant.value());
        }
        CountDownLatch gate = gates.get(tenant);
        if (gate != null) {
            if (deaf.contains(tenant)) {
                awaitDeaf(gate);
            } else {
                await(tenant, gate);
            }
        }
        Error error = errors.get(tenant);
        if (error != null) {
            throw error;
        }
        ErrorCode code = failures.get(tenant);
        if (code != null) {
            throw failure(tenant, code, code == ErrorCode.KEY_SERVICE_THROTTLED);
        }
    }

    private static void await(TenantId tenant, CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw failure(tenant, ErrorCode.KEY_SERVICE_UNAVAILABLE, true);
        }
    }

    private static void awaitDeaf(CountDownLatch gate) {
        boolean interrupted = false;
        for (boolean over = false; !over; ) {
            try {
                gate.await();
                over = true;
            } catch (InterruptedException unheard) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private BranchKey key(TenantId tenant, String version) {
        byte[] bytes = new byte[BranchKey.LENGTH];
        Arrays.fill(bytes, (byte) 0x5a);
        BranchKey key = new BranchKey(tenant, version, bytes);
        handedOut.add(key);
        return key;
    }

    private static KeyUnavailableException failure(TenantId tenant, ErrorCode code, boolean retryable) {
        return new KeyUnavailableException(code, tenant, retryable, "scripted", null);
    }
}
