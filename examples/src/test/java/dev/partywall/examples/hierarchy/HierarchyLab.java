package dev.partywall.examples.hierarchy;

import dev.partywall.abac.BranchKeyStore;
import dev.partywall.abac.TenantAccess;
import dev.partywall.abac.TenantCredentials;
import dev.partywall.core.Tenant;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.examples.abac.LabRoles;
import dev.partywall.keyring.RecordId;
import dev.partywall.keyring.TenantKeyring;
import dev.partywall.testing.AwsLab;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.sts.StsClient;

/** A lab with a key store, one role for all tenants, and a keyring whose clients are scoped to them. */
final class HierarchyLab implements AutoCloseable {

    static final String KEY_STORE = "tenant-keys";
    static final RecordId RECORD = RecordId.of("invoice-1");
    static final byte[] PLAINTEXT = "EUR 1,200".getBytes(StandardCharsets.UTF_8);

    private final AwsLab lab = AwsLab.start();
    private final String rootKey = lab.createKey();
    private final LabRoles roles = LabRoles.create(lab, "billing", access());
    private final String policy = policies();
    private final StsClient sts = at(StsClient.builder())
            .credentialsProvider(roles.serviceCredentials())
            .build();
    private final TenantCredentials credentials = credentials().build();
    private final DynamoDbClient dynamoDb = credentials.scope().client(at(DynamoDbClient.builder()));
    private final KmsClient kms = credentials.scope().client(at(KmsClient.builder()));
    private final TenantKeyring operators = TenantKeyring.builder()
            .keyStore(KEY_STORE, lab.dynamoDb())
            .rootKey(rootKey, lab.kms())
            .build();

    HierarchyLab() {
        operators.branchKeys().createKeyStore();
    }

    private TenantAccess access() {
        String table = "arn:aws:dynamodb:%s:%s:table/%s".formatted(lab.region(), lab.accountId(), KEY_STORE);
        return TenantAccess.builder()
                .keyStore(BranchKeyStore.of(table, KEY_STORE, rootKey))
                .build();
    }

    private String policies() {
        return PolicyEdit.of(roles.tenants()).json();
    }

    AwsLab aws() {
        return lab;
    }

    LabRoles roles() {
        return roles;
    }

    String rootKey() {
        return rootKey;
    }

    /** Puts the tenants' role back to its one policy. */
    void restorePolicy() {
        roles.tenants().policies().keySet().forEach(roles.tenants()::deletePolicy);
        roles.tenants().putPolicy(LabRoles.POLICY, policy);
    }

    /** A builder that calls the lab. */
    <B extends AwsClientBuilder<B, C>, C> B at(B builder) {
        return builder.endpointOverride(lab.endpoint()).region(lab.region());
    }

    TenantCredentials.Builder credentials() {
        return TenantCredentials.builder()
                .sts(sts)
                .role(roles.tenants().arn())
                .duration(Duration.ofMinutes(15))
                .clock(lab.clock());
    }

    TenantCredentials tenants() {
        return credentials;
    }

    /** DynamoDB as the bound tenant. */
    DynamoDbClient dynamoDb() {
        return dynamoDb;
    }

    /** KMS as the bound tenant. */
    KmsClient kms() {
        return kms;
    }

    /** A keyring with an empty cache over the tenants' clients. */
    TenantKeyring.Builder keyring() {
        return TenantKeyring.builder()
                .keyStore(KEY_STORE, dynamoDb)
                .rootKey(rootKey, kms)
                .credentials(credentials.provider())
                .timeToLive(Duration.ofHours(24))
                .negativeTimeToLive(Duration.ZERO)
                .clock(lab.clock());
    }

    /** A tenant with a branch key, which the operators have made. */
    TenantId onboard(String id) {
        TenantId tenant = TenantId.of(id);
        operators.branchKeys().create(tenant);
        return tenant;
    }

    byte[] seal(TenantKeyring with, TenantId tenant) {
        return TenantContext.call(tenant, () -> with.encryptor("invoices").encrypt(PLAINTEXT, RECORD));
    }

    byte[] open(TenantKeyring with, TenantId tenant, byte[] message) {
        return open(with, Tenant.of(tenant), message);
    }

    byte[] open(TenantKeyring with, Tenant tenant, byte[] message) {
        return TenantContext.call(tenant, () -> with.encryptor("invoices").decrypt(message, RECORD));
    }

    String accessKeyId(TenantId tenant) {
        return TenantContext.call(tenant, credentials.provider()::resolveCredentials)
                .accessKeyId();
    }

    /** The row of a tenant's active branch key, as somebody has it who got hold of a backup of the table. */
    Map<String, AttributeValue> stolenRow(TenantId tenant) {
        return lab.dynamoDb()
                .getItem(get -> get.tableName(KEY_STORE).key(activeRow(tenant)))
                .item();
    }

    /** The encryption context under which KMS opens a row: all of it but the wrapped key, and the key store's name. */
    static Map<String, String> contextOf(Map<String, AttributeValue> row) {
        Map<String, String> context = new HashMap<>();
        row.forEach((name, value) -> {
            if (!name.equals("enc")) {
                context.put(name, value.s() == null ? value.n() : value.s());
            }
        });
        context.put("tablename", KEY_STORE);
        return context;
    }

    private static Map<String, AttributeValue> activeRow(TenantId tenant) {
        return Map.of(
                "branch-key-id", AttributeValue.fromS(tenant.value()), "type", AttributeValue.fromS("branch:ACTIVE"));
    }

    @Override
    public void close() {
        operators.close();
        credentials.close();
        dynamoDb.close();
        kms.close();
        sts.close();
        lab.close();
    }
}
