package dev.partywall.keyring;

import static dev.partywall.keyring.KeyringLab.TABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.core.TenantIsolationException;
import dev.partywall.testing.LabFault;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.kms.KmsClient;

/**
 * Whatever goes wrong, nothing that is thrown or logged holds plaintext, a branch key, or the secret part of credentials:
 * neither messages nor causes, suppressed exceptions, printed stack traces or serialized forms.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(240)
final class NoSecretsInExceptionsTest {

    private static final String CANARY = "CANARY-PLAINTEXT-93e1";
    private static final byte[] PLAINTEXT = (CANARY + "-of-a-record").getBytes(StandardCharsets.UTF_8);
    private static final String PAIR = "CANARY-PAIR-11d0";
    private static final RecordId RECORD = RecordId.of("r-1");

    private final KeyringLab lab = KeyringLab.start();
    private final AwsSessionCredentials session = lab.session("canary");
    private final StaticCredentialsProvider credentials = StaticCredentialsProvider.create(session);
    private final KmsClient kms = KmsClient.builder()
            .endpointOverride(lab.aws().endpoint())
            .region(lab.aws().region())
            .credentialsProvider(credentials)
            .overrideConfiguration(configuration -> configuration.retryStrategy(AwsRetryStrategy.doNotRetry()))
            .build();
    private final DynamoDbClient dynamoDb = DynamoDbClient.builder()
            .endpointOverride(lab.aws().endpoint())
            .region(lab.aws().region())
            .credentialsProvider(credentials)
            .overrideConfiguration(configuration -> configuration.retryStrategy(AwsRetryStrategy.doNotRetry()))
            .build();
    private final TenantId tenant = lab.createTenant("secretive");
    private final TenantId thief = lab.createTenant("thief");
    private final TenantKeyring keyring = builder().build();
    private final TenantEncryptor invoices = keyring.encryptor("invoices");
    private final byte[] message = TenantContext.call(tenant, () -> invoices.encrypt(PLAINTEXT, RECORD));
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.partywall");

    @TempDir
    private Path folder;

    private List<String> forbidden = List.of();

    @BeforeAll
    void findTheSecrets() {
        logger.setLevel(Level.TRACE);
        log.start();
        logger.addAppender(log);
        List<String> secrets = new ArrayList<>(List.of("CANARY-"));
        for (byte[] bytes : List.of(
                PLAINTEXT,
                branchKey(tenant),
                branchKey(thief),
                session.secretAccessKey().getBytes(StandardCharsets.UTF_8),
                session.sessionToken().getBytes(StandardCharsets.UTF_8))) {
            secrets.addAll(forms(bytes));
        }
        forbidden = List.copyOf(secrets);
    }

    @AfterAll
    void close() {
        logger.detachAppender(log);
        keyring.close();
        kms.close();
        dynamoDb.close();
        lab.close();
    }

    private TenantKeyring.Builder builder() {
        return TenantKeyring.builder()
                .keyStore(TABLE, dynamoDb)
                .rootKey(lab.rootKeyArn(), kms)
                .credentials(credentials)
                .negativeTimeToLive(Duration.ZERO)
                .loadTimeout(Duration.ofMinutes(1));
    }

    /** The ways in which bytes turn up in texts; of the longer ones their first half, which a cut text would show too. */
    private static List<String> forms(byte[] bytes) {
        String hex = HexFormat.of().formatHex(bytes);
        String base64 = Base64.getEncoder().encodeToString(bytes);
        String decimals = Arrays.toString(bytes);
        return List.of(
                hex.substring(0, hex.length() / 2),
                hex.toUpperCase(Locale.ROOT).substring(0, hex.length() / 2),
                base64.substring(0, base64.length() / 2),
                Base64.getUrlEncoder().encodeToString(bytes).substring(0, base64.length() / 2),
                decimals.substring(0, decimals.length() / 2),
                new String(bytes, StandardCharsets.ISO_8859_1),
                new String(bytes, StandardCharsets.UTF_8));
    }

    /** The branch key as AWS gives it to anybody who may have it: by its row and KMS, without the code under test. */
    private byte[] branchKey(TenantId of) {
        Map<String, AttributeValue> row = row(of, "branch:ACTIVE");
        Map<String, String> context = new HashMap<>(Map.of("tablename", TABLE));
        row.forEach((name, value) -> {
            if (!name.equals("enc")) {
                context.put(name, value.s() == null ? value.n() : value.s());
            }
        });
        SdkBytes wrapped = row.getOrDefault("enc", AttributeValue.fromS("")).b();
        return lab.aws()
                .kms()
                .decrypt(request ->
                        request.keyId(lab.rootKeyArn()).ciphertextBlob(wrapped).encryptionContext(context))
                .plaintext()
                .asByteArray();
    }

    private Map<String, AttributeValue> row(TenantId of, String type) {
        return lab.aws()
                .dynamoDb()
                .getItem(request -> request.tableName(TABLE)
                        .key(Map.of(
                                "branch-key-id", AttributeValue.fromS(of.value()), "type", AttributeValue.fromS(type))))
                .item();
    }

    @Test
    void secrets_thatAreSought_areTheRealOnes() {
        assertThat(branchKey(tenant)).hasSize(32).isNotEqualTo(branchKey(thief));
        assertThat(problem(new IllegalStateException("it was " + Arrays.toString(branchKey(tenant)))))
                .as("the search finds what is there")
                .isNotNull();
        Throwable deep = new IllegalStateException("a", new IllegalStateException("b"));
        deep.addSuppressed(new IllegalStateException("c", new IllegalStateException("the " + CANARY)));
        assertThat(problem(deep)).isNotNull();
        assertThat(problem(new IllegalStateException("harmless"))).isNull();
    }

    private Stream<Arguments> refusals() {
        return Stream.of(
                scenario("another tenant", () -> open(thief, message)),
                scenario(
                        "another record",
                        () -> TenantContext.run(tenant, () -> invoices.decrypt(message, RecordId.of("r-2")))),
                scenario(
                        "another purpose",
                        () -> TenantContext.run(
                                tenant, () -> keyring.encryptor("notes").decrypt(message, RECORD))),
                scenario("no tenant", () -> invoices.decrypt(message, RECORD)),
                scenario("plaintext for a message", () -> open(tenant, PLAINTEXT)),
                scenario("nothing for a message", () -> open(tenant, new byte[0])),
                scenario(
                        "a pair that is not there",
                        () -> TenantContext.run(tenant, () -> invoices.decrypt(message, RECORD, Map.of("note", PAIR)))),
                scenario(
                        "a version that is not there",
                        () -> open(
                                tenant,
                                Messages.withEncryptedDataKeyOf(
                                        message,
                                        TenantContext.call(thief, () -> invoices.encrypt(PLAINTEXT, RECORD))))),
                scenario(
                        "a renamed message",
                        () -> open(
                                thief,
                                Messages.withContext(message, Map.of("tenant", "thief", "purpose", "invoices")))),
                scenario(
                        "bytes that are no text",
                        () -> TenantContext.run(
                                tenant,
                                () -> invoices.decryptString(
                                        invoices.encrypt(concat(PLAINTEXT, new byte[] {(byte) 0xff}), RECORD),
                                        RECORD))),
                scenario(
                        "a text that is not well-formed",
                        () -> TenantContext.run(tenant, () -> invoices.encryptString(CANARY + "\uD800", RECORD))),
                scenario("a reserved pair", () -> sealWith(Map.of("tenant", PAIR))),
                scenario("a pair without a name", () -> sealWith(Map.of("", PAIR))),
                scenario("a pair that is not well-formed", () -> sealWith(Map.of("note", PAIR + "\uD800"))),
                scenario("a pair that is too long", () -> sealWith(Map.of("note", PAIR.repeat(3_000)))),
                scenario("a record id that is too long", () -> RecordId.of(CANARY.repeat(100))),
                scenario("a record id that is not well-formed", () -> RecordId.of(CANARY + "\uDC00")));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void anyOperation_refused_tellsNoSecret(ThrowingCallable scenario) {
        assertTellsNothing(scenario);
    }

    @Test
    void decrypt_everyByteChanged_tellsNoSecret() {
        for (int i = 0; i < message.length; i++) {
            byte[] changed = message.clone();
            changed[i] ^= 0x55;
            assertTellsNothing(() -> open(tenant, changed));
        }
    }

    @Test
    void decrypt_longStreamChanged_tellsNoSecret() throws IOException {
        ByteArrayOutputStream sealed = new ByteArrayOutputStream();
        byte[] plaintext = CANARY.repeat(10_000).getBytes(StandardCharsets.UTF_8);
        try (TenantKeyring small =
                builder().streamMemoryLimit(128 * 1024).spoolFolder(folder).build()) {
            TenantEncryptor encryptor = small.encryptor("invoices");
            TenantContext.run(tenant, () -> encryptor.encrypt(new ByteArrayInputStream(plaintext), sealed, RECORD));
            byte[] bytes = sealed.toByteArray();
            for (int position : new int[] {10, 300, 5_000, 150_000, bytes.length - 1}) {
                byte[] changed = bytes.clone();
                changed[position] ^= 1;
                assertTellsNothing(() -> TenantContext.run(
                        tenant,
                        () -> encryptor.decrypt(
                                new ByteArrayInputStream(changed), new ByteArrayOutputStream(), RECORD)));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("faults")
    void anyOperation_awsInTrouble_tellsNoSecret(String action, Trouble trouble) {
        try (LabFault fault = trouble.of(lab.aws().faults().on(action))) {
            for (ThrowingCallable call : List.<ThrowingCallable>of(
                    () -> open(tenant, message),
                    () -> sealWith(Map.of("note", PAIR)),
                    () -> keyring.branchKeys().create(TenantId.of("newcomer")),
                    () -> keyring.branchKeys().rotate(tenant))) {
                keyring.evict(tenant);
                Throwable thrown = thrownBy(call);
                if (thrown != null) {
                    assertThat(problem(thrown)).isNull();
                }
            }
            assertThat(fault.hits()).isPositive();
        }
        keyring.evict(tenant);
        assertThat(open(tenant, message)).isEqualTo(PLAINTEXT);
    }

    interface Trouble {
        LabFault of(LabFault.Builder fault);
    }

    private static Stream<Arguments> faults() {
        return Stream.of("kms:Decrypt", "kms:*", "dynamodb:GetItem", "dynamodb:*")
                .flatMap(action -> Stream.of(
                        trouble(action, "denied", LabFault.Builder::accessDenied),
                        trouble(action, "throttled", LabFault.Builder::throttle),
                        trouble(action, "server error", LabFault.Builder::serverError),
                        trouble(action, "reset", LabFault.Builder::reset),
                        trouble(
                                action,
                                "unknown error",
                                fault -> fault.error(418, "TeapotException", "short, stout"))));
    }

    private static Arguments trouble(String action, String name, Trouble trouble) {
        return Arguments.of(action, Named.of(name, trouble));
    }

    @Test
    void anyOperation_awsHangs_tellsNoSecret() {
        try (TenantKeyring impatient =
                        builder().loadTimeout(Duration.ofSeconds(3)).build();
                LabFault hang = lab.aws().faults().on("kms:Decrypt").hang()) {
            assertTellsNothing(() -> TenantContext.run(
                    tenant, () -> impatient.encryptor("invoices").decrypt(message, RECORD)));
            assertTellsNothing(() -> TenantContext.run(
                    tenant, () -> impatient.encryptor("invoices").encrypt(PLAINTEXT, RECORD)));
            assertThat(hang.hits()).isPositive();
        }
    }

    @Test
    void anyOperation_keyStoreRowChanged_tellsNoSecret() {
        TenantId changed = lab.createTenant("changed");
        Map<String, AttributeValue> row = row(changed, "branch:ACTIVE");
        for (String field : new TreeMap<>(row).keySet()) {
            if (field.equals("branch-key-id") || field.equals("type")) {
                continue;
            }
            Map<String, AttributeValue> without = new HashMap<>(row);
            without.remove(field);
            Map<String, AttributeValue> other = new HashMap<>(row);
            other.put(field, AttributeValue.fromS("other"));
            Map<String, AttributeValue> bytes = new HashMap<>(row);
            bytes.put(field, AttributeValue.fromB(SdkBytes.fromByteArray(new byte[100])));
            for (Map<String, AttributeValue> edited : List.of(without, other, bytes)) {
                dynamoDb.putItem(request -> request.tableName(TABLE).item(edited));
                keyring.evict(changed);

                assertTellsNothing(() -> TenantContext.run(changed, () -> invoices.encrypt(PLAINTEXT, RECORD)));
            }
        }
    }

    @Test
    void anyOperation_wrongSurroundings_tellsNoSecret() {
        TenantKeyring closed = builder().build();
        closed.close();
        try (TenantKeyring noTable =
                        builder().keyStore("no-such-table", dynamoDb).build();
                TenantKeyring otherRoot =
                        builder().rootKey(lab.aws().createKey(), kms).build();
                TenantKeyring noCredentials = builder()
                        .credentials(() -> {
                            throw SdkClientException.create("none today");
                        })
                        .build();
                TenantKeyring auditFull = builder()
                        .listener(event -> {
                            throw new IllegalStateException("audit trail is full");
                        })
                        .build()) {
            for (TenantKeyring broken : List.of(closed, noTable, otherRoot, noCredentials, auditFull)) {
                assertTellsNothing(() -> TenantContext.run(
                        tenant, () -> broken.encryptor("invoices").encrypt(PLAINTEXT, RECORD)));
                assertTellsNothing(() -> TenantContext.run(
                        tenant, () -> broken.encryptor("invoices").decrypt(message, RECORD)));
            }
        }
        assertTellsNothing(() -> builder().rootKey("alias/" + CANARY, kms).build());
        assertTellsNothing(() -> builder().timeToLive(Duration.ZERO).build());
    }

    @Test
    void toString_ofWhatAKeyringHandsOut_tellsNoSecret() {
        byte[] own = TenantContext.call(tenant, () -> invoices.encrypt(PLAINTEXT, RECORD, Map.of("note", PAIR)));
        TenantContext.run(tenant, () -> invoices.decrypt(own, RECORD));

        for (Object shown : List.of(
                keyring,
                builder(),
                invoices,
                keyring.branchKeys(),
                keyring.cacheMetrics(),
                keyring.branchKeys().describe(tenant).orElseThrow(),
                BatchItem.of(RECORD, PLAINTEXT),
                BatchResult.succeeded(RECORD, PLAINTEXT))) {
            assertThat(forbidden.stream().filter(shown.toString()::contains))
                    .as("%s", shown.getClass())
                    .isEmpty();
        }
    }

    @Test
    void log_ofOperationsThatWorkAndFail_tellsNoSecret() {
        open(tenant, message);
        thrownBy(() -> open(thief, message));

        assertThat(log.list.stream().map(ILoggingEvent::getFormattedMessage))
                .allSatisfy(line ->
                        assertThat(forbidden.stream().filter(line::contains)).isEmpty());
    }

    private void assertTellsNothing(ThrowingCallable call) {
        Throwable thrown = thrownBy(call);
        assertThat(thrown).as("it fails").isNotNull();
        assertThat(problem(thrown)).isNull();
    }

    private static @Nullable Throwable thrownBy(ThrowingCallable call) {
        try {
            call.call();
            return null;
        } catch (Throwable thrown) {
            return thrown;
        }
    }

    /** Where a secret stands, or null; of a secret only where, not what. */
    private @Nullable String problem(@Nullable Throwable thrown) {
        for (Throwable link : everythingBehind(thrown)) {
            List<String> texts = new ArrayList<>(List.of(
                    String.valueOf(link.getMessage()),
                    String.valueOf(link.getLocalizedMessage()),
                    link.toString(),
                    printed(link)));
            if (link instanceof TenantIsolationException) {
                texts.add(serialized(link));
            }
            for (String text : texts) {
                if (forbidden.stream().anyMatch(text::contains)) {
                    return "a secret stands in a " + link.getClass().getName();
                }
            }
        }
        return null;
    }

    private static Set<Throwable> everythingBehind(@Nullable Throwable thrown) {
        Set<Throwable> all = Collections.newSetFromMap(new IdentityHashMap<>());
        collect(thrown, all);
        return all;
    }

    private static void collect(@Nullable Throwable thrown, Set<Throwable> all) {
        if (thrown != null && all.add(thrown)) {
            collect(thrown.getCause(), all);
            for (Throwable suppressed : thrown.getSuppressed()) {
                collect(suppressed, all);
            }
        }
    }

    private static String printed(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    private static String serialized(Throwable thrown) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertThatCode(() -> {
                    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                        out.writeObject(thrown);
                    }
                })
                .as("an exception can be serialized")
                .doesNotThrowAnyException();
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    private static Arguments scenario(String name, ThrowingCallable scenario) {
        return Arguments.of(Named.of(name, scenario));
    }

    private byte[] open(TenantId as, byte[] sealed) {
        return TenantContext.call(as, () -> invoices.decrypt(sealed, RECORD));
    }

    private void sealWith(Map<String, String> pairs) {
        TenantContext.run(tenant, () -> invoices.encrypt(PLAINTEXT, RECORD, pairs));
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
