package dev.partywall.testing;

import dev.partywall.core.TenantId;
import dev.partywall.testing.internal.clients.LabClients;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kms.KmsAsyncClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerAsyncClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sts.StsAsyncClient;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * A tenant as AWS sees it: clients that are signed with the tenant's own session, whatever tenant is bound. The lab closes
 * them. Safe for use by many threads.
 */
public final class LabTenant {

    private final TenantId id;
    private final AwsCredentialsProvider credentials;
    private final LabClients clients;

    LabTenant(TenantId id, AwsCredentialsProvider credentials, LabClients clients) {
        this.id = id;
        this.credentials = credentials;
        this.clients = clients;
    }

    /**
     * Its id.
     *
     * @return the tenant
     */
    public TenantId id() {
        return id;
    }

    /**
     * Credentials of its session, renewed before they expire by the lab's clock.
     *
     * @return the same provider each time
     */
    public AwsCredentialsProvider credentials() {
        return credentials;
    }

    /**
     * A KMS client.
     *
     * @return the same client each time
     */
    public KmsClient kms() {
        return clients.kms();
    }

    /**
     * An asynchronous KMS client.
     *
     * @return the same client each time
     */
    public KmsAsyncClient kmsAsync() {
        return clients.kmsAsync();
    }

    /**
     * A DynamoDB client.
     *
     * @return the same client each time
     */
    public DynamoDbClient dynamoDb() {
        return clients.dynamoDb();
    }

    /**
     * An asynchronous DynamoDB client.
     *
     * @return the same client each time
     */
    public DynamoDbAsyncClient dynamoDbAsync() {
        return clients.dynamoDbAsync();
    }

    /**
     * An S3 client, with path-style addresses.
     *
     * @return the same client each time
     */
    public S3Client s3() {
        return clients.s3();
    }

    /**
     * An asynchronous S3 client, with path-style addresses.
     *
     * @return the same client each time
     */
    public S3AsyncClient s3Async() {
        return clients.s3Async();
    }

    /**
     * A Secrets Manager client.
     *
     * @return the same client each time
     */
    public SecretsManagerClient secretsManager() {
        return clients.secretsManager();
    }

    /**
     * An asynchronous Secrets Manager client.
     *
     * @return the same client each time
     */
    public SecretsManagerAsyncClient secretsManagerAsync() {
        return clients.secretsManagerAsync();
    }

    /**
     * An SQS client.
     *
     * @return the same client each time
     */
    public SqsClient sqs() {
        return clients.sqs();
    }

    /**
     * An asynchronous SQS client.
     *
     * @return the same client each time
     */
    public SqsAsyncClient sqsAsync() {
        return clients.sqsAsync();
    }

    /**
     * An STS client.
     *
     * @return the same client each time
     */
    public StsClient sts() {
        return clients.sts();
    }

    /**
     * An asynchronous STS client.
     *
     * @return the same client each time
     */
    public StsAsyncClient stsAsync() {
        return clients.stsAsync();
    }

    void close() {
        clients.close();
    }

    /** Its id; no secrets. */
    @Override
    public String toString() {
        return "LabTenant[" + id.value() + "]";
    }
}
