package dev.partywall.testing.internal.clients;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
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

/** The lab's own SDK clients, each made when it is first wanted. */
public final class LabClients implements AutoCloseable {

    private static final int CONNECTIONS = 2048;
    private static final int ATTEMPTS = 3;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final URI endpoint;
    private final Region region;
    private final AwsCredentialsProvider credentials;
    private final Lazy<SdkHttpClient> http = new Lazy<>(LabClients::httpClient);
    private final Lazy<SdkAsyncHttpClient> asyncHttp = new Lazy<>(LabClients::asyncHttpClient);
    private final Lazy<KmsClient> kms = new Lazy<>(
            () -> configure(KmsClient.builder()).httpClient(this.http.get()).build());
    private final Lazy<KmsAsyncClient> kmsAsync = new Lazy<>(() ->
            configure(KmsAsyncClient.builder()).httpClient(this.asyncHttp.get()).build());
    private final Lazy<DynamoDbClient> dynamoDb = new Lazy<>(() ->
            configure(DynamoDbClient.builder()).httpClient(this.http.get()).build());
    private final Lazy<DynamoDbAsyncClient> dynamoDbAsync = new Lazy<>(() -> configure(DynamoDbAsyncClient.builder())
            .httpClient(this.asyncHttp.get())
            .build());
    private final Lazy<SecretsManagerClient> secretsManager = new Lazy<>(() -> configure(SecretsManagerClient.builder())
            .httpClient(this.http.get())
            .build());
    private final Lazy<SecretsManagerAsyncClient> secretsManagerAsync =
            new Lazy<>(() -> configure(SecretsManagerAsyncClient.builder())
                    .httpClient(this.asyncHttp.get())
                    .build());
    private final Lazy<SqsClient> sqs = new Lazy<>(
            () -> configure(SqsClient.builder()).httpClient(this.http.get()).build());
    private final Lazy<SqsAsyncClient> sqsAsync = new Lazy<>(() ->
            configure(SqsAsyncClient.builder()).httpClient(this.asyncHttp.get()).build());

    private final Lazy<S3Client> s3 = new Lazy<>(() -> configure(S3Client.builder())
            .forcePathStyle(true)
            .httpClient(this.http.get())
            .build());
    private final Lazy<S3AsyncClient> s3Async = new Lazy<>(() -> configure(S3AsyncClient.builder())
            .forcePathStyle(true)
            .httpClient(this.asyncHttp.get())
            .build());
    private final Lazy<IamClient> iam = new Lazy<>(() -> configure(IamClient.builder())
            .region(Region.AWS_GLOBAL)
            .httpClient(this.http.get())
            .build());
    private final Lazy<IamAsyncClient> iamAsync = new Lazy<>(() -> configure(IamAsyncClient.builder())
            .region(Region.AWS_GLOBAL)
            .httpClient(this.asyncHttp.get())
            .build());
    private final Lazy<StsClient> sts = new Lazy<>(
            () -> configure(StsClient.builder()).httpClient(this.http.get()).build());
    private final Lazy<StsAsyncClient> stsAsync = new Lazy<>(() ->
            configure(StsAsyncClient.builder()).httpClient(this.asyncHttp.get()).build());

    /** Clients for an endpoint. */
    public LabClients(URI endpoint, Region region, AwsCredentialsProvider credentials) {
        this.endpoint = endpoint;
        this.region = region;
        this.credentials = credentials;
    }

    /** KMS. */
    public KmsClient kms() {
        return kms.get();
    }

    /** KMS, asynchronous. */
    public KmsAsyncClient kmsAsync() {
        return kmsAsync.get();
    }

    /** DynamoDB. */
    public DynamoDbClient dynamoDb() {
        return dynamoDb.get();
    }

    /** DynamoDB, asynchronous. */
    public DynamoDbAsyncClient dynamoDbAsync() {
        return dynamoDbAsync.get();
    }

    /** S3. */
    public S3Client s3() {
        return s3.get();
    }

    /** S3, asynchronous. */
    public S3AsyncClient s3Async() {
        return s3Async.get();
    }

    /** IAM, which is global. */
    public IamClient iam() {
        return iam.get();
    }

    /** IAM, asynchronous. */
    public IamAsyncClient iamAsync() {
        return iamAsync.get();
    }

    /** STS. */
    public StsClient sts() {
        return sts.get();
    }

    /** STS, asynchronous. */
    public StsAsyncClient stsAsync() {
        return stsAsync.get();
    }

    /** Secrets Manager. */
    public SecretsManagerClient secretsManager() {
        return secretsManager.get();
    }

    /** Secrets Manager, asynchronous. */
    public SecretsManagerAsyncClient secretsManagerAsync() {
        return secretsManagerAsync.get();
    }

    /** SQS. */
    public SqsClient sqs() {
        return sqs.get();
    }

    /** SQS, asynchronous. */
    public SqsAsyncClient sqsAsync() {
        return sqsAsync.get();
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
        List.of(
                        kms,
                        kmsAsync,
                        dynamoDb,
                        dynamoDbAsync,
                        s3,
                        s3Async,
                        iam,
                        iamAsync,
                        sts,
                        stsAsync,
                        secretsManager,
                        secretsManagerAsync,
                        sqs,
                        sqsAsync,
                        http,
                        asyncHttp)
                .forEach(Lazy::close);
    }
}
