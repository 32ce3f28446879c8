package dev.partywall.testing.internal.clients;

import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.client.builder.SdkAsyncClientBuilder;
import software.amazon.awssdk.core.client.builder.SdkClientBuilder;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.iam.IamAsyncClient;
import software.amazon.awssdk.services.iam.IamClient;
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
 * The lab's own SDK clients, each made when it is first wanted.
 *
 * <p>They are marked as a test's own, by an attribute that is known by its name: their credentials are a test's choice, so a
 * library that refuses clients which do not follow the bound tenant can let these through.
 */
public final class LabClients implements AutoCloseable {

    /** The SDK keeps a register of the names of all attributes, so it is made once. */
    private static final ExecutionAttribute<Class<?>> TEST_CLIENT = new ExecutionAttribute<>("PartywallTestClient");

    private static final int CONNECTIONS = 2048;
    private static final int ATTEMPTS = 3;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final URI endpoint;
    private final Region region;
    private final AwsCredentialsProvider credentials;
    private final Lazy<SdkHttpClient> http = new Lazy<>(LabClients::httpClient);
    private final Lazy<SdkAsyncHttpClient> asyncHttp = new Lazy<>(LabClients::asyncHttpClient);
    private final LazyClients clients = new LazyClients();

    /** Clients for an endpoint. */
    public LabClients(URI endpoint, Region region, AwsCredentialsProvider credentials) {
        this.endpoint = endpoint;
        this.region = region;
        this.credentials = credentials;
    }

    /** KMS. */
    public KmsClient kms() {
        return sync(KmsClient.class, () -> configure(KmsClient.builder()));
    }

    /** KMS, asynchronous. */
    public KmsAsyncClient kmsAsync() {
        return async(KmsAsyncClient.class, () -> configure(KmsAsyncClient.builder()));
    }

    /** DynamoDB. */
    public DynamoDbClient dynamoDb() {
        return sync(DynamoDbClient.class, () -> configure(DynamoDbClient.builder()));
    }

    /** DynamoDB, asynchronous. */
    public DynamoDbAsyncClient dynamoDbAsync() {
        return async(DynamoDbAsyncClient.class, () -> configure(DynamoDbAsyncClient.builder()));
    }

    /** S3. */
    public S3Client s3() {
        return sync(S3Client.class, () -> configure(S3Client.builder()).forcePathStyle(true));
    }

    /** S3, asynchronous. */
    public S3AsyncClient s3Async() {
        return async(
                S3AsyncClient.class, () -> configure(S3AsyncClient.builder()).forcePathStyle(true));
    }

    /** IAM, which is global. */
    public IamClient iam() {
        return sync(IamClient.class, () -> configure(IamClient.builder()).region(Region.AWS_GLOBAL));
    }

    /** IAM, asynchronous. */
    public IamAsyncClient iamAsync() {
        return async(
                IamAsyncClient.class, () -> configure(IamAsyncClient.builder()).region(Region.AWS_GLOBAL));
    }

    /** STS. */
    public StsClient sts() {
        return sync(StsClient.class, () -> configure(StsClient.builder()));
    }

    /** STS, asynchronous. */
    public StsAsyncClient stsAsync() {
        return async(StsAsyncClient.class, () -> configure(StsAsyncClient.builder()));
    }

    /** Secrets Manager. */
    public SecretsManagerClient secretsManager() {
        return sync(SecretsManagerClient.class, () -> configure(SecretsManagerClient.builder()));
    }

    /** Secrets Manager, asynchronous. */
    public SecretsManagerAsyncClient secretsManagerAsync() {
        return async(SecretsManagerAsyncClient.class, () -> configure(SecretsManagerAsyncClient.builder()));
    }

    /** SQS. */
    public SqsClient sqs() {
        return sync(SqsClient.class, () -> configure(SqsClient.builder()));
    }

    /** SQS, asynchronous. */
    public SqsAsyncClient sqsAsync() {
        return async(SqsAsyncClient.class, () -> configure(SqsAsyncClient.builder()));
    }

    private <B extends SdkSyncClientBuilder<B, C> & SdkClientBuilder<B, C>, C extends SdkClient> C sync(
            Class<C> type, Supplier<B> builder) {
        return clients.get(type, () -> builder.get().httpClient(http.get()).build());
    }

    private <B extends SdkAsyncClientBuilder<B, C> & SdkClientBuilder<B, C>, C extends SdkClient> C async(
            Class<C> type, Supplier<B> builder) {
        return clients.get(type, () -> builder.get().httpClient(asyncHttp.get()).build());
    }

    private <B extends AwsClientBuilder<B, ?>> B configure(B builder) {
        return builder.endpointOverride(endpoint)
                .region(region)
                .credentialsProvider(credentials)
                .overrideConfiguration(overrides());
    }

    /** Like an SDK client by default, but in a hurry, and without the retry quota that one test would use up for all. */
    private static ClientOverrideConfiguration overrides() {
        StandardRetryStrategy retries = AwsRetryStrategy.standardRetryStrategy().toBuilder()
                .maxAttempts(ATTEMPTS)
                .circuitBreakerEnabled(false)
                .backoffStrategy(quick())
                .throttlingBackoffStrategy(quick())
                .build();
        return ClientOverrideConfiguration.builder()
                .retryStrategy(retries)
                .apiCallTimeout(TIMEOUT)
                .putExecutionAttribute(TEST_CLIENT, LabClients.class)
                .build();
    }

    /** Never at once: the asynchronous client may still hand out a connection that has just been dropped. */
    private static BackoffStrategy quick() {
        return BackoffStrategy.exponentialDelayHalfJitter(Duration.ofMillis(50), Duration.ofMillis(200));
    }

    @SuppressWarnings("deprecation") // newer SDKs prefer another, which the oldest supported one does not have
    private static SdkHttpClient httpClient() {
        return ApacheHttpClient.builder()
                .maxConnections(CONNECTIONS)
                .connectionAcquisitionTimeout(TIMEOUT)
                .connectionTimeout(TIMEOUT)
                .socketTimeout(TIMEOUT)
                .socketFactory(new NoTls())
                .build();
    }

    private static SdkAsyncHttpClient asyncHttpClient() {
        return NettyNioAsyncHttpClient.builder()
                .maxConcurrency(CONNECTIONS)
                .connectionAcquisitionTimeout(TIMEOUT)
                .connectionTimeout(TIMEOUT)
                .readTimeout(TIMEOUT)
                .eventLoopGroupBuilder(SdkEventLoopGroup.builder().numberOfThreads(2))
                .build();
    }

    @Override
    public void close() {
        clients.close();
        http.close();
        asyncHttp.close();
    }
}
