package dev.partywall.examples.abac;

import dev.partywall.abac.AccessLevel;
import dev.partywall.abac.BranchKeyStore;
import dev.partywall.abac.TenantAccess;
import dev.partywall.abac.TenantCredentials;
import dev.partywall.abac.TenantScope;
import dev.partywall.core.TenantId;
import dev.partywall.keyring.TenantKeyring;
import dev.partywall.testing.AwsLab;
import java.util.ArrayDeque;
import java.util.Deque;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * A service in a lab: one client of each kind for all tenants, and one keyring. The service's own role may start tenants'
 * sessions and nothing else.
 */
final class DocumentService implements AutoCloseable {

    static final String KEY_STORE = "tenant-keys";

    private final AwsLab lab;
    private final Deque<SdkAutoCloseable> clients = new ArrayDeque<>();
    private final String rootKey;
    private final LabRoles roles;
    private final TenantCredentials credentials;
    private final DynamoDbClient dynamoDb;
    private final KmsClient kms;
    private final TenantKeyring keyring;
    private final TenantKeyring operators;
    private final DocumentStore documents;

    DocumentService(AwsLab lab) {
        this.lab = lab;
        this.rootKey = lab.createKey();
        this.roles = LabRoles.create(lab, "documents", access());
        this.credentials = TenantCredentials.builder()
                .sts(closing(at(StsClient.builder())
                        .credentialsProvider(roles.serviceCredentials())
                        .build()))
                .role(roles.tenants().arn())
                .build();
        TenantScope scope = credentials.scope();
        this.dynamoDb = closing(scope.client(at(DynamoDbClient.builder())));
        this.kms = closing(scope.client(at(KmsClient.builder())));
        this.keyring = TenantKeyring.builder()
                .keyStore(KEY_STORE, dynamoDb)
                .rootKey(rootKey, kms)
                .credentials(credentials.provider())
                .build();
        this.operators = TenantKeyring.builder()
                .keyStore(KEY_STORE, lab.dynamoDb())
                .rootKey(rootKey, lab.kms())
                .build();
        this.documents = new DocumentStore(
                dynamoDb,
                closing(scope.client(at(DynamoDbAsyncClient.builder()))),
                closing(scope.client(at(S3Client.builder()).forcePathStyle(true))),
                closing(presigner()),
                keyring.encryptor("documents"));
        createTables();
    }

    /** All that tenants reach, in one policy of one role. */
    private TenantAccess access() {
        String tables = "arn:aws:dynamodb:%s:%s:table/".formatted(lab.region(), lab.accountId());
        return TenantAccess.builder()
                .table(tables + DocumentStore.TABLE, AccessLevel.READ_WRITE)
                .objects("arn:aws:s3:::" + DocumentStore.BUCKET + "/{tenant}/*", AccessLevel.READ_WRITE)
                .keyStore(BranchKeyStore.of(tables + KEY_STORE, KEY_STORE, rootKey))
                .build();
    }

    private <B extends AwsClientBuilder<B, C>, C> B at(B builder) {
        return builder.endpointOverride(lab.endpoint()).region(lab.region());
    }

    private S3Presigner presigner() {
        return S3Presigner.builder()
                .endpointOverride(lab.endpoint())
                .region(lab.region())
                .serviceConfiguration(
                        S3Configuration.builder().pathStyleAccessEnabled(true).build())
                .credentialsProvider(credentials.provider())
                .build();
    }

    private <C extends SdkAutoCloseable> C closing(C client) {
        clients.push(client);
        return client;
    }

    private void createTables() {
        operators.branchKeys().createKeyStore();
        lab.s3().createBucket(bucket -> bucket.bucket(DocumentStore.BUCKET));
        lab.dynamoDb()
                .createTable(table -> table.tableName(DocumentStore.TABLE)
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .attributeDefinitions(text("tenant"), text("id"))
                        .keySchema(key("tenant", KeyType.HASH), key("id", KeyType.RANGE)));
    }

    private static AttributeDefinition text(String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(ScalarAttributeType.S)
                .build();
    }

    private static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }

    /** Gives a tenant a branch key, as an operator. Idempotent. */
    void onboard(TenantId tenant) {
        operators.branchKeys().create(tenant);
    }

    DocumentStore documents() {
        return documents;
    }

    LabRoles roles() {
        return roles;
    }

    /** DynamoDB as the bound tenant. */
    DynamoDbClient dynamoDb() {
        return dynamoDb;
    }

    /** KMS as the bound tenant. */
    KmsClient kms() {
        return kms;
    }

    String rootKey() {
        return rootKey;
    }

    @Override
    public void close() {
        keyring.close();
        operators.close();
        credentials.close();
        clients.forEach(SdkAutoCloseable::close);
    }
}
