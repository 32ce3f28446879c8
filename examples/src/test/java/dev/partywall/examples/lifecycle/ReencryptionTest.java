package dev.partywall.examples.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.keyring.RecordId;
import dev.partywall.keyring.TenantEncryptor;
import dev.partywall.keyring.TenantKeyring;
import dev.partywall.lifecycle.reencryption.DynamoDbJobStore;
import dev.partywall.lifecycle.reencryption.DynamoDbRecordSource;
import dev.partywall.lifecycle.reencryption.RecordSource;
import dev.partywall.lifecycle.reencryption.Reencryption;
import dev.partywall.lifecycle.reencryption.ReencryptionProgress;
import dev.partywall.lifecycle.reencryption.ReencryptionReport;
import dev.partywall.testing.AwsLab;
import dev.partywall.testing.AwsLabExtension;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.kms.KmsClient;

/** What the document says of re-encryption. */
@ExtendWith(AwsLabExtension.class)
final class ReencryptionTest {

    private static final TenantId ACME = TenantId.of("acme");
    private static final int RECORDS = 20;

    @Test
    void records_afterARotation_areRewrittenUnderTheNewestVersion(AwsLab lab, KmsClient kms, DynamoDbClient dynamoDb) {
        TenantKeyring keyring = TenantKeyring.builder()
                .keyStore("tenant-keys", dynamoDb)
                .rootKey(lab.createKey(), kms)
                .build();
        keyring.branchKeys().createKeyStore();
        keyring.branchKeys().create(ACME);
        createTable(dynamoDb);
        TenantEncryptor invoices = keyring.encryptor("invoices");
        for (int i = 0; i < RECORDS; i++) {
            put(dynamoDb, "2026-" + i, seal(invoices, "EUR " + i, "2026-" + i));
        }
        keyring.branchKeys().rotate(ACME);

        RecordSource source = DynamoDbRecordSource.builder(dynamoDb, "invoices", "sealed")
                .partitionKey("tenant", "acme")
                .sortKey("number")
                .build();
        DynamoDbJobStore memory = DynamoDbJobStore.of("reencryption-jobs", dynamoDb);
        memory.createTable();

        List<ReencryptionProgress> shown = new CopyOnWriteArrayList<>();
        Reencryption job = Reencryption.builder()
                .tenant(TenantId.of("acme"))
                .keyring(keyring)
                .purpose("invoices")
                .source(source)
                .memory(memory) // how far it is, for whoever goes on
                .parallelism(8)
                .perSecond(2_000)
                .progress(shown::add) // each second, and at the end
                .build();

        ReencryptionReport inUse = job.dryRun(); // which versions are in use
        ReencryptionReport report = job.run();

        assertThat(inUse.counts().byVersion()).hasSize(1).containsValue((long) RECORDS);
        assertThat(shown).isNotEmpty();
        assertThat(report.isClean()).isTrue();
        assertThat(report.counts().rewritten()).isEqualTo(RECORDS);
        assertThat(job.dryRun().counts().byVersion())
                .containsOnlyKeys(report.newest().orElseThrow());
        keyring.close();
    }

    private static byte[] seal(TenantEncryptor encryptor, String text, String number) {
        return TenantContext.call(ACME, () -> encryptor.encryptString(text, RecordId.of(number)));
    }

    private static void put(DynamoDbClient dynamoDb, String number, byte[] message) {
        dynamoDb.putItem(put -> put.tableName("invoices")
                .item(Map.of(
                        "tenant", AttributeValue.fromS("acme"),
                        "number", AttributeValue.fromS(number),
                        "sealed", AttributeValue.fromB(SdkBytes.fromByteArray(message)))));
    }

    private static void createTable(DynamoDbClient dynamoDb) {
        dynamoDb.createTable(create -> create.tableName("invoices")
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(key("tenant", KeyType.HASH), key("number", KeyType.RANGE))
                .attributeDefinitions(text("tenant"), text("number")));
    }

    private static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }

    private static AttributeDefinition text(String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(ScalarAttributeType.S)
                .build();
    }
}
