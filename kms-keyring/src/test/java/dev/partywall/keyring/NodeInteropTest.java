package dev.partywall.keyring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.amazonaws.encryptionsdk.ParsedCiphertext;
import com.fasterxml.jackson.jr.ob.JSON;
import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.keyring.BranchKeyDescription.VersionDescription;
import dev.partywall.testing.AwsLab;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsCredentials;

/**
 * Messages and key store against a second implementation: the AWS Encryption SDK for JavaScript in Node.js
 * ({@code @aws-crypto/client-node} and {@code @aws-crypto/branch-keystore-node} 5.0.2), whose side is in
 * {@code src/test/node}. Run with {@code ./mvnw -Pinterop-node -pl kms-keyring -am verify}; needs node 20 or newer, npm,
 * and a registry that npm can install from. Skipped where node or npm is missing. Replay with
 * {@code -Dpartywall.seed=...}.
 *
 * <p><b>What is the library's and what is not.</b> Key store, branch keys, data keys, key derivation, commitment, stored
 * context, header and body are written and read by the Node library as published. It has no required encryption context:
 * by itself it cannot authenticate what it does not store, which {@link LibraryAlone} shows. So {@code interop.mjs} adds
 * that, on top of the library's public interface: a materials manager gives the record id to the keyring, and one
 * function computes the header's tag over header and record id, with the library's key derivation and serialisation.
 */
@Tag("node")
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class NodeInteropTest {

    private static final int TENANTS = 10;
    private static final int TENANTS_MADE_BY_NODE = 2;
    private static final int ROTATIONS = 5;
    private static final int MESSAGES = Integer.getInteger("partywall.messages", 10_020);
    private static final String PURPOSE = "invoices";
    private static final long SEED =
            Long.getLong("partywall.seed", ThreadLocalRandom.current().nextLong());

    @AutoClose
    private static Peers peers;

    @BeforeAll
    static void start() throws Exception {
        peers = Peers.start();
    }

    @Test
    void tenThousandMessagesEachWay_acrossFiveRotations_allOpenOnTheOtherSide() throws IOException {
        Random random = new Random(SEED);
        List<Sealed> byPartywall = new ArrayList<>();
        List<Sealed> byNode = new ArrayList<>();

        for (int round = 0; round <= ROTATIONS; round++) {
            if (round > 0) {
                rotateAll(round);
            }
            for (Plain plain : plains(random)) {
                byPartywall.add(new Sealed(plain, peers.seal(plain)));
                byNode.add(new Sealed(plain, peers.node.seal("encrypt", plain)));
            }
        }

        assertThat(byPartywall)
                .hasSize(MESSAGES / (ROTATIONS + 1) * (ROTATIONS + 1))
                .hasSameSizeAs(byNode);
        for (TenantId tenant : peers.tenants) {
            assertThat(versionsInStore(tenant))
                    .hasSize(ROTATIONS + 1)
                    .containsExactlyInAnyOrderElementsOf(versionsIn(byPartywall, tenant))
                    .containsExactlyInAnyOrderElementsOf(versionsIn(byNode, tenant));
        }
        peers.forgetBranchKeys();
        for (Sealed sent : byPartywall) {
            assertThat(peers.node.open("decrypt", sent))
                    .as("%s, seed %d", sent, SEED)
                    .isEqualTo(sent.plain.plaintext);
        }
        for (Sealed sent : byNode) {
            assertThat(peers.open(sent)).as("%s, seed %d", sent, SEED).isEqualTo(sent.plain.plaintext);
        }
    }

    /** By turns: each side goes on from versions that the other made. */
    private static void rotateAll(int round) {
        for (TenantId tenant : peers.tenants) {
            if (round % 2 == 0) {
                peers.keyring.branchKeys().rotate(tenant);
            } else {
                peers.node.ask("rotate", Map.of("tenant", tenant.value()));
            }
        }
        peers.forgetBranchKeys();
    }

    private static List<Plain> plains(Random random) {
        List<Plain> plains = new ArrayList<>();
        for (int i = 0; i < MESSAGES / (ROTATIONS + 1); i++) {
            GeneratedRecord record = GeneratedRecord.of(random);
            plains.add(new Plain(
                    peers.tenants.get(i % TENANTS),
                    record.recordId(),
                    record.pairs(),
                    Base64.getEncoder().encodeToString(record.plaintext())));
        }
        return plains;
    }

    private static List<UUID> versionsInStore(TenantId tenant) {
        return peers.keyring.branchKeys().describe(tenant).orElseThrow().versions().stream()
                .map(VersionDescription::version)
                .map(BranchKeyVersion::id)
                .toList();
    }

    private static List<UUID> versionsIn(List<Sealed> messages, TenantId tenant) {
        return messages.stream()
                .filter(sent -> sent.plain.tenant.equals(tenant))
                .map(Sealed::branchKeyVersion)
                .distinct()
                .toList();
    }

    @Nested
    final class Refusals {

        private final TenantId acme = peers.tenants.get(0);
        private final TenantId other = peers.tenants.get(1);
        private final Plain plain = new Plain(acme, RecordId.of("1"), Map.of(), base64("hello"));

        @ParameterizedTest
        @CsvSource({
            "record, 2, Unable to decrypt data key",
            "purpose, receipts, Unexpected value of the stored pair purpose",
            "tenant, tenant-1, Unexpected value of the stored pair tenant",
            "keyring, tenant-1, There must be an encrypted data key that matches this keyring's configuration"
        })
        void decryptInNode_forAnother_isRefused(String field, String value, String reason) throws IOException {
            Map<String, Object> request = requestOf(new Sealed(plain, peers.seal(plain)));
            assertThat(peers.node.ask("decrypt", request)).containsEntry("plaintext", plain.plaintext);

            request.put(field, value);

            assertThat(peers.node.refusal("decrypt", request)).contains(reason);
        }

        @Test
        void decryptInNode_changedHeaderTag_isRefused() throws IOException {
            byte[] message = Base64.getDecoder().decode(peers.seal(plain));
            message[new ParsedCiphertext(message).getOffset() - 1] ^= 1;
            Sealed changed = new Sealed(plain, Base64.getEncoder().encodeToString(message));

            assertThat(peers.node.refusal("decrypt", requestOf(changed))).contains("The header is not authentic");
        }

        @Test
        void decryptInPartywall_forAnother_isRefused() throws IOException {
            String message = peers.node.seal("encrypt", plain);
            assertThat(peers.open(new Sealed(plain, message))).isEqualTo(plain.plaintext);

            assertRefused(message, acme, PURPOSE, "2", ErrorCode.MESSAGE_NOT_AUTHENTIC);
            assertRefused(message, acme, "receipts", "1", ErrorCode.MESSAGE_OF_OTHER_PURPOSE);
            assertRefused(message, other, PURPOSE, "1", ErrorCode.MESSAGE_OF_OTHER_TENANT);
        }
    }

    /** The limit of the Node library 5.0.2: if one of these fails after an upgrade, it may have learnt what it lacked. */
    @Nested
    final class LibraryAlone {

        private final TenantId acme = peers.tenants.get(0);
        private final Plain plain = new Plain(acme, RecordId.of("1"), Map.of(), base64("hello"));

        @Test
        void decryptInNode_withoutRecord_isRefused() throws IOException {
            Map<String, Object> request = requestOf(new Sealed(plain, peers.seal(plain)));

            assertThat(peers.node.refusal("decryptWithoutRecord", request)).contains("Unable to decrypt data key");
        }

        @Test
        void decryptInNode_recordOnlyInKeyring_isRefusedAtHeaderTag() throws IOException {
            Map<String, Object> request = requestOf(new Sealed(plain, peers.seal(plain)));

            assertThat(peers.node.refusal("decryptWithoutHeaderContext", request))
                    .isEqualTo("Error: Unsupported state or unable to authenticate data");
        }

        @ParameterizedTest
        @CsvSource({"encryptWithoutHeaderContext", "encryptWithStoredRecord"})
        void decryptInPartywall_recordNotInHeaderTagOrStored_isRefused(String operation) {
            String message = peers.node.seal(operation, plain);

            assertRefused(message, acme, PURPOSE, "1", ErrorCode.MESSAGE_NOT_AUTHENTIC);
        }
    }

    private static void assertRefused(String message, TenantId tenant, String purpose, String record, ErrorCode why) {
        byte[] bytes = Base64.getDecoder().decode(message);
        TenantEncryptor encryptor = peers.keyring.encryptor(purpose);
        assertThatExceptionOfType(DecryptionRefusedException.class)
                .isThrownBy(() -> TenantContext.run(tenant, () -> encryptor.decrypt(bytes, RecordId.of(record))))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(why));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    private static Map<String, Object> requestOf(Plain plain) {
        Map<String, Object> request = new HashMap<>();
        request.put("tenant", plain.tenant.value());
        request.put("purpose", PURPOSE);
        request.put("record", plain.recordId.value());
        request.put("context", plain.pairs);
        return request;
    }

    private static Map<String, Object> requestOf(Sealed sent) {
        Map<String, Object> request = requestOf(sent.plain);
        request.put("message", sent.message);
        return request;
    }

    /** A record, its plaintext in Base64. */
    private record Plain(TenantId tenant, RecordId recordId, Map<String, String> pairs, String plaintext) {

        @Override
        public String toString() {
            return tenant + " " + recordId + ", Base64 of " + plaintext.length();
        }
    }

    /** A record and its message in Base64. */
    private record Sealed(Plain plain, String message) {

        private static final int VERSION_OFFSET = 28;

        UUID branchKeyVersion() {
            var header = new ParsedCiphertext(Base64.getDecoder().decode(message));
            ByteBuffer dataKey =
                    ByteBuffer.wrap(header.getEncryptedKeyBlobs().get(0).getEncryptedDataKey());
            return new UUID(dataKey.getLong(VERSION_OFFSET), dataKey.getLong(VERSION_OFFSET + Long.BYTES));
        }

        @Override
        public String toString() {
            return plain.toString();
        }
    }

    /** Both sides on one key store. */
    private static final class Peers implements AutoCloseable {

        private static final String TABLE = "tenant-keys";

        private final AwsLab lab;
        private final TenantKeyring keyring;
        private final Node node;
        private final List<TenantId> tenants = IntStream.range(0, TENANTS)
                .mapToObj(n -> TenantId.of("tenant-" + n))
                .toList();

        private Peers(Path script) throws IOException {
            lab = AwsLab.start();
            String rootKey = lab.createKey();
            keyring = TenantKeyring.builder()
                    .keyStore(TABLE, lab.dynamoDb())
                    .rootKey(rootKey, lab.kms())
                    .build();
            keyring.branchKeys().createKeyStore();
            node = new Node(
                    script,
                    lab.credentials().resolveCredentials(),
                    lab.endpoint().toString(),
                    lab.region().id(),
                    TABLE,
                    rootKey);
        }

        static Peers start() throws IOException, InterruptedException {
            Peers peers = new Peers(NodeProject.install());
            for (TenantId tenant : peers.tenants.subList(0, TENANTS - TENANTS_MADE_BY_NODE)) {
                peers.keyring.branchKeys().create(tenant);
            }
            for (TenantId tenant : peers.tenants.subList(TENANTS - TENANTS_MADE_BY_NODE, TENANTS)) {
                peers.node.ask("create", Map.of("tenant", tenant.value()));
            }
            return peers;
        }

        void forgetBranchKeys() {
            tenants.forEach(keyring::evict);
            node.ask("forget", Map.of());
        }

        /** Streams know no pairs; so what has none goes through a stream. */
        String seal(Plain plain) throws IOException {
            byte[] plaintext = Base64.getDecoder().decode(plain.plaintext);
            TenantEncryptor encryptor = keyring.encryptor(PURPOSE);
            byte[] message = TenantContext.call(plain.tenant, () -> {
                if (!plain.pairs.isEmpty()) {
                    return encryptor.encrypt(plaintext, plain.recordId, plain.pairs);
                }
                var output = new ByteArrayOutputStream();
                var input = new BufferedInputStream(new ByteArrayInputStream(plaintext));
                encryptor.encrypt(input, output, plain.recordId);
                return output.toByteArray();
            });
            return Base64.getEncoder().encodeToString(message);
        }

        String open(Sealed sent) throws IOException {
            byte[] message = Base64.getDecoder().decode(sent.message);
            Plain plain = sent.plain;
            TenantEncryptor encryptor = keyring.encryptor(PURPOSE);
            byte[] plaintext = TenantContext.call(plain.tenant, () -> {
                if (!plain.pairs.isEmpty()) {
                    return encryptor.decrypt(message, plain.recordId, plain.pairs);
                }
                var output = new ByteArrayOutputStream();
                encryptor.decrypt(new ByteArrayInputStream(message), output, plain.recordId);
                return output.toByteArray();
            });
            return Base64.getEncoder().encodeToString(plaintext);
        }

        @Override
        public void close() throws IOException {
            node.close();
            keyring.close();
            lab.close();
        }
    }

    /** The process that runs {@code interop.mjs}: a line of JSON to it, a line of JSON from it. */
    private static final class Node implements AutoCloseable {

        private final Path errors;
        private final Process process;
        private final Writer requests;
        private final BufferedReader answers;

        Node(Path script, AwsCredentials credentials, String... arguments) throws IOException {
            Path folder =
                    java.util.Objects.requireNonNull(script.toAbsolutePath().getParent());
            errors = folder.resolve("errors.log");
            ProcessBuilder builder = new ProcessBuilder(
                            Stream.concat(Stream.of("node", script.getFileName().toString()), Stream.of(arguments))
                                    .toList())
                    .directory(folder.toFile())
                    .redirectError(errors.toFile());
            builder.environment().put("AWS_ACCESS_KEY_ID", credentials.accessKeyId());
            builder.environment().put("AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey());
            builder.environment().remove("AWS_SESSION_TOKEN");
            process = builder.start();
            requests = process.outputWriter(UTF_8);
            answers = process.inputReader(UTF_8);
        }

        String seal(String operation, Plain plain) {
            Map<String, Object> request = requestOf(plain);
            request.put("plaintext", plain.plaintext);
            return text(ask(operation, request), "message");
        }

        String open(String operation, Sealed sent) {
            return text(ask(operation, requestOf(sent)), "plaintext");
        }

        Map<String, Object> ask(String operation, Map<String, ?> fields) {
            Map<String, Object> answer = exchange(operation, fields);
            assertThat(answer)
                    .as("%s of %s %s", operation, fields.get("tenant"), fields.get("record"))
                    .containsEntry("ok", true);
            return answer;
        }

        String refusal(String operation, Map<String, ?> fields) {
            Map<String, Object> answer = exchange(operation, fields);
            assertThat(answer)
                    .as("%s of %s %s", operation, fields.get("tenant"), fields.get("record"))
                    .containsEntry("ok", false);
            return text(answer, "error");
        }

        private static String text(Map<String, Object> answer, String name) {
            return (String) Objects.requireNonNull(answer.get(name), name);
        }

        private Map<String, Object> exchange(String operation, Map<String, ?> fields) {
            Map<String, Object> request = new HashMap<>(fields);
            request.put("op", operation);
            try {
                requests.write(JSON.std.asString(request));
                requests.write('\n');
                requests.flush();
                String answer = answers.readLine();
                if (answer == null) {
                    throw new IOException("Node ended: " + Files.readString(errors));
                }
                return JSON.std.mapFrom(answer);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            requests.close();
            process.destroy();
        }
    }

    /** The Node side with its dependencies, as its lock file pins them, in the build folder. */
    private static final class NodeProject {

        private static final Path SOURCE = Path.of("src", "test", "node");
        private static final Path FOLDER = Path.of("target", "node");
        private static final String SCRIPT = "interop.mjs";
        private static final int OLDEST_NODE = 20;

        private NodeProject() {}

        static Path install() throws IOException, InterruptedException {
            String version = versionOf("node");
            assumeTrue(!version.isEmpty(), "skipped: there is no node on the PATH");
            assumeTrue(!versionOf("npm").isEmpty(), "skipped: there is no npm on the PATH");
            int major = Integer.parseInt(version.replaceFirst("^v(\\d+).*$", "$1"));
            assumeTrue(major >= OLDEST_NODE, "skipped: node " + OLDEST_NODE + " or newer is needed, found " + version);

            Files.createDirectories(FOLDER);
            for (String file : List.of("package.json", "package-lock.json", SCRIPT)) {
                Files.copy(SOURCE.resolve(file), FOLDER.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
            Path log = FOLDER.resolve("npm.log");
            int exit = new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
                    .directory(FOLDER.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start()
                    .waitFor();
            assertThat(exit).as(() -> "npm ci: see " + log.toAbsolutePath()).isZero();
            return FOLDER.resolve(SCRIPT);
        }

        /** What {@code --version} prints; empty if there is no such program. */
        private static String versionOf(String program) throws IOException, InterruptedException {
            Process process;
            try {
                process = new ProcessBuilder(program, "--version")
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
            } catch (IOException missing) {
                return "";
            }
            String version = new String(process.getInputStream().readAllBytes(), UTF_8).trim();
            return process.waitFor() == 0 ? version : "";
        }
    }
}
