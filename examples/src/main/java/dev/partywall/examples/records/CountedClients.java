package dev.partywall.examples.records;

import dev.partywall.examples.records.report.CallCounter;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.KmsClientBuilder;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.StsClientBuilder;

/**
 * Builders of clients whose calls are counted.
 *
 * @param place where they call
 * @param threads how many threads use them
 * @param counter counts the calls
 */
record CountedClients(Place place, int threads, CallCounter counter) {

    /** The keyring loads keys on threads of its own besides the run's. */
    private static final int CONNECTIONS_OF_KEYRING = 64;

    KmsClientBuilder kms() {
        return counted(place.atKeys(KmsClient.builder()).httpClientBuilder(http()), counter.ofKms());
    }

    DynamoDbClientBuilder dynamoDb() {
        return counted(place.at(DynamoDbClient.builder()).httpClientBuilder(http()), counter.ofDynamoDb());
    }

    StsClientBuilder sts() {
        return counted(place.at(StsClient.builder()).httpClientBuilder(http()), counter.ofSts());
    }

    /** Both clients, each changed in the same way. */
    Clients both(UnaryOperator<KmsClientBuilder> kms, UnaryOperator<DynamoDbClientBuilder> dynamoDb) {
        return new Clients(kms.apply(kms()).build(), dynamoDb.apply(dynamoDb()).build());
    }

    private static <B extends AwsClientBuilder<B, C>, C> B counted(B builder, ExecutionInterceptor interceptor) {
        return builder.overrideConfiguration(client -> client.addExecutionInterceptor(interceptor));
    }

    private ApacheHttpClient.Builder http() {
        return ApacheHttpClient.builder().maxConnections(threads + CONNECTIONS_OF_KEYRING);
    }
}
