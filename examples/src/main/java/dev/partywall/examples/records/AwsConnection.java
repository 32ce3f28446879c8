package dev.partywall.examples.records;

import dev.partywall.examples.records.report.CallCounter;
import dev.partywall.testing.AwsLab;
import java.util.function.Consumer;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.KmsClientBuilder;

/**
 * Clients whose calls are counted, to an account or to the lab: what follows cannot tell which.
 *
 * @param kms to the root key's Region
 * @param dynamoDb to the tables' Region
 * @param rootKeyArn the root key
 * @param counter counts their calls
 * @param afterwards closes what else was opened
 */
record AwsConnection(
        KmsClient kms, DynamoDbClient dynamoDb, String rootKeyArn, CallCounter counter, Runnable afterwards)
        implements AutoCloseable {

    /** The keyring loads keys on threads of its own besides the run's. */
    private static final int CONNECTIONS_OF_KEYRING = 64;

    /** As the settings say. */
    static AwsConnection open(Settings settings) {
        return settings.account()
                .map(account -> toAccount(account, settings.threads()))
                .orElseGet(() -> {
                    AwsLab lab = AwsLab.start();
                    return toLab(lab, settings.threads(), lab::close);
                });
    }

    /** With whatever credentials and endpoint the SDK finds: environment, system properties, profile, role. */
    private static AwsConnection toAccount(Settings.Account account, int threads) {
        return connect(
                kms -> kms.region(account.keyRegion()),
                dynamoDb -> dynamoDb.region(account.region()),
                account.rootKeyArn(),
                threads,
                () -> {});
    }

    /** To a lab and a new root key in it. */
    static AwsConnection toLab(AwsLab lab, int threads, Runnable afterwards) {
        return connect(pointTo(lab), pointTo(lab), lab.createKey(), threads, afterwards);
    }

    private static <B extends AwsClientBuilder<B, ?>> Consumer<B> pointTo(AwsLab lab) {
        return client ->
                client.endpointOverride(lab.endpoint()).region(lab.region()).credentialsProvider(lab.credentials());
    }

    private static AwsConnection connect(
            Consumer<KmsClientBuilder> kmsPlace,
            Consumer<DynamoDbClientBuilder> dynamoDbPlace,
            String rootKeyArn,
            int threads,
            Runnable afterwards) {
        CallCounter counter = new CallCounter();
        var kms = KmsClient.builder()
                .httpClientBuilder(http(threads))
                .overrideConfiguration(client -> client.addExecutionInterceptor(counter.ofKms()));
        kmsPlace.accept(kms);
        var dynamoDb = DynamoDbClient.builder()
                .httpClientBuilder(http(threads))
                .overrideConfiguration(client -> client.addExecutionInterceptor(counter.ofDynamoDb()));
        dynamoDbPlace.accept(dynamoDb);
        return new AwsConnection(kms.build(), dynamoDb.build(), rootKeyArn, counter, afterwards);
    }

    private static ApacheHttpClient.Builder http(int threads) {
        return ApacheHttpClient.builder().maxConnections(threads + CONNECTIONS_OF_KEYRING);
    }

    @Override
    public void close() {
        kms.close();
        dynamoDb.close();
        afterwards.run();
    }
}
