package dev.partywall.keyring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.keyring.internal.cache.BranchKey;
import dev.partywall.keyring.internal.message.MessageFields;
import dev.partywall.keyring.internal.message.SpecMessage;
import dev.partywall.keyring.internal.store.BranchKeyStore;
import dev.partywall.keyring.internal.store.KeyStoreSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsCredentials;

/**
 * What is left of a branch key in the heap of a service, searched in dumps of a JVM of its own.
 *
 * <p>The answer of KMS, with the key in Base64, stays in the input buffer of the caller's HTTP client until the connection
 * is used again or closed: that buffer is out of the keyring's reach, so Base64 is searched when the clients are closed.
 */
final class HeapDumpTest {

    @TempDir
    private Path folder;

    @Test
    void dumps_ofAService_holdBranchKeysInUseAndNoOtherKey() throws Exception {
        try (KeyringLab lab = KeyringLab.start()) {
            lab.createTenant("evicted");
            lab.createTenant("kept");

            byte[] record = new byte[200];
            new SecureRandom().nextBytes(record);
            TenantEncryptor heap = lab.keyring().encryptor("heap");
            byte[] old = TenantContext.call(TenantId.of("kept"), () -> heap.encrypt(record, HeapDumpProgram.RECORD));
            Files.write(folder.resolve("old.message"), old);

            runService(lab);

            byte[] resealed = Files.readAllBytes(folder.resolve("resealed.message"));
            assertThat(TenantContext.call(TenantId.of("kept"), () -> heap.decrypt(resealed, HeapDumpProgram.RECORD)))
                    .isEqualTo(record);
            assertThat(holds("resealed.hprof", resealed))
                    .as("the search finds a message that is there")
                    .isTrue();
            assertThat(holds("resealed.hprof", record))
                    .as("a plaintext is overwritten when it was sealed anew")
                    .isFalse();
            byte[] evicted = branchKey(lab, "evicted");
            byte[] kept = branchKey(lab, "kept");
            assertThat(keysOfLastMessage("kept", kept))
                    .as("data key, wrapping key and message key end with the operation")
                    .noneMatch(key -> holds("in-use.hprof", key));
            for (byte[] key : List.of(evicted, kept)) {
                assertThat(holds("in-use.hprof", key))
                        .as("the search finds a key that is there")
                        .isTrue();
                assertThat(holds("after-close.hprof", key)).isFalse();
                assertThat(holds("after-close.hprof", hex(key))).isFalse();
                assertThat(holds("after-clients-closed.hprof", key)).isFalse();
                assertThat(holds("after-clients-closed.hprof", hex(key))).isFalse();
                assertThat(holds("after-clients-closed.hprof", base64(key))).isFalse();
            }
            assertThat(holds("after-eviction.hprof", kept)).isTrue();
            assertThat(holds("after-eviction.hprof", evicted)).isFalse();
            assertThat(holds("after-eviction.hprof", hex(evicted))).isFalse();
        }
    }

    private List<byte[]> keysOfLastMessage(String tenant, byte[] branchKey) throws IOException {
        MessageFields message = MessageFields.of(Files.readAllBytes(folder.resolve(tenant + ".message")));
        SpecMessage keys = SpecMessage.of(message, tenant, branchKey, Map.of("record", HeapDumpProgram.RECORD.value()));
        assertThat(keys.open(message)).hasSize(1_000);
        return List.of(keys.dataKey(), keys.wrappingKey(), keys.messageKey());
    }

    private void runService(KeyringLab lab) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                HeapDumpProgram.class.getName(),
                lab.aws().endpoint().toString(),
                lab.rootKeyArn(),
                KeyringLab.TABLE,
                folder.toString()));
        Path log = folder.resolve("service.log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        AwsCredentials credentials = lab.aws().credentials().resolveCredentials();
        builder.environment().put("AWS_ACCESS_KEY_ID", credentials.accessKeyId());
        builder.environment().put("AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey());
        Process service = builder.start();
        assertThat(service.waitFor()).as("exit code; log: %s", log).isZero();
    }

    private static byte[] branchKey(KeyringLab lab, String tenant) {
        BranchKeyStore store = new BranchKeyStore(new KeyStoreSettings(
                KeyringLab.TABLE,
                KeyringLab.TABLE,
                lab.aws().dynamoDb(),
                TenantKeyDirectory.ofOne(lab.rootKeyArn()),
                lab.aws().kms()));
        BranchKey key = TenantContext.call(TenantId.of(tenant), () -> store.loadActive(TenantId.of(tenant)));
        return key.secretBytes().clone();
    }

    private boolean holds(String dump, byte[] key) {
        try (FileChannel file = FileChannel.open(folder.resolve(dump))) {
            MappedByteBuffer bytes = file.map(FileChannel.MapMode.READ_ONLY, 0, file.size());
            return holds(bytes, key);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static byte[] base64(byte[] key) {
        return Base64.getEncoder().encode(key);
    }

    private static byte[] hex(byte[] key) {
        return HexFormat.of().formatHex(key).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static boolean holds(MappedByteBuffer bytes, byte[] sought) {
        for (int i = 0; i + sought.length <= bytes.limit(); i++) {
            if (bytes.get(i) == sought[0] && startsAt(bytes, i, sought)) {
                return true;
            }
        }
        return false;
    }

    private static boolean startsAt(MappedByteBuffer bytes, int position, byte[] sought) {
        for (int i = 1; i < sought.length; i++) {
            if (bytes.get(position + i) != sought[i]) {
                return false;
            }
        }
        return true;
    }
}
