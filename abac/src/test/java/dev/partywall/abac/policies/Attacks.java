package dev.partywall.abac.policies;

import static dev.partywall.abac.policies.World.BUCKET;
import static dev.partywall.abac.policies.World.INVOICES;
import static dev.partywall.abac.policies.World.KEY_STORE;
import static dev.partywall.abac.policies.World.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.kms.model.GrantOperation;

/** What no tenant may do, not with its own data either. The owner is the attacker itself. */
final class Attacks {

    private final World world;
    private final List<Operation> all = new ArrayList<>();

    private Attacks(World world) {
        this.world = world;
    }

    static List<Operation> of(World world) {
        Attacks attacks = new Attacks(world);
        attacks.items();
        attacks.objects();
        attacks.keys();
        attacks.keyStore();
        attacks.others();
        return attacks.all;
    }

    private void add(String name, BiConsumer<Session, String> call) {
        all.add(new Operation(name, call));
    }

    private void items() {
        add("Scan", (s, o) -> s.dynamoDb().scan(r -> r.tableName(INVOICES)));
        add(
                "Scan of an index",
                (s, o) -> s.dynamoDb().scan(r -> r.tableName(INVOICES).indexName("by-number")));
        add("PartiQL scan", (s, o) -> s.dynamoDb().executeStatement(r -> r.statement("SELECT * FROM \"invoices\"")));
        add(
                "BatchGetItem of own and globex's",
                (s, o) -> s.dynamoDb()
                        .batchGetItem(r -> r.requestItems(Map.of(
                                INVOICES,
                                KeysAndAttributes.builder()
                                        .keys(List.of(
                                                Map.of("tenant", text(o), "number", text("1")),
                                                Map.of("tenant", text("globex"), "number", text("1"))))
                                        .build()))));
        add(
                "TransactWriteItems of own and globex's",
                (s, o) -> s.dynamoDb().transactWriteItems(r -> r.transactItems(put(o), put("globex"))));
        add("DeleteTable", (s, o) -> s.dynamoDb().deleteTable(r -> r.tableName("no-such-table")));
    }

    private static TransactWriteItem put(String owner) {
        return TransactWriteItem.builder()
                .put(p -> p.tableName(INVOICES).item(Map.of("tenant", text(owner), "number", text("9"))))
                .build();
    }

    private void objects() {
        add("ListObjectsV2 of all", (s, o) -> s.s3().listObjectsV2(r -> r.bucket(BUCKET)));
        add(
                "ListObjectsV2 of all tenants",
                (s, o) -> s.s3().listObjectsV2(r -> r.bucket(BUCKET).prefix("tenants/")));
        add(
                "ListObjectsV2 without the slash",
                (s, o) -> s.s3().listObjectsV2(r -> r.bucket(BUCKET).prefix("tenants/" + o)));
        add(
                "ListMultipartUploads",
                (s, o) -> s.s3().listMultipartUploads(r -> r.bucket(BUCKET).prefix("tenants/" + o + "/")));
        add("ListBuckets", (s, o) -> s.s3().listBuckets());
        add(
                "PutObject beside the tenants",
                (s, o) -> s.s3().putObject(r -> r.bucket(BUCKET).key("tenants"), RequestBody.fromString("x")));
        add(
                "CopyObject from globex",
                (s, o) -> s.s3().copyObject(r -> r.sourceBucket(BUCKET)
                        .sourceKey("tenants/globex/a")
                        .destinationBucket(BUCKET)
                        .destinationKey("tenants/" + o + "/stolen")));
    }

    private void keys() {
        String key = world.key();
        add(
                "GenerateDataKey without a context",
                (s, o) -> s.kms().generateDataKey(r -> r.keyId(key).keySpec(DataKeySpec.AES_256)));
        add(
                "Encrypt with a pair that was not described",
                (s, o) -> s.kms()
                        .encrypt(r -> r.keyId(key)
                                .plaintext(SdkBytes.fromUtf8String("x"))
                                .encryptionContext(Map.of("tenant", o, "owner", "globex"))));
        add(
                "CreateGrant",
                (s, o) -> s.kms()
                        .createGrant(r -> r.keyId(key)
                                .granteePrincipal("arn:aws:iam::111122223333:root")
                                .operations(GrantOperation.DECRYPT)));
        add("DescribeKey", (s, o) -> s.kms().describeKey(r -> r.keyId(key)));
    }

    private void keyStore() {
        add(
                "PutItem of the own branch key",
                (s, o) -> s.dynamoDb()
                        .putItem(r -> r.tableName(KEY_STORE)
                                .item(Map.of("branch-key-id", text(o), "type", text("branch:version:2")))));
        add(
                "Decrypt of the own id in another key store",
                (s, o) -> s.kms()
                        .decrypt(r -> r.ciphertextBlob(world.foreignStoreKey(o))
                                .encryptionContext(World.branchKeyContext(o, "other-keys"))));
        add(
                "Decrypt of a branch key with a pair that was not described",
                (s, o) -> s.kms()
                        .decrypt(r -> r.ciphertextBlob(world.oddBranchKey(o)).encryptionContext(World.oddContext(o))));
        add(
                "GenerateDataKey under the root key",
                (s, o) -> s.kms()
                        .generateDataKey(r -> r.keyId(world.rootKey())
                                .keySpec(DataKeySpec.AES_256)
                                .encryptionContext(World.branchKeyContext(o, "keys"))));
    }

    private void others() {
        add("ListSecrets", (s, o) -> s.secrets().listSecrets());
        add(
                "CreateSecret",
                (s, o) -> s.secrets()
                        .createSecret(r -> r.name("tenants/" + o + "/new-" + System.nanoTime())
                                .secretString("x")));
        add("ListQueues", (s, o) -> s.sqs().listQueues());
        add("CreateQueue", (s, o) -> s.sqs().createQueue(r -> r.queueName("orders-" + o + "-more")));
        add(
                "AttachRolePolicy",
                (s, o) -> s.iam()
                        .putRolePolicy(r -> r.roleName("app").policyName("more").policyDocument("""
                        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}""")));
        add(
                "AssumeRole",
                (s, o) -> s.sts()
                        .assumeRole(r ->
                                r.roleArn("arn:aws:iam::111122223333:role/app").roleSessionName("next")));
    }
}
