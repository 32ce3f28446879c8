package dev.partywall.keyring;

import dev.partywall.core.IsolationEventListener;
import dev.partywall.core.Tenant;
import dev.partywall.core.TenantGate;
import dev.partywall.core.TenantId;
import dev.partywall.keyring.internal.HierarchicalTenantKeyring;
import dev.partywall.keyring.internal.KeyringSettings;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kms.KmsClient;

/**
 * The branch keys of all tenants under one root key: the way in to sealing and opening.
 *
 * <pre>{@code
 * var keyring = TenantKeyring.builder()
 *         .keyStore("tenant-keys", dynamoDb)
 *         .rootKey("arn:aws:kms:eu-central-1:111122223333:key/...", kms)
 *         .build();
 * TenantEncryptor invoices = keyring.encryptor("invoices");
 * }</pre>
 *
 * <p>Each tenant has a branch key, its id being the tenant's id, whose versions are rows of the key store, wrapped by the
 * root key in KMS. A branch key in use is cached in this JVM for a bounded time: that time is also how long a revoked
 * permission can go unnoticed, unless {@link #evict} is called.
 *
 * <p><b>Guarantees of the cache.</b> One load at a time per tenant and version, shared by encryption and decryption; no
 * tenant waits for another's load; a key is never used past its time to live or past the credentials that loaded it; a
 * load that began before an eviction does not survive it; key bytes are overwritten when they leave the cache; a tenant
 * that asks for many keys pushes out its own, never another's, while all of them together fit.
 *
 * <p>Branch keys are loaded on threads of the keyring's own, with the operation's tenant bound and nothing else carried over.
 *
 * <p>Build one per service and root key, share it between threads, and close it at the end. The SDK clients are the
 * caller's to close, after the keyring. <b>Size their connection pools:</b> a tenant whose KMS key does not answer holds
 * one connection for up to {@link Builder#loadTimeout}; with a pool of 50, the SDK's default, 50 such tenants would make
 * the others wait for a connection.
 */
public interface TenantKeyring extends AutoCloseable {

    /**
     * A builder with the defaults named at each method.
     *
     * @return the builder
     */
    static Builder builder() {
        return new Builder();
    }

    /**
     * The encryptor for one purpose. Cheap; encryptors of one purpose are interchangeable.
     *
     * @param purpose what the records are for: 1 to 64 characters of {@code A-Z a-z 0-9 _ . -}, the first a letter or
     *     digit
     * @return the encryptor
     * @throws InvalidKeySettingException if the purpose is not of that form
     */
    TenantEncryptor encryptor(String purpose);

    /**
     * The branch keys, for operators.
     *
     * @return the branch keys
     */
    BranchKeys branchKeys();

    /**
     * Drops all branch keys of a tenant from this JVM's memory, loads in flight included. An operation that starts after
     * this returns asks the key store and KMS again: for a tenant whose key was deleted, or for whom they deny, it opens
     * nothing.
     *
     * @param tenant whose keys
     */
    void evict(TenantId tenant);

    /**
     * Loads the active branch keys of tenants that are likely to be served soon, at a bounded rate: for a JVM that has just
     * started, so that its first requests neither wait for KMS one by one nor ask KMS all at once. Waits until it is done.
     *
     * <p>Each load runs with its tenant, as given, bound, and on threads of the keyring's own. As {@link BranchKeys} does,
     * this names its tenants and needs none bound; where one is bound it must be the one named.
     *
     * <p>A tenant that is denied, unknown or slow is its own failure: one that KMS does not answer for takes one of the
     * parallel loads for {@link Builder#loadTimeout} at most. An interrupt of the calling thread, or {@link #close}, ends the
     * warm-up at once: the report then names the tenants that are left, and the thread stays interrupted.
     *
     * @param tenants whose keys, with the attributes under which they will be served; repetitions count once
     * @param pace how fast
     * @return what became of each tenant
     * @throws InvalidKeySettingException if the tenants are more than {@link Builder#maximumCachedKeys}, or more sets of
     *     attributes of one tenant than {@link Builder#maximumCachedKeysPerTenant}: nothing was loaded
     * @throws dev.partywall.core.TenantMismatchException if another tenant is bound; nothing was loaded
     */
    WarmUpReport warmUp(Collection<Tenant> tenants, WarmUpPace pace);

    /**
     * What the cache did.
     *
     * @return a snapshot
     */
    BranchKeyCacheMetrics cacheMetrics();

    /** Drops all keys from memory and ends loads in flight; encryptors of this keyring then refuse. Idempotent. */
    @Override
    void close();

    /** Collects the settings of a keyring. Not safe for many threads. */
    final class Builder {

        private final KeyringSettings.Collector settings = new KeyringSettings.Collector();

        private Builder() {}

        /**
         * The branch key store. Required.
         *
         * @param table the DynamoDB table's name; also the logical name of the store, which is bound into every branch
         *     key, unless {@link #logicalKeyStoreName} says otherwise
         * @param dynamoDb the client for it
         * @return this builder
         */
        public Builder keyStore(String table, DynamoDbClient dynamoDb) {
            settings.table = KeyringSettings.Collector.present("keyStore", table);
            settings.dynamoDb = KeyringSettings.Collector.present("keyStore", dynamoDb);
            return this;
        }

        /**
         * The logical name of the key store, where it differs from the table's: for a table restored under a new name.
         *
         * @param name the name under which the branch keys were created
         * @return this builder
         */
        public Builder logicalKeyStoreName(String name) {
            settings.logicalName = KeyringSettings.Collector.present("logicalKeyStoreName", name);
            return this;
        }

        /**
         * The root of the hierarchy. This, or {@link #rootKeys}, is required.
         *
         * @param arn the ARN of a symmetric KMS key; a key ARN, not an alias, so that nobody who can move an alias can
         *     move the root
         * @param kms the client for it
         * @return this builder
         */
        public Builder rootKey(String arn, KmsClient kms) {
            return rootKeys(TenantKeyDirectory.ofOne(KeyringSettings.Collector.present("rootKey", arn)), kms);
        }

        /**
         * A root key for each tenant, in place of {@link #rootKey}: for tenants with a KMS key of their own beside tenants that
         * share one, and while a branch key moves from one to another.
         *
         * @param directory whose root key is which
         * @param kms the client for all of them
         * @return this builder
         */
        public Builder rootKeys(TenantKeyDirectory directory, KmsClient kms) {
            settings.keys = KeyringSettings.Collector.present("rootKey", directory);
            settings.kms = KeyringSettings.Collector.present("rootKey", kms);
            return this;
        }

        /**
         * Who is served now. Asked before a branch key is, in memory or at AWS, and again before what was opened or sealed goes
         * out: nothing of a tenant is opened by an operation that begins after its gate has closed, or that comes to its end
         * after that. Default: every tenant. {@link TenantKeyring#branchKeys} does not ask it.
         *
         * @param gate the gate
         * @return this builder
         */
        public Builder gate(TenantGate gate) {
            settings.gate = KeyringSettings.Collector.present("gate", gate);
            return this;
        }

        /**
         * The provider of the credentials that the two clients sign with. With it, a cached branch key serves only
         * operations under the session (access key id) for which it was loaded, and never past that session's expiry. Without it, a cached key serves
         * any operation of the same tenant with the same tenant attributes. Set it where sessions differ by tenant.
         *
         * @param provider asked once an operation, with the tenant bound; must answer from memory when warm
         * @return this builder
         */
        public Builder credentials(AwsCredentialsProvider provider) {
            settings.credentials = KeyringSettings.Collector.present("credentials", provider);
            return this;
        }

        /**
         * What seals and opens. Default {@link SealingEngine#JCA}.
         *
         * @param engine the engine
         * @return this builder
         */
        public Builder engine(SealingEngine engine) {
            settings.engine = KeyringSettings.Collector.present("engine", engine);
            return this;
        }

        /**
         * Bytes of plaintext in each frame of a message but the last, as the AWS Encryption SDK's default is 4,096. A record
         * that is not longer is sealed in one frame, which takes the least time; a reader holds a frame in memory.
         *
         * @param bytes a multiple of 16 from 128 to {@link #streamMemoryLimit}
         * @return this builder
         */
        public Builder frameLength(int bytes) {
            settings.frameLength = bytes;
            return this;
        }

        /**
         * Where data keys and other random bytes come from, for the engine {@link SealingEngine#JCA}. Default: generators
         * of the keyring's own (DRBG, NIST SP 800-90A, of 256 bits of strength) that mix in bytes of the platform's default
         * generator at every draw.
         *
         * @param random a generator that is safe for many threads; bytes are drawn ahead, up to 1,024 at a time, and used within
         *     100 milliseconds
         * @return this builder
         */
        public Builder secureRandom(SecureRandom random) {
            settings.secureRandom = KeyringSettings.Collector.present("secureRandom", random);
            return this;
        }

        /**
         * Allows one data key to seal more than one message of the same encryption context, record id included, and keeps
         * opened data keys in memory as well. Default: each message has a data key of its own. Read what it trades at
         * {@link DataKeyReuse}. For the engine {@link SealingEngine#JCA}. Streams and buffers are always sealed under data
         * keys of their own.
         *
         * @param reuse the bounds
         * @return this builder
         */
        public Builder dataKeyReuse(DataKeyReuse reuse) {
            settings.dataKeyReuse = KeyringSettings.Collector.present("dataKeyReuse", reuse);
            return this;
        }

        /**
         * How long a branch key may be used after it was loaded. Default 5 minutes.
         *
         * @param timeToLive 1 second to 24 hours
         * @return this builder
         */
        public Builder timeToLive(Duration timeToLive) {
            settings.timeToLive = KeyringSettings.Collector.present("timeToLive", timeToLive);
            return this;
        }

        /**
         * How long a missing or denied key is refused from memory before AWS is asked again. Default 5 seconds.
         *
         * @param timeToLive 0 (ask every time) to 10 minutes
         * @return this builder
         */
        public Builder negativeTimeToLive(Duration timeToLive) {
            settings.negativeTimeToLive = KeyringSettings.Collector.present("negativeTimeToLive", timeToLive);
            return this;
        }

        /**
         * How long an operation waits for a load of its branch key at most; opening a message of an old version may take two
         * loads. Default 10 seconds.
         *
         * @param timeout 10 milliseconds to 5 minutes
         * @return this builder
         */
        public Builder loadTimeout(Duration timeout) {
            settings.loadTimeout = KeyringSettings.Collector.present("loadTimeout", timeout);
            return this;
        }

        /**
         * How many branch keys are kept in memory: one for each active tenant, and one for each old version in use.
         * Default 10,000. A key takes less than 2 KB, mostly 0.6 KB; more with {@link #dataKeyReuse}.
         *
         * @param size at least 1
         * @return this builder
         */
        public Builder maximumCachedKeys(int size) {
            settings.maximumCachedKeys = size;
            return this;
        }

        /**
         * How many of them one tenant may have, loads under way included. Default 100. A tenant that needs one more drops its
         * own least recently used key, never another tenant's; where loads take all of its places, its operations wait for
         * one of these to end.
         *
         * <p>A tenant needs one for its active version and one for each old version in use, times the sessions (with
         * {@link #credentials}) or sets of attributes under which it is served at the same time. Raise it where end users have
         * sessions of their own. {@link BranchKeyCacheMetrics#quotaEvictions} tells that it is too small.
         *
         * @param size at least 2
         * @return this builder
         */
        public Builder maximumCachedKeysPerTenant(int size) {
            settings.maximumCachedKeysPerTenant = size;
            return this;
        }

        /**
         * How many branch keys a {@link TenantEncryptor#decryptAll} loads at the same time. Default 8. Each takes a connection
         * of the two clients.
         *
         * @param loads 1 to 256
         * @return this builder
         */
        public Builder batchLoads(int loads) {
            settings.batchLoads = loads;
            return this;
        }

        /**
         * The longest message that a streaming decryption holds in memory. Default 1 MiB.
         *
         * @param bytes 131,072, which holds any header, to 1,073,741,824
         * @return this builder
         */
        public Builder streamMemoryLimit(int bytes) {
            settings.streamMemoryLimit = bytes;
            return this;
        }

        /**
         * Where a streaming decryption spools longer messages, still encrypted. Default: the JVM's temporary folder.
         *
         * @param folder an existing folder
         * @return this builder
         */
        public Builder spoolFolder(Path folder) {
            settings.spoolFolder = KeyringSettings.Collector.present("spoolFolder", folder);
            return this;
        }

        /**
         * Who is told what the keyring does. Default: nobody.
         *
         * @param listener the listener
         * @return this builder
         */
        public Builder listener(IsolationEventListener listener) {
            settings.listener = KeyringSettings.Collector.present("listener", listener);
            return this;
        }

        /**
         * The clock for times to live and events. Default: the JVM's monotonic time for times to live, the system's UTC
         * clock for events and expiries of credentials. Tests pass one that they can move.
         *
         * @param clock the clock for both
         * @return this builder
         */
        public Builder clock(Clock clock) {
            settings.clock = KeyringSettings.Collector.present("clock", clock);
            return this;
        }

        /**
         * The keyring. Calls nothing in AWS.
         *
         * @return the keyring
         * @throws InvalidKeySettingException if a required setting is missing or one cannot work
         */
        public TenantKeyring build() {
            return new HierarchicalTenantKeyring(settings.check());
        }
    }
}
