package dev.partywall.examples.abac;

import static java.util.Objects.requireNonNull;

import dev.partywall.keyring.RecordId;
import dev.partywall.keyring.TenantEncryptor;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * Documents of all tenants: sealed texts in one table, files in one bucket. Takes the owner as a parameter and checks nothing,
 * as a careless endpoint would that has it from the URL: what keeps tenants apart is behind it.
 */
public final class DocumentStore {

    static final String TABLE = "documents";
    static final String BUCKET = "tenant-files";

    private static final Duration LINK_LIFETIME = Duration.ofMinutes(5);

    private final DynamoDbClient dynamoDb;
    private final DynamoDbAsyncClient dynamoDbAsync;
    private final S3Client s3;
    private final S3Presigner presigner;
    private final TenantEncryptor encryptor;

    DocumentStore(
            DynamoDbClient dynamoDb,
            DynamoDbAsyncClient dynamoDbAsync,
            S3Client s3,
            S3Presigner presigner,
            TenantEncryptor encryptor) {
        this.dynamoDb = dynamoDb;
        this.dynamoDbAsync = dynamoDbAsync;
        this.s3 = s3;
        this.presigner = presigner;
        this.encryptor = encryptor;
    }

    /**
     * Seals a text for the bound tenant and stores it.
     *
     * @param owner whose document
     * @param id the document's id
     * @param text the text
     */
    public void save(String owner, String id, String text) {
        byte[] sealed = encryptor.encryptString(text, RecordId.of(id));
        dynamoDb.putItem(put -> put.tableName(TABLE)
                .item(Map.of(
                        "tenant", AttributeValue.fromS(owner),
                        "id", AttributeValue.fromS(id),
                        "sealed", AttributeValue.fromB(SdkBytes.fromByteArray(sealed)))));
    }

    /**
     * Reads a text and opens it for the bound tenant.
     *
     * @param owner whose document
     * @param id the document's id
     * @return the text
     */
    public String read(String owner, String id) {
        Map<String, AttributeValue> item = dynamoDb.getItem(get -> get.tableName(TABLE)
                        .key(Map.of("tenant", AttributeValue.fromS(owner), "id", AttributeValue.fromS(id))))
                .item();
        return encryptor.decryptString(requireNonNull(item.get("sealed")).b().asByteArray(), RecordId.of(id));
    }

    /**
     * Lists documents, on threads of the SDK's.
     *
     * @param owner whose documents
     * @return their ids, later
     */
    public CompletableFuture<List<String>> ids(String owner) {
        var ids = new ConcurrentLinkedQueue<String>();
        return dynamoDbAsync
                .queryPaginator(query -> query.tableName(TABLE)
                        .limit(1)
                        .keyConditionExpression("tenant = :owner")
                        .expressionAttributeValues(Map.of(":owner", AttributeValue.fromS(owner))))
                .items()
                .subscribe(item -> ids.add(requireNonNull(item.get("id")).s()))
                .thenApply(done -> List.copyOf(ids));
    }

    /**
     * Stores a file.
     *
     * @param owner whose file
     * @param name the file's name
     * @param content its content
     */
    public void attach(String owner, String name, String content) {
        s3.putObject(put -> put.bucket(BUCKET).key(owner + "/" + name), RequestBody.fromString(content));
    }

    /**
     * Lists files.
     *
     * @param owner whose files
     * @return their keys
     */
    public List<String> files(String owner) {
        return s3.listObjectsV2Paginator(list -> list.bucket(BUCKET).prefix(owner + "/")).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    /**
     * Makes a link to a file. Making one asks nobody; whoever follows it does so with the rights of the bound tenant.
     *
     * @param owner whose file
     * @param name the file's name
     * @return a link that holds for five minutes
     */
    public URI link(String owner, String name) {
        return URI.create(presigner
                .presignGetObject(presign -> presign.signatureDuration(LINK_LIFETIME)
                        .getObjectRequest(get -> get.bucket(BUCKET).key(owner + "/" + name)))
                .url()
                .toString());
    }
}
