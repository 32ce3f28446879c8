package dev.partywall.keyring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.IsolationEventListener;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kms.KmsClient;

/** A setting that cannot work is refused by name when the keyring is built, and nothing is called. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TenantKeyringSettingsTest {

    private static final String ROOT_KEY =
            "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

    private final CountingHttpClient http = new CountingHttpClient();
    private final AtomicInteger credentialsAsked = new AtomicInteger();
    private final AtomicInteger told = new AtomicInteger();
    private final AwsCredentialsProvider credentials = () -> {
        credentialsAsked.incrementAndGet();
        return AwsBasicCredentials.create("AKIAEXAMPLE", "secret");
    };
    private final KmsClient kms = KmsClient.builder()
            .httpClient(http)
            .region(Region.EU_CENTRAL_1)
            .endpointOverride(URI.create("http://127.0.0.1:9"))
            .credentialsProvider(credentials)
            .build();
    private final DynamoDbClient dynamoDb = DynamoDbClient.builder()
            .httpClient(http)
            .region(Region.EU_CENTRAL_1)
            .endpointOverride(URI.create("http://127.0.0.1:9"))
            .credentialsProvider(credentials)
            .build();

    @TempDir
    private Path folder;

    @AfterEach
    void nothingWasCalledOrTold() {
        assertThat(http.calls.get()).as("calls to AWS").isZero();
        assertThat(credentialsAsked.get()).as("credentials asked for").isZero();
        assertThat(told.get()).as("events").isZero();
    }

    @AfterAll
    void close() {
        kms.close();
        dynamoDb.close();
    }

    private TenantKeyring.Builder complete() {
        return TenantKeyring.builder()
                .keyStore("tenant-keys", dynamoDb)
                .rootKey(ROOT_KEY, kms)
                .listener(event -> told.incrementAndGet());
    }

    @Nested
    final class Required {

        @Test
        void build_everythingRequired_works() {
            assertThatCode(() -> complete().build().close()).doesNotThrowAnyException();
        }

        @Test
        void build_noKeyStore_namesIt() {
            assertRefused("keyStore", TenantKeyring.builder().rootKey(ROOT_KEY, kms));
        }

        @Test
        void build_noRootKey_namesIt() {
            assertRefused("rootKey", TenantKeyring.builder().keyStore("tenant-keys", dynamoDb));
        }

        @Test
        void build_nothing_isRefused() {
            assertThatThrownBy(() -> TenantKeyring.builder().build()).isInstanceOf(InvalidKeySettingException.class);
        }
    }

    private Stream<Arguments> nulls() {
        return Stream.of(
                setting("keyStore", builder -> builder.keyStore(nothing(), dynamoDb)),
                setting("keyStore", builder -> builder.keyStore("tenant-keys", nothing())),
                setting("rootKey", builder -> builder.rootKey(nothing(), kms)),
                setting("rootKey", builder -> builder.rootKey(ROOT_KEY, nothing())),
                setting("timeToLive", builder -> builder.timeToLive(nothing())),
                setting("negativeTimeToLive", builder -> builder.negativeTimeToLive(nothing())),
                setting("loadTimeout", builder -> builder.loadTimeout(nothing())),
                setting("listener", builder -> builder.listener(nothing())),
                setting("logicalKeyStoreName", builder -> builder.logicalKeyStoreName(nothing())),
                setting("spoolFolder", builder -> builder.spoolFolder(nothing())),
                setting("clock", builder -> builder.clock(nothing())),
                setting("credentials", builder -> builder.credentials(nothing())));
    }

    /** A null that is taken for "not set" would, for credentials, silently drop a wall. */
    @ParameterizedTest
    @MethodSource("nulls")
    void build_null_isRefusedByName(String name, UnaryOperator<TenantKeyring.Builder> change) {
        assertRefused(name, change);
    }

    private Stream<Arguments> outOfRange() {
        return Stream.of(
                setting("timeToLive", builder -> builder.timeToLive(Duration.ZERO)),
                setting("timeToLive", builder -> builder.timeToLive(Duration.ofSeconds(-1))),
                setting("timeToLive", builder -> builder.timeToLive(Duration.ofNanos(999_999_999))),
                setting(
                        "timeToLive",
                        builder -> builder.timeToLive(Duration.ofHours(24).plusNanos(1))),
                setting("timeToLive", builder -> builder.timeToLive(Duration.ofSeconds(Long.MAX_VALUE))),
                setting("timeToLive", builder -> builder.timeToLive(Duration.ofSeconds(Long.MIN_VALUE))),
                setting("negativeTimeToLive", builder -> builder.negativeTimeToLive(Duration.ofNanos(-1))),
                setting(
                        "negativeTimeToLive",
                        builder -> builder.negativeTimeToLive(
                                Duration.ofMinutes(10).plusNanos(1))),
                setting("negativeTimeToLive", builder -> builder.negativeTimeToLive(Duration.ofDays(200_000))),
                setting("loadTimeout", builder -> builder.loadTimeout(Duration.ZERO)),
                setting("loadTimeout", builder -> builder.loadTimeout(Duration.ofMillis(-10))),
                setting("loadTimeout", builder -> builder.loadTimeout(Duration.ofNanos(9_999_999))),
                setting(
                        "loadTimeout",
                        builder -> builder.loadTimeout(Duration.ofMinutes(5).plusNanos(1))),
                setting("maximumCachedKeys", builder -> builder.maximumCachedKeys(0)),
                setting("maximumCachedKeys", builder -> builder.maximumCachedKeys(-1)),
                setting("maximumCachedKeys", builder -> builder.maximumCachedKeys(Integer.MIN_VALUE)),
                setting("maximumCachedKeysPerTenant", builder -> builder.maximumCachedKeysPerTenant(1)),
                setting("maximumCachedKeysPerTenant", builder -> builder.maximumCachedKeysPerTenant(-1)),
                setting("batchLoads", builder -> builder.batchLoads(0)),
                setting("batchLoads", builder -> builder.batchLoads(257)),
                setting("streamMemoryLimit", builder -> builder.streamMemoryLimit(131_071)),
                setting("streamMemoryLimit", builder -> builder.streamMemoryLimit(1_073_741_825)),
                setting("streamMemoryLimit", builder -> builder.streamMemoryLimit(0)),
                setting("streamMemoryLimit", builder -> builder.streamMemoryLimit(-1)));
    }

    @ParameterizedTest
    @MethodSource("outOfRange")
    void build_outOfRange_isRefusedByName(String name, UnaryOperator<TenantKeyring.Builder> change) {
        assertRefused(name, change);
    }

    private Stream<Arguments> atTheEnds() {
        return Stream.of(
                setting("timeToLive", builder -> builder.timeToLive(Duration.ofSeconds(1))),
                setting("timeToLive", builder -> builder.timeToLive(Duration.ofHours(24))),
                setting("negativeTimeToLive", builder -> builder.negativeTimeToLive(Duration.ZERO)),
                setting("negativeTimeToLive", builder -> builder.negativeTimeToLive(Duration.ofMinutes(10))),
                setting("loadTimeout", builder -> builder.loadTimeout(Duration.ofMillis(10))),
                setting("loadTimeout", builder -> builder.loadTimeout(Duration.ofMinutes(5))),
                setting("maximumCachedKeys", builder -> builder.maximumCachedKeys(1)),
                setting("maximumCachedKeys", builder -> builder.maximumCachedKeys(Integer.MAX_VALUE)),
                setting("maximumCachedKeysPerTenant", builder -> builder.maximumCachedKeysPerTenant(2)),
                setting("maximumCachedKeysPerTenant", builder -> builder.maximumCachedKeysPerTenant(Integer.MAX_VALUE)),
                setting("batchLoads", builder -> builder.batchLoads(1)),
                setting("batchLoads", builder -> builder.batchLoads(256)),
                setting("streamMemoryLimit", builder -> builder.streamMemoryLimit(131_072)),
                setting("streamMemoryLimit", builder -> builder.streamMemoryLimit(1_073_741_824)),
                setting("spoolFolder", builder -> builder.spoolFolder(folder)),
                setting("listener", builder -> builder.listener(IsolationEventListener.none())),
                setting("clock", builder -> builder.clock(Clock.systemUTC())),
                setting("logicalKeyStoreName", builder -> builder.logicalKeyStoreName("tenant-keys-before")),
                setting("credentials", builder -> builder.credentials(AnonymousCredentialsProvider.create())));
    }

    @ParameterizedTest
    @MethodSource("atTheEnds")
    void build_atTheEndOfTheRange_works(String name, UnaryOperator<TenantKeyring.Builder> change) {
        assertThatCode(() -> change.apply(complete()).build().close()).as(name).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "alias/tenants",
                "arn:aws:kms:eu-central-1:111122223333:alias/tenants",
                "arn:aws:kms:eu-central-1:111122223333:alias/key/1234abcd-12ab-34cd-56ef-1234567890ab",
                "arn:aws:kms:eu-central-1:111122223333:key/alias/tenants",
                "1234abcd-12ab-34cd-56ef-1234567890ab",
                "mrk-1234abcd12ab34cd56ef1234567890ab",
                "key/1234abcd-12ab-34cd-56ef-1234567890ab",
                "arn:aws:kms:eu-central-1:111122223333:key/",
                "arn:aws:kms:eu-central-1:111122223333:key",
                "arn:aws:kms:eu-central-1::key/1234abcd-12ab-34cd-56ef-1234567890ab",
                "arn:aws:kms::111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
                "arn:aws:s3:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
                "ARN:AWS:KMS:EU-CENTRAL-1:111122223333:KEY/1234ABCD-12AB-34CD-56EF-1234567890AB",
                " arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
                "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab ",
                "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab\n",
                "arn:aws:kms:eu-central-1:111122223333:key/*",
            })
    void build_rootKeyIsNotAKeyArn_isRefusedByName(String arn) {
        assertRefused("rootKey", builder -> builder.rootKey(arn, kms));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ROOT_KEY,
                "arn:aws:kms:us-east-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab",
                "arn:aws-cn:kms:cn-north-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
                "arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
            })
    void build_rootKeyIsAKeyArnOfAnyPartition_works(String arn) {
        assertThatCode(() -> complete().rootKey(arn, kms).build().close()).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "tenant/keys", "tenant-keys\n", "schlüssel"})
    void build_keyStoreIsNoTableName_isRefusedByName(String table) {
        assertRefused("keyStore", builder -> builder.keyStore(table, dynamoDb));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void build_logicalKeyStoreNameIsBlank_isRefusedByName(String name) {
        assertRefused("logicalKeyStoreName", builder -> builder.logicalKeyStoreName(name));
    }

    @Test
    void build_spoolFolderDoesNotExist_isRefusedByNameAndNotMade() {
        Path missing = folder.resolve("missing");

        assertRefused("spoolFolder", builder -> builder.spoolFolder(missing));

        assertThat(missing).doesNotExist();
    }

    @Test
    void build_spoolFolderIsAFile_isRefusedByName() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertRefused("spoolFolder", builder -> builder.spoolFolder(file));
    }

    @Test
    void build_refusedAndMended_works() {
        TenantKeyring.Builder builder = complete().maximumCachedKeys(0);
        assertThatThrownBy(builder::build).isInstanceOf(InvalidKeySettingException.class);

        assertThatCode(() -> builder.maximumCachedKeys(1).build().close()).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", ".hidden", "_x", "-x", "x/y", "x:y", "ä", "x\n", "x\u0000"})
    void encryptor_purposeOfAnotherForm_isRefusedByName(String purpose) {
        try (TenantKeyring keyring = complete().build()) {
            assertThatThrownBy(() -> keyring.encryptor(purpose))
                    .isInstanceOfSatisfying(
                            InvalidKeySettingException.class, refused -> assertNames("purpose", refused));
        }
    }

    @Test
    void encryptor_purposeOf64And65Characters_worksAndIsRefused() {
        try (TenantKeyring keyring = complete().build()) {
            assertThat(keyring.encryptor("a".repeat(64)).purpose()).hasSize(64);
            assertThat(keyring.encryptor("9A_z.-").purpose()).isEqualTo("9A_z.-");
            assertThatThrownBy(() -> keyring.encryptor("a".repeat(65)))
                    .isInstanceOfSatisfying(
                            InvalidKeySettingException.class, refused -> assertNames("purpose", refused));
        }
    }

    private static Arguments setting(String name, UnaryOperator<TenantKeyring.Builder> change) {
        return Arguments.of(name, Named.of("change", change));
    }

    private void assertRefused(String name, UnaryOperator<TenantKeyring.Builder> change) {
        assertThatThrownBy(() -> change.apply(complete()).build().close())
                .isInstanceOfSatisfying(InvalidKeySettingException.class, refused -> assertNames(name, refused));
    }

    private static void assertRefused(String name, TenantKeyring.Builder builder) {
        assertThatThrownBy(builder::build)
                .isInstanceOfSatisfying(InvalidKeySettingException.class, refused -> assertNames(name, refused));
    }

    private static void assertNames(String setting, InvalidKeySettingException refused) {
        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_KEY_SETTING);
        assertThat(refused).hasMessageContaining(setting);
        assertThat(refused.isRetryable()).isFalse();
        assertThat(refused.tenant()).isEmpty();
    }

    /** What a caller without null checks passes. */
    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T nothing() {
        return null;
    }

    /** Counts what would go out, and sends nothing. */
    private static final class CountingHttpClient implements SdkHttpClient {

        private final AtomicInteger calls = new AtomicInteger();

        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            calls.incrementAndGet();
            throw new IllegalStateException("called " + request.httpRequest().getUri());
        }

        @Override
        public void close() {}
    }
}
