package dev.partywall.lifecycle.reencryption;

import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.keyring.BranchKeyVersion;
import dev.partywall.keyring.RecordId;
import dev.partywall.keyring.TenantEncryptor;
import dev.partywall.keyring.TenantKeyring;
import dev.partywall.testing.AwsLab;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.kms.KmsClient;

/** A lab with a key store, and a keyring for the application that owns the records. */
final class ReencryptionLab implements AutoCloseable {

    static final String KEYS = "tenant-keys";
    static final String JOBS = "jobs";
    static final String PURPOSE = "invoices";

    private final AwsLab lab = AwsLab.start();
    private final String rootKey = lab.createKey();
    private final TenantKeyring application = keyring();
    private final AtomicInteger tenants = new AtomicInteger();

    ReencryptionLab() {
        application.branchKeys().createKeyStore();
        DynamoDbJobStore.of(JOBS, lab.dynamoDb()).createTable();
    }

    AwsLab aws() {
        return lab;
    }

    String rootKey() {
        return rootKey;
    }

    /** A tenant that nobody else has. */
    TenantId newTenant() {
        TenantId tenant = TenantId.of("tenant-" + tenants.incrementAndGet());
        create(tenant);
        return tenant;
    }

    void create(TenantId tenant) {
        application.branchKeys().create(tenant);
    }

    /** A keyring of a process of its own. Its branch keys stay in memory for as long as any test takes. */
    TenantKeyring keyring() {
        return keyring(lab.dynamoDb(), lab.kms(), rootKey);
    }

    static TenantKeyring keyring(DynamoDbClient dynamoDb, KmsClient kms, String rootKey) {
        return TenantKeyring.builder()
                .keyStore(KEYS, dynamoDb)
                .rootKey(rootKey, kms)
                .timeToLive(Duration.ofHours(24))
                .loadTimeout(Duration.ofSeconds(60))
                .build();
    }

    /** What the application seals and opens with. */
    TenantEncryptor application() {
        return application.encryptor(PURPOSE);
    }

    /** A table for records, whose keys are texts. */
    void createTable(String name, String partitionKey, String sortKey) {
        lab.dynamoDb()
                .createTable(create -> create.tableName(name)
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .attributeDefinitions(attribute(partitionKey), attribute(sortKey))
                        .keySchema(key(partitionKey, KeyType.HASH), key(sortKey, KeyType.RANGE)));
    }

    private static AttributeDefinition attribute(String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(ScalarAttributeType.S)
                .build();
    }

    private static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }

    BranchKeyVersion active(TenantId tenant) {
        return application.branchKeys().describe(tenant).orElseThrow().active();
    }

    /** A new version, which the application knows at once. */
    BranchKeyVersion rotate(TenantId tenant) {
        BranchKeyVersion version = application.branchKeys().rotate(tenant).active();
        application.evict(tenant);
        return version;
    }

    byte[] seal(TenantId tenant, String id, String text) {
        byte[] plaintext = text.getBytes(StandardCharsets.UTF_8);
        return TenantContext.call(tenant, () -> application().encrypt(plaintext, RecordId.of(id)));
    }

    String open(TenantId tenant, String id, byte[] message) {
        return new String(
                TenantContext.call(tenant, () -> application().decrypt(message, RecordId.of(id))),
                StandardCharsets.UTF_8);
    }

    BranchKeyVersion versionOf(TenantId tenant, String id, byte[] message) {
        return TenantContext.call(tenant, () -> application().branchKeyVersion(message, RecordId.of(id)));
    }

    /** A job of a process of its own. */
    Reencryption.Builder job(TenantId tenant) {
        return Reencryption.builder()
                .tenant(tenant)
                .keyring(keyring())
                .purpose(PURPOSE)
                .memory(InMemoryJobStore.create());
    }

    @Override
    public void close() {
        application.close();
        lab.close();
    }
}
