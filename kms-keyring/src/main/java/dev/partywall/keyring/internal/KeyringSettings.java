package dev.partywall.keyring.internal;

import dev.partywall.core.IsolationEventListener;
import dev.partywall.core.TenantGate;
import dev.partywall.keyring.DataKeyReuse;
import dev.partywall.keyring.InvalidKeySettingException;
import dev.partywall.keyring.SealingEngine;
import dev.partywall.keyring.TenantKeyDirectory;
import dev.partywall.keyring.internal.message.MessageHeader;
import dev.partywall.keyring.internal.store.KeyStoreSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kms.KmsClient;

/** The settings of a keyring, checked. */
public record KeyringSettings(
        KeyStoreSettings keyStore,
        SealingEngine engine,
        int frameLength,
        Optional<SecureRandom> secureRandom,
        Optional<DataKeyReuse> dataKeyReuse,
        Optional<AwsCredentialsProvider> credentials,
        Duration timeToLive,
        Duration negativeTimeToLive,
        Duration loadTimeout,
        int maximumCachedKeys,
        int maximumCachedKeysPerTenant,
        int batchLoads,
        int streamMemoryLimit,
        Optional<Path> spoolFolder,
        Optional<IsolationEventListener> givenListener,
        Optional<Clock> clock,
        TenantGate gate) {

    /** The largest header of a message that Partywall reads fits in here. */
    private static final int MIN_STREAM_MEMORY = MessageHeader.MAX_LENGTH;

    private static final int MAX_STREAM_MEMORY = 1 << 30;

    private static final int MAX_BATCH_LOADS = 256;

    private static final int MIN_FRAME = 128;

    /** Whether anyone wants to know of events; else an operation makes none. */
    boolean isListening() {
        return givenListener.isPresent();
    }

    /** Who is told of events. */
    public IsolationEventListener listener() {
        return givenListener.orElseGet(IsolationEventListener::none);
    }

    /** The clock for events and for expiries of credentials. */
    public Clock wallClock() {
        return clock.orElse(Clock.systemUTC());
    }

    /** The settings while they are collected; the builder writes its fields. */
    public static final class Collector {

        /** {@code https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html}. */
        private static final Pattern TABLE = Pattern.compile("[A-Za-z0-9_.-]{3,255}");

        public @Nullable String table;
        public @Nullable String logicalName;
        public @Nullable DynamoDbClient dynamoDb;
        public @Nullable TenantKeyDirectory keys;
        public @Nullable KmsClient kms;
        public @Nullable AwsCredentialsProvider credentials;
        public SealingEngine engine = SealingEngine.JCA;
        public int frameLength = 4096;
        public @Nullable SecureRandom secureRandom;
        public @Nullable DataKeyReuse dataKeyReuse;
        public Duration timeToLive = Duration.ofMinutes(5);
        public Duration negativeTimeToLive = Duration.ofSeconds(5);
        public Duration loadTimeout = Duration.ofSeconds(10);
        public int maximumCachedKeys = 10_000;
        public int maximumCachedKeysPerTenant = 100;
        public int batchLoads = 8;
        public int streamMemoryLimit = 1024 * 1024;
        public @Nullable Path spoolFolder;
        public @Nullable IsolationEventListener listener;
        public @Nullable Clock clock;
        public TenantGate gate = TenantGate.open();

        /** Checks everything and returns the settings, or throws {@link InvalidKeySettingException}. */
        public KeyringSettings check() {
            requireBetween("timeToLive", timeToLive, Duration.ofSeconds(1), Duration.ofHours(24));
            requireBetween("negativeTimeToLive", negativeTimeToLive, Duration.ZERO, Duration.ofMinutes(10));
            requireBetween("loadTimeout", loadTimeout, Duration.ofMillis(10), Duration.ofMinutes(5));
            require(maximumCachedKeys >= 1, "maximumCachedKeys", "is at least 1");
            require(
                    maximumCachedKeysPerTenant >= 2,
                    "maximumCachedKeysPerTenant",
                    "is at least 2: the active version, and an old one beside it");
            require(batchLoads >= 1 && batchLoads <= MAX_BATCH_LOADS, "batchLoads", "takes 1 to " + MAX_BATCH_LOADS);
            require(
                    streamMemoryLimit >= MIN_STREAM_MEMORY && streamMemoryLimit <= MAX_STREAM_MEMORY,
                    "streamMemoryLimit",
                    "takes " + MIN_STREAM_MEMORY + " bytes, which hold the header of any message, to "
                            + MAX_STREAM_MEMORY);
            require(
                    frameLength >= MIN_FRAME && frameLength <= streamMemoryLimit && frameLength % 16 == 0,
                    "frameLength",
                    "takes a multiple of 16 from " + MIN_FRAME
                            + " to the streamMemoryLimit, in which a reader holds a frame");
            require(
                    secureRandom == null || engine == SealingEngine.JCA,
                    "secureRandom",
                    "is for the engine JCA; the AWS Encryption SDK takes none");
            require(
                    dataKeyReuse == null || engine == SealingEngine.JCA,
                    "dataKeyReuse",
                    "is for the engine JCA; leave one of the two settings out");
            require(spoolFolder == null || Files.isDirectory(spoolFolder), "spoolFolder", "is not an existing folder");
            return new KeyringSettings(
                    checkKeyStore(),
                    engine,
                    frameLength,
                    Optional.ofNullable(secureRandom),
                    Optional.ofNullable(dataKeyReuse),
                    Optional.ofNullable(credentials),
                    timeToLive,
                    negativeTimeToLive,
                    loadTimeout,
                    maximumCachedKeys,
                    maximumCachedKeysPerTenant,
                    batchLoads,
                    streamMemoryLimit,
                    Optional.ofNullable(spoolFolder),
                    Optional.ofNullable(listener),
                    Optional.ofNullable(clock),
                    gate);
        }

        private KeyStoreSettings checkKeyStore() {
            String name = present("keyStore", table);
            requireTable("keyStore", name);
            String logical = logicalName == null ? name : logicalName;
            requireTable("logicalKeyStoreName", logical);
            return new KeyStoreSettings(
                    name, logical, present("keyStore", dynamoDb), present("rootKey", keys), present("rootKey", kms));
        }

        private static void requireTable(String setting, String name) {
            require(
                    TABLE.matcher(name).matches(),
                    setting,
                    "takes the name of a DynamoDB table, 3 to 255 characters of A-Z a-z 0-9 _ . -");
        }

        private static void requireBetween(String setting, Duration value, Duration least, Duration most) {
            require(
                    value.compareTo(least) >= 0 && value.compareTo(most) <= 0,
                    setting,
                    "takes " + least + " to " + most + ", not " + value);
        }

        private static void require(boolean condition, String setting, String problem) {
            if (!condition) {
                throw InvalidKeySettingException.setting(setting, problem);
            }
        }

        /** A value that is there, or {@link InvalidKeySettingException}: no null stands for a default. */
        public static <T> T present(String setting, @Nullable T value) {
            if (value == null) {
                throw InvalidKeySettingException.setting(
                        setting, "is missing; call " + setting + "(...) on the builder with no null argument");
            }
            return value;
        }
    }
}
