package dev.partywall.abac.policies;

import static dev.partywall.abac.policies.World.BUCKET;
import static dev.partywall.abac.policies.World.ENTITIES;
import static dev.partywall.abac.policies.World.INVOICES;
import static dev.partywall.abac.policies.World.KEY_STORE;
import static dev.partywall.abac.policies.World.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Every operation that TenantAccess promises, on what the owner owns. */
final class Operations {

    private final World world;
    private final List<Operation> all = new ArrayList<>();

    private Operations(World world) {
        this.world = world;
    }

    static List<Operation> of(World world) {
        Operations operations = new Operations(world);
        operations.itemReads();
        operations.itemWrites();
        operations.statements();
        operations.entities();
        operations.objects();
        operations.uploads();
        operations.keys();
        operations.keyStore();
        operations.secrets();
        operations.queues();
        return operations.all;
    }

    private void add(String name, BiConsumer<Session, String> call) {
        all.add(new Operation(name, call));
    }

    private static Map<String, AttributeValue> invoice(String owner, String number) {
        return Map.of("tenant", text(owner), "number", text(number));
    }

    private void itemReads() {
        add("GetItem", (s, o) -> s.dynamoDb().getItem(r -> r.tableName(INVOICES).key(invoice(o, "1"))));
        add("Query", (s, o) -> query(s.dynamoDb(), INVOICES, "tenant", o));
        add(
                "Query of an index",
                (s, o) -> s.dynamoDb()
                        .query(r -> r.tableName(INVOICES)
                                .indexName("by-number")
                                .keyConditionExpression("tenant = :t")
                                .expressionAttributeValues(Map.of(":t", text(o)))));
        add(
                "BatchGetItem",
                (s, o) -> s.dynamoDb()
                        .batchGetItem(r -> r.requestItems(Map.of(
                                INVOICES,
                                KeysAndAttributes.builder()
                                        .keys(List.of(invoice(o, "1"), invoice(o, "2")))
                                        .build()))));
        add(
                "TransactGetItems",
                (s, o) -> s.dynamoDb()
                        .transactGetItems(r -> r.transactItems(TransactGetItem.builder()
                                .get(g -> g.tableName(INVOICES).key(invoice(o, "1")))
                                .build())));
    }

    private void itemWrites() {
        add("PutItem", (s, o) -> s.dynamoDb().putItem(r -> r.tableName(INVOICES).item(invoice(o, "2"))));
        add(
                "UpdateItem",
                (s, o) -> s.dynamoDb()
                        .updateItem(r -> r.tableName(INVOICES)
                                .key(invoice(o, "2"))
                                .updateExpression("SET amount = :n")
                                .expressionAttributeValues(Map.of(":n", AttributeValue.fromN("1")))));
        add(
                "DeleteItem",
                (s, o) -> s.dynamoDb().deleteItem(r -> r.tableName(INVOICES).key(invoice(o, "2"))));
        add(
                "BatchWriteItem",
                (s, o) -> s.dynamoDb()
                        .batchWriteItem(r -> r.requestItems(Map.of(
                                INVOICES,
                                List.of(WriteRequest.builder()
                                        .putRequest(p -> p.item(invoice(o, "3")))
                                        .build())))));
        add(
                "TransactWriteItems",
                (s, o) -> s.dynamoDb()
                        .transactWriteItems(r -> r.transactItems(
                                TransactWriteItem.builder()
                                        .put(p -> p.tableName(INVOICES).item(invoice(o, "4")))
                                        .build(),
                                TransactWriteItem.builder()
                                        .conditionCheck(c -> c.tableName(INVOICES)
                                                .key(invoice(o, "1"))
                                                .conditionExpression("attribute_exists(tenant)"))
                                        .build())));
    }

    private void statements() {
        add(
                "PartiQL SELECT",
                (s, o) -> s.dynamoDb()
                        .executeStatement(r -> r.statement("SELECT * FROM \"invoices\" WHERE tenant = ?")
                                .parameters(text(o))));
        add(
                "PartiQL UPDATE",
                (s, o) -> s.dynamoDb()
                        .executeStatement(r -> r.statement(
                                        "UPDATE \"invoices\" SET amount = 2 WHERE tenant = ? AND \"number\" = ?")
                                .parameters(text(o), text("1"))));
    }

    private void entities() {
        add(
                "GetItem by a prefixed key",
                (s, o) -> s.dynamoDb().getItem(r -> r.tableName(ENTITIES).key(entity(o))));
        add("Query by a prefixed key", (s, o) -> query(s.dynamoDb(), ENTITIES, "pk", o + "#orders"));
        add(
                "PutItem by a prefixed key",
                (s, o) -> s.dynamoDb().putItem(r -> r.tableName(ENTITIES).item(entity(o))));
    }

    private static Map<String, AttributeValue> entity(String owner) {
        return Map.of("pk", text(owner + "#orders"), "sk", text("1"));
    }

    private static void query(DynamoDbClient client, String table, String key, String value) {
        client.query(r -> r.tableName(table)
                .keyConditionExpression("#k = :k")
                .expressionAttributeNames(Map.of("#k", key))
                .expressionAttributeValues(Map.of(":k", text(value))));
    }

    private void objects() {
        add("GetObject", (s, o) -> s.s3().getObjectAsBytes(r -> r.bucket(BUCKET).key(object(o))));
        add("HeadObject", (s, o) -> s.s3().headObject(r -> r.bucket(BUCKET).key(object(o))));
        add("PutObject", (s, o) -> s.s3().putObject(r -> r.bucket(BUCKET).key(object(o)), RequestBody.fromString("x")));
        add(
                "CopyObject",
                (s, o) -> s.s3().copyObject(r -> r.sourceBucket(BUCKET)
                        .sourceKey(object(o))
                        .destinationBucket(BUCKET)
                        .destinationKey(object(o) + "-copy")));
        add("DeleteObject", (s, o) -> s.s3().deleteObject(r -> r.bucket(BUCKET).key(object(o) + "-gone")));
        add(
                "ListObjectsV2",
                (s, o) -> s.s3().listObjectsV2(r -> r.bucket(BUCKET).prefix("tenants/" + o + "/")));
    }

    private void uploads() {
        add(
                "CreateMultipartUpload",
                (s, o) -> s.s3().createMultipartUpload(r -> r.bucket(BUCKET).key(object(o) + "-parts")));
        add("ListParts and AbortMultipartUpload", (s, o) -> {
            String id = world.lab()
                    .s3()
                    .createMultipartUpload(r -> r.bucket(BUCKET).key(object(o) + "-parts"))
                    .uploadId();
            s.s3().listParts(r -> r.bucket(BUCKET).key(object(o) + "-parts").uploadId(id));
            s.s3().abortMultipartUpload(
                            r -> r.bucket(BUCKET).key(object(o) + "-parts").uploadId(id));
        });
    }

    private static String object(String owner) {
        return "tenants/" + owner + "/a";
    }

    private void keys() {
        String key = world.key();
        add(
                "GenerateDataKey",
                (s, o) -> s.kms()
                        .generateDataKey(
                                r -> r.keyId(key).keySpec(DataKeySpec.AES_256).encryptionContext(context(o))));
        add(
                "GenerateDataKeyWithoutPlaintext",
                (s, o) -> s.kms()
                        .generateDataKeyWithoutPlaintext(
                                r -> r.keyId(key).keySpec(DataKeySpec.AES_256).encryptionContext(context(o))));
        add(
                "Encrypt",
                (s, o) -> s.kms()
                        .encrypt(r -> r.keyId(key)
                                .plaintext(SdkBytes.fromUtf8String("x"))
                                .encryptionContext(context(o))));
        add(
                "Decrypt",
                (s, o) -> s.kms()
                        .decrypt(r -> r.ciphertextBlob(world.ciphertext(o)).encryptionContext(context(o))));
        add(
                "ReEncrypt",
                (s, o) -> s.kms()
                        .reEncrypt(r -> r.ciphertextBlob(world.ciphertext(o))
                                .sourceEncryptionContext(context(o))
                                .destinationKeyId(key)
                                .destinationEncryptionContext(context(o))));
    }

    private static Map<String, String> context(String owner) {
        return Map.of("tenant", owner);
    }

    private void keyStore() {
        add(
                "GetItem of the branch key",
                (s, o) -> s.dynamoDb()
                        .getItem(r -> r.tableName(KEY_STORE)
                                .key(Map.of("branch-key-id", text(o), "type", text("branch:ACTIVE")))));
        add("Query of the branch key", (s, o) -> query(s.dynamoDb(), KEY_STORE, "branch-key-id", o));
        add(
                "Decrypt of the branch key",
                (s, o) -> s.kms()
                        .decrypt(r -> r.ciphertextBlob(world.branchKey(o))
                                .encryptionContext(World.branchKeyContext(o, "keys"))));
    }

    private void secrets() {
        add("GetSecretValue", (s, o) -> s.secrets().getSecretValue(r -> r.secretId(secret(o))));
        add("DescribeSecret", (s, o) -> s.secrets().describeSecret(r -> r.secretId(secret(o))));
        add("ListSecretVersionIds", (s, o) -> s.secrets().listSecretVersionIds(r -> r.secretId(secret(o))));
        add(
                "PutSecretValue",
                (s, o) -> s.secrets().putSecretValue(r -> r.secretId(secret(o)).secretString("y")));
    }

    private static String secret(String owner) {
        return "tenants/" + owner + "/db";
    }

    private void queues() {
        add("GetQueueUrl", (s, o) -> s.sqs().getQueueUrl(r -> r.queueName("orders-" + o)));
        add(
                "GetQueueAttributes",
                (s, o) -> s.sqs()
                        .getQueueAttributes(r -> r.queueUrl(url(o)).attributeNames(QueueAttributeName.QUEUE_ARN)));
        add("SendMessage", (s, o) -> s.sqs().sendMessage(r -> r.queueUrl(url(o)).messageBody("x")));
        add(
                "ReceiveMessage",
                (s, o) -> s.sqs().receiveMessage(r -> r.queueUrl(url(o)).visibilityTimeout(0)));
        add("ChangeMessageVisibility and DeleteMessage", (s, o) -> {
            String receipt = receipt(o);
            s.sqs()
                    .changeMessageVisibility(
                            r -> r.queueUrl(url(o)).receiptHandle(receipt).visibilityTimeout(30));
            s.sqs().deleteMessage(r -> r.queueUrl(url(o)).receiptHandle(receipt));
        });
    }

    private String url(String owner) {
        return world.lab()
                .sqs()
                .getQueueUrl(r -> r.queueName("orders-" + owner))
                .queueUrl();
    }

    private String receipt(String owner) {
        world.lab().sqs().sendMessage(r -> r.queueUrl(url(owner)).messageBody("z"));
        return world.lab()
                .sqs()
                .receiveMessage(r -> r.queueUrl(url(owner)).visibilityTimeout(30))
                .messages()
                .get(0)
                .receiptHandle();
    }
}
