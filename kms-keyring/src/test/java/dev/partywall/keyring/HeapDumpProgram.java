package dev.partywall.keyring;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kms.KmsClient;

/** A small service in a JVM of its own, which dumps its heap as it goes from holding keys to being closed. */
final class HeapDumpProgram {

    static final RecordId RECORD = RecordId.of("r");

    private HeapDumpProgram() {}

    /** Takes the endpoint, the root key's ARN, the key store's table and the folder for the dumps; credentials from the environment. */
    @SuppressWarnings("deprecation") // the Apache client, in newer SDKs than the pinned one
    public static void main(String[] arguments) throws IOException {
        URI endpoint = URI.create(arguments[0]);
        Path folder = Path.of(arguments[3]);
        AwsCredentialsProvider credentials = EnvironmentVariableCredentialsProvider.create();
        try (KmsClient kms = KmsClient.builder()
                        .httpClientBuilder(ApacheHttpClient.builder())
                        .endpointOverride(endpoint)
                        .region(Region.US_EAST_1)
                        .credentialsProvider(credentials)
                        .build();
                DynamoDbClient dynamoDb = DynamoDbClient.builder()
                        .endpointOverride(endpoint)
                        .region(Region.US_EAST_1)
                        .credentialsProvider(credentials)
                        .build();
                TenantKeyring keyring = TenantKeyring.builder()
                        .keyStore(arguments[2], dynamoDb)
                        .rootKey(arguments[1], kms)
                        .build()) {
            use(keyring, "evicted", folder);
            use(keyring, "kept", folder);
            reseal(keyring, folder);
            dump(folder.resolve("in-use.hprof"));
            keyring.evict(TenantId.of("evicted"));
            dump(folder.resolve("after-eviction.hprof"));
            keyring.close();
            dump(folder.resolve("after-close.hprof"));
        }
        dump(folder.resolve("after-clients-closed.hprof"));
    }

    /** Seals and opens, and leaves the last message behind. */
    private static void use(TenantKeyring keyring, String tenant, Path folder) throws IOException {
        TenantEncryptor encryptor = keyring.encryptor("heap");
        byte[] last = TenantContext.call(TenantId.of(tenant), () -> {
            byte[] message = {};
            for (int i = 0; i < 100; i++) {
                message = encryptor.encrypt(new byte[1_000], RECORD);
                encryptor.decrypt(message, RECORD);
            }
            return message;
        });
        Files.write(folder.resolve(tenant + ".message"), last);
    }

    /** Seals a record anew that nobody else here has ever held: its message comes from outside. */
    private static void reseal(TenantKeyring keyring, Path folder) throws IOException {
        byte[] message = Files.readAllBytes(folder.resolve("old.message"));
        TenantEncryptor encryptor = keyring.encryptor("heap");
        byte[] resealed = TenantContext.call(TenantId.of("kept"), () -> encryptor.reencrypt(message, RECORD));
        dump(folder.resolve("resealed.hprof"), false);
        Files.write(folder.resolve("resealed.message"), resealed);
    }

    private static void dump(Path file) throws IOException {
        dump(file, true);
    }

    /** With what nobody refers to any more, unless only what is live is asked for. */
    private static void dump(Path file, boolean live) throws IOException {
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(file.toString(), live);
    }
}
