package dev.partywall.keyring.internal;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.partywall.core.ErrorCode;
import dev.partywall.core.IsolationEvent;
import dev.partywall.core.Tenant;
import dev.partywall.core.TenantId;
import dev.partywall.core.TenantIsolationException;
import dev.partywall.core.TenantNotServedException;
import dev.partywall.keyring.BranchKeyCacheMetrics;
import dev.partywall.keyring.BranchKeyVersion;
import dev.partywall.keyring.BranchKeys;
import dev.partywall.keyring.InvalidKeySettingException;
import dev.partywall.keyring.KeyUnavailableException;
import dev.partywall.keyring.TenantEncryptor;
import dev.partywall.keyring.TenantKeyring;
import dev.partywall.keyring.WarmUpPace;
import dev.partywall.keyring.WarmUpReport;
import dev.partywall.keyring.internal.cache.BranchKeyCache;
import dev.partywall.keyring.internal.cache.CacheSettings;
import dev.partywall.keyring.internal.cache.Lease;
import dev.partywall.keyring.internal.cache.Session;
import dev.partywall.keyring.internal.engine.MessageEngine;
import dev.partywall.keyring.internal.engine.jca.JcaEngine;
import dev.partywall.keyring.internal.engine.sdk.EncryptionSdkEngine;
import dev.partywall.keyring.internal.message.MessageHeader;
import dev.partywall.keyring.internal.message.MessageRefused;
import dev.partywall.keyring.internal.message.RecordContext;
import dev.partywall.keyring.internal.store.BranchKeyStore;
import dev.partywall.keyring.internal.store.KeyStoreBranchKeys;
import java.time.Clock;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;

/** A keyring over the hierarchy root key, branch key, data key. */
public final class HierarchicalTenantKeyring implements TenantKeyring {

    private static final Pattern PURPOSE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");

    private final KeyringSettings settings;
    private final @Nullable AwsCredentialsProvider credentials;
    private final Clock clock;
    private final MessageEngine engine;
    private final BranchKeyCache cache;
    private final BranchKeys branchKeys;
    private final BranchKeyPrefetch prefetch;
    /** Those that {@link #close} has to stop. */
    private final Set<WarmUp> warmUps = ConcurrentHashMap.newKeySet();

    /** Calls nothing in AWS. */
    public HierarchicalTenantKeyring(KeyringSettings settings) {
        this.settings = settings;
        this.credentials = settings.credentials().orElse(null);
        this.clock = settings.wallClock();
        this.engine = engine(settings);
        this.cache = new BranchKeyCache(
                new GatedLoader(
                        settings.gate(),
                        new ListeningLoader(new BranchKeyStore(settings.keyStore()), settings.listener(), clock)),
                cacheSettings(settings));
        this.branchKeys = new KeyStoreBranchKeys(settings.keyStore(), settings.listener(), clock, cache::evict);
        this.prefetch = new BranchKeyPrefetch(cache, this::session, settings.batchLoads());
    }

    private static MessageEngine engine(KeyringSettings settings) {
        return switch (settings.engine()) {
            case JCA ->
                new JcaEngine(
                        settings.secureRandom().orElse(null),
                        settings.frameLength(),
                        settings.dataKeyReuse().orElse(null),
                        ticker(settings)::read);
            case ENCRYPTION_SDK -> new EncryptionSdkEngine(settings.keyStore().logicalName(), settings.frameLength());
        };
    }

    private static CacheSettings cacheSettings(KeyringSettings settings) {
        return new CacheSettings(
                settings.timeToLive(),
                settings.negativeTimeToLive(),
                settings.loadTimeout(),
                settings.maximumCachedKeys(),
                settings.maximumCachedKeysPerTenant(),
                ticker(settings),
                settings.wallClock());
    }

    private static Ticker ticker(KeyringSettings settings) {
        return settings.clock().map(CacheSettings::tickerOf).orElse(Ticker.systemTicker());
    }

    @Override
    public TenantEncryptor encryptor(String purpose) {
        if (!PURPOSE.matcher(purpose).matches()) {
            throw InvalidKeySettingException.setting(
                    "purpose", "is 1 to 64 characters of A-Z a-z 0-9 _ . -, the first a letter or a digit");
        }
        return new SealingTenantEncryptor(purpose, this);
    }

    @Override
    public BranchKeys branchKeys() {
        return branchKeys;
    }

    @Override
    public void evict(TenantId tenant) {
        cache.evict(tenant);
        settings.listener().onEvent(new IsolationEvent.BranchKeysEvicted(clock.instant(), tenant));
    }

    @Override
    public WarmUpReport warmUp(Collection<Tenant> tenants, WarmUpPace pace) {
        WarmUp warmUp = new WarmUp(
                WarmUp.check(tenants, settings.maximumCachedKeys(), settings.maximumCachedKeysPerTenant()),
                tenant -> cache.holdsActive(tenant, session(tenant)),
                tenant -> active(tenant).close(),
                Pace.of(pace),
                WarmUp::lane);
        warmUps.add(warmUp);
        try {
            return warmUp.run(pace.parallelLoads());
        } finally {
            warmUps.remove(warmUp);
        }
    }

    @Override
    public BranchKeyCacheMetrics cacheMetrics() {
        return cache.metrics();
    }

    @Override
    public void close() {
        cache.close();
        warmUps.forEach(WarmUp::stop);
    }

    KeyringSettings settings() {
        return settings;
    }

    Clock clock() {
        return clock;
    }

    MessageEngine engine() {
        return engine;
    }

    BranchKeyPrefetch prefetch() {
        return prefetch;
    }

    /** Lets a tenant pass that is served now, or tells of it and refuses. */
    void requireServed(TenantId tenant) {
        try {
            settings.gate().requireServed(tenant);
        } catch (TenantNotServedException refused) {
            settings.listener().onEvent(new IsolationEvent.TenantNotServed(clock.instant(), tenant, refused.code()));
            throw refused;
        }
    }

    /** Refuses a message that is not what the caller wants to open, before any key is asked for. */
    MessageHeader requireFor(RecordContext context, MessageHeader header) throws MessageRefused {
        header.requireFor(context);
        Set<BranchKeyVersion> retired =
                settings.keyStore().keys().rulesOf(context.tenant()).retired();
        if (!retired.isEmpty() && retired.contains(new BranchKeyVersion(header.branchKeyVersion()))) {
            throw new MessageRefused(ErrorCode.BRANCH_KEY_VERSION_RETIRED);
        }
        return header;
    }

    Lease active(Tenant tenant) {
        try {
            return cache.active(tenant, session(tenant));
        } catch (KeyUnavailableException noKey) {
            throw whyNone(tenant, noKey);
        }
    }

    Lease version(Tenant tenant, String version) {
        try {
            return cache.version(tenant, session(tenant), version);
        } catch (KeyUnavailableException noKey) {
            throw whyNone(tenant, noKey);
        }
    }

    /** Where the gate has closed while a key was waited for, that is why there is none. */
    private KeyUnavailableException whyNone(Tenant tenant, KeyUnavailableException noKey) {
        requireServed(tenant.id());
        return noKey;
    }

    /** Whoever wants a key comes by here, so it is here that the gate is. */
    private Session session(Tenant tenant) {
        requireServed(tenant.id());
        // Once an operation, so without the lambdas that an Optional would have made.
        return credentials == null ? Session.of(tenant) : session(tenant, credentials);
    }

    private static Session session(Tenant tenant, AwsCredentialsProvider provider) {
        try {
            AwsCredentials credentials = provider.resolveCredentials();
            return new Session(tenant.attributes(), credentials.accessKeyId(), credentials.expirationTime());
        } catch (RuntimeException failure) {
            boolean retryable = isRetryable(failure);
            throw new KeyUnavailableException(
                    retryable ? ErrorCode.KEY_SERVICE_UNAVAILABLE : ErrorCode.KEY_ACCESS_DENIED,
                    tenant.id(),
                    retryable,
                    "the provider given as the setting credentials has none for it; look at the cause",
                    failure);
        }
    }

    private static boolean isRetryable(RuntimeException failure) {
        if (failure instanceof TenantIsolationException own) {
            return own.isRetryable();
        }
        return failure instanceof SdkException sdk && sdk.retryable();
    }
}
