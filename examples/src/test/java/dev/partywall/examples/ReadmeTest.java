package dev.partywall.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.keyring.RecordId;
import dev.partywall.keyring.TenantEncryptor;
import dev.partywall.keyring.TenantKeyring;
import dev.partywall.testing.AwsLab;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kms.KmsClient;

/** The README's first example, compiled and run. */
final class ReadmeTest {

    private record Invoice(String id) {}

    private static final class Dao {
        private final Map<String, byte[]> rows = new HashMap<>();

        void save(String id, byte[] sealed) {
            rows.put(id, sealed);
        }
    }

    @Test
    void firstExample_asInTheReadme_sealsARecord() {
        try (AwsLab lab = AwsLab.start()) {
            DynamoDbClient dynamoDb = lab.dynamoDb();
            KmsClient kms = lab.kms();
            String rootKeyArn = lab.createKey();
            try (TenantKeyring admin = TenantKeyring.builder()
                    .keyStore("tenant-keys", dynamoDb)
                    .rootKey(rootKeyArn, kms)
                    .build()) {
                admin.branchKeys().createKeyStore();
                admin.branchKeys().create(TenantId.of("acme"));
            }
            Dao dao = new Dao();

            run(dynamoDb, rootKeyArn, kms, dao, new Invoice("invoice-1"));

            assertThat(dao.rows).containsOnlyKeys("invoice-1");
            assertThat(new String(dao.rows.get("invoice-1"), StandardCharsets.ISO_8859_1))
                    .doesNotContain("EUR");
        }
    }

    private static void run(DynamoDbClient dynamoDb, String rootKeyArn, KmsClient kms, Dao dao, Invoice invoice) {
        byte[] json = "{\"amount\": \"EUR 1,200\"}".getBytes(StandardCharsets.UTF_8);

        var keyring = TenantKeyring.builder()
                .keyStore("tenant-keys", dynamoDb) // branch key store: a DynamoDB table
                .rootKey(rootKeyArn, kms) // the root of the hierarchy: a KMS key
                .build();
        TenantEncryptor invoices = keyring.encryptor("invoices");

        TenantContext.run(TenantId.of("acme"), () -> {
            byte[] sealed = invoices.encrypt(json, RecordId.of(invoice.id()));
            dao.save(invoice.id(), sealed); // any DynamoDB / JDBC / S3 / cache client
        });

        keyring.close();
    }
}
