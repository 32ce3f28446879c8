package dev.partywall.testing;

import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kms.KmsAsyncClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;

/** SDK clients that try once, so that a test sees what the lab answered. */
public final class Clients {

    private Clients() {}

    public static KmsClient kmsTryingOnce(AwsLab lab) {
        return once(lab, KmsClient.builder()).build();
    }

    public static KmsAsyncClient kmsAsyncTryingOnce(AwsLab lab) {
        return once(lab, KmsAsyncClient.builder())
                .httpClientBuilder(NettyNioAsyncHttpClient.builder()
                        .maxConcurrency(1100)
                        .connectionTimeout(Duration.ofSeconds(20)))
                .build();
    }

    public static DynamoDbClient dynamoDbTryingOnce(AwsLab lab) {
        return once(lab, DynamoDbClient.builder()).build();
    }

    public static S3Client s3TryingOnce(AwsLab lab, AwsCredentialsProvider credentials) {
        return once(lab, S3Client.builder())
                .forcePathStyle(true)
                .credentialsProvider(credentials)
                .build();
    }

    private static <B extends AwsClientBuilder<B, ?>> B once(AwsLab lab, B builder) {
        return builder.endpointOverride(lab.endpoint())
                .region(lab.region())
                .credentialsProvider(lab.credentials())
                .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()));
    }
}
