package dev.partywall.abac.policies;

import dev.partywall.testing.AwsLab;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sts.StsClient;

/** The clients of one session; each tries once. */
final class Session implements AutoCloseable {

    private final AwsLab lab;
    private final AwsCredentialsProvider credentials;
    private final Map<Class<?>, SdkClient> clients = new HashMap<>();

    Session(AwsLab lab, AwsCredentialsProvider credentials) {
        this.lab = lab;
        this.credentials = credentials;
    }

    DynamoDbClient dynamoDb() {
        return client(DynamoDbClient.class, () -> once(DynamoDbClient.builder()).build());
    }

    S3Client s3() {
        return client(
                S3Client.class,
                () -> once(S3Client.builder()).forcePathStyle(true).build());
    }

    KmsClient kms() {
        return client(KmsClient.class, () -> once(KmsClient.builder()).build());
    }

    SecretsManagerClient secrets() {
        return client(
                SecretsManagerClient.class,
                () -> once(SecretsManagerClient.builder()).build());
    }

    SqsClient sqs() {
        return client(SqsClient.class, () -> once(SqsClient.builder()).build());
    }

    IamClient iam() {
        return client(IamClient.class, () -> once(IamClient.builder()).build());
    }

    StsClient sts() {
        return client(StsClient.class, () -> once(StsClient.builder()).build());
    }

    private <C extends SdkClient> C client(Class<C> type, Supplier<C> made) {
        return type.cast(clients.computeIfAbsent(type, unseen -> made.get()));
    }

    private <B extends AwsClientBuilder<B, ?>> B once(B builder) {
        return builder.endpointOverride(lab.endpoint())
                .region(lab.region())
                .credentialsProvider(credentials)
                .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()));
    }

    @Override
    public void close() {
        clients.values().forEach(SdkClient::close);
    }
}
