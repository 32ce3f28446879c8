package dev.partywall.abac.policies;

import dev.partywall.abac.AccessLevel;
import dev.partywall.abac.BranchKeyStore;
import dev.partywall.abac.TenantAccess;
import dev.partywall.abac.TenantTable;
import dev.partywall.testing.AwsLab;
import dev.partywall.testing.LabRole;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.kms.model.DataKeySpec;

/** An application of three tenants, two of which begin alike, with something of each in every service that the lab has. */
final class World {

    static final List<String> TENANTS = List.of("acme", "acme2", "globex");
    static final String ACCOUNT = "111122223333";
    static final String INVOICES = "invoices";
    static final String ENTITIES = "entities";
    static final String KEY_STORE = "tenant-keys";
    static final String BUCKET = "documents";

    private final AwsLab lab;
    private final String key;
    private final String rootKey;
    private final Map<String, SdkBytes> ciphertexts = new HashMap<>();
    private final Map<String, SdkBytes> branchKeys = new HashMap<>();
    private final Map<String, SdkBytes> foreignStoreKeys = new HashMap<>();
    private final Map<String, SdkBytes> oddBranchKeys = new HashMap<>();

    World(AwsLab lab) {
        this.lab = lab;
        this.key = lab.createKey();
        this.rootKey = lab.createKey();
        Tables.create(lab, INVOICES, "tenant", "number");
        Tables.create(lab, ENTITIES, "pk", "sk");
        Tables.create(lab, KEY_STORE, "branch-key-id", "type");
        lab.s3().createBucket(r -> r.bucket(BUCKET));
        TENANTS.forEach(this::tenant);
    }

    AwsLab lab() {
        return lab;
    }

    String key() {
        return "arn:aws:kms:us-east-1:" + ACCOUNT + ":key/" + key.substring(key.lastIndexOf('/') + 1);
    }

    String rootKey() {
        return "arn:aws:kms:us-east-1:" + ACCOUNT + ":key/" + rootKey.substring(rootKey.lastIndexOf('/') + 1);
    }

    SdkBytes ciphertext(String tenant) {
        return get(ciphertexts, tenant);
    }

    SdkBytes branchKey(String tenant) {
        return get(branchKeys, tenant);
    }

    /** A branch key whose encryption context has a pair that was not described. */
    SdkBytes oddBranchKey(String tenant) {
        return get(oddBranchKeys, tenant);
    }

    static Map<String, String> oddContext(String tenant) {
        Map<String, String> context = new HashMap<>(branchKeyContext(tenant, "keys"));
        context.put("owner", "globex");
        return context;
    }

    /** A branch key of the same id, in another key store under the same root key. */
    SdkBytes foreignStoreKey(String tenant) {
        return get(foreignStoreKeys, tenant);
    }

    private static SdkBytes get(Map<String, SdkBytes> blobs, String tenant) {
        SdkBytes blob = blobs.get(tenant);
        if (blob == null) {
            throw new IllegalArgumentException(tenant);
        }
        return blob;
    }

    static String tableArn(String table) {
        return "arn:aws:dynamodb:us-east-1:" + ACCOUNT + ":table/" + table;
    }

    BranchKeyStore store() {
        return BranchKeyStore.of(tableArn(KEY_STORE), "keys", rootKey());
    }

    /** All that the lab can show. */
    TenantAccess access() {
        return TenantAccess.builder()
                .table(TenantTable.of(tableArn(INVOICES), AccessLevel.READ_WRITE)
                        .withIndexes("by-number")
                        .withPartiQl())
                .table(TenantTable.of(tableArn(ENTITIES), AccessLevel.READ_WRITE)
                        .withLeadingKey("{tenant}#*"))
                .objects("arn:aws:s3:::" + BUCKET + "/tenants/{tenant}/*", AccessLevel.READ_WRITE)
                .key(key(), AccessLevel.READ_WRITE, "tenant")
                .keyStore(store())
                .secrets(
                        "arn:aws:secretsmanager:us-east-1:" + ACCOUNT + ":secret:tenants/{tenant}/*",
                        AccessLevel.READ_WRITE)
                .queues("arn:aws:sqs:us-east-1:" + ACCOUNT + ":orders-{tenant}", AccessLevel.READ_WRITE)
                .build();
    }

    /** A session for a tenant. */
    Session session(LabRole role, String tenant) {
        return new Session(
                lab, role.session("job").tag("TenantId", tenant).start().credentials());
    }

    /** A session that says nothing of a tenant. */
    Session session(LabRole role) {
        return new Session(lab, role.session("job").start().credentials());
    }

    static Map<String, String> branchKeyContext(String tenant, String store) {
        return Map.of(
                "branch-key-id", tenant,
                "type", "branch:ACTIVE",
                "version", "branch:version:1",
                "create-time", "2026-01-01T00:00:00.000000Z",
                "tablename", store,
                "kms-arn", "root",
                "hierarchy-version", "1",
                "aws-crypto-ec:tenant", tenant);
    }

    private void tenant(String tenant) {
        put(INVOICES, Map.of("tenant", text(tenant), "number", text("1")));
        put(ENTITIES, Map.of("pk", text(tenant + "#orders"), "sk", text("1")));
        put(KEY_STORE, Map.of("branch-key-id", text(tenant), "type", text("branch:ACTIVE")));
        lab.s3().putObject(r -> r.bucket(BUCKET).key("tenants/" + tenant + "/a"), RequestBody.fromString(tenant));
        lab.secretsManager()
                .createSecret(r -> r.name("tenants/" + tenant + "/db").secretString(tenant));
        lab.sqs().createQueue(r -> r.queueName("orders-" + tenant));
        ciphertexts.put(tenant, dataKey(key, Map.of("tenant", tenant)));
        branchKeys.put(tenant, dataKey(rootKey, branchKeyContext(tenant, "keys")));
        oddBranchKeys.put(tenant, dataKey(rootKey, oddContext(tenant)));
        foreignStoreKeys.put(tenant, dataKey(rootKey, branchKeyContext(tenant, "other-keys")));
    }

    private SdkBytes dataKey(String of, Map<String, String> context) {
        return lab.kms()
                .generateDataKeyWithoutPlaintext(
                        r -> r.keyId(of).keySpec(DataKeySpec.AES_256).encryptionContext(context))
                .ciphertextBlob();
    }

    private void put(String table, Map<String, AttributeValue> item) {
        lab.dynamoDb().putItem(r -> r.tableName(table).item(item));
    }

    static AttributeValue text(String value) {
        return AttributeValue.fromS(value);
    }
}
