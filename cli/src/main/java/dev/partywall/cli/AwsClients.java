package dev.partywall.cli;

import dev.partywall.abac.TenantScope;
import dev.partywall.cli.settings.OperatorSettings;
import dev.partywall.cli.settings.SettingKey;
import dev.partywall.lifecycle.InvalidLifecycleSettingException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The operator's clients, each made when it is first needed: a list of tenants in a database needs none. Not safe for many
 * threads.
 */
final class AwsClients implements AutoCloseable {

    private final OperatorSettings settings;
    private final Optional<AwsCredentialsProvider> credentials;
    private final Deque<SdkClient> opened = new ArrayDeque<>();
    private @Nullable DynamoDbClient dynamoDb;
    private @Nullable KmsClient kms;
    private @Nullable IamClient iam;
    private @Nullable S3Client s3;

    AwsClients(OperatorSettings settings, Optional<AwsCredentialsProvider> credentials) {
        this.settings = settings;
        this.credentials = credentials;
    }

    DynamoDbClient dynamoDb() {
        if (dynamoDb == null) {
            dynamoDb = build(DynamoDbClient.builder());
        }
        return dynamoDb;
    }

    KmsClient kms() {
        if (kms == null) {
            kms = build(KmsClient.builder());
        }
        return kms;
    }

    IamClient iam() {
        if (iam == null) {
            iam = build(IamClient.builder());
        }
        return iam;
    }

    /** What is not AWS has no name of its own for each bucket. */
    S3Client s3() {
        if (s3 == null) {
            s3 = build(S3Client.builder().forcePathStyle(settings.endpoint().isPresent()));
        }
        return s3;
    }

    private <B extends AwsClientBuilder<B, C>, C extends SdkClient> C build(B builder) {
        settings.region().ifPresent(builder::region);
        settings.endpoint().ifPresent(builder::endpointOverride);
        credentials.ifPresent(builder::credentialsProvider);
        builder.addPlugin(TenantScope.serviceClient());
        try {
            C client = builder.build();
            opened.push(client);
            return client;
        } catch (SdkClientException noRegion) {
            throw refused(noRegion);
        }
    }

    /** All else that a client is built with was checked before. */
    private static InvalidLifecycleSettingException refused(SdkClientException noRegion) {
        return InvalidLifecycleSettingException.setting(
                SettingKey.REGION.toString(),
                "is missing, and neither the environment nor the profile says one; set it in the settings file or by --set",
                noRegion);
    }

    @Override
    public void close() {
        opened.forEach(SdkClient::close);
    }
}
