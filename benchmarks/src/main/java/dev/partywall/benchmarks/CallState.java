package dev.partywall.benchmarks;

import dev.partywall.abac.TenantCredentials;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClientBuilder;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.sts.StsClient;

/** The same client twice, with fixed credentials and with a scope; every answer is canned. */
@State(Scope.Benchmark)
public class CallState {

    private static final TenantId ACME = TenantId.of("acme");

    /** Which client calls. */
    @Param({"SYNC", "ASYNC"})
    Client client = Client.SYNC;

    private final CannedAnswers aws = new CannedAnswers();
    private final GetItemRequest request = GetItemRequest.builder()
            .tableName("invoices")
            .key(Map.of("tenant", AttributeValue.fromS("acme")))
            .build();
    private @Nullable TenantCredentials credentials;
    private Function<GetItemRequest, GetItemResponse> fixed =
            unset -> GetItemResponse.builder().build();
    private Function<GetItemRequest, GetItemResponse> scoped = fixed;

    /** For JMH. */
    public CallState() {}

    /** How the client waits for its answer. */
    public enum Client {
        /** In the call. */
        SYNC,
        /** For a future. */
        ASYNC
    }

    /** Builds the clients. */
    @Setup(Level.Trial)
    public void build() {
        AwsCredentialsProvider service = StaticCredentialsProvider.create(
                AwsSessionCredentials.create("ASIAEXAMPLEEXAMPLE00", "secret", CannedAnswers.TOKEN));
        TenantCredentials tenants = TenantCredentials.builder()
                .sts(StsClient.builder()
                        .region(Region.EU_CENTRAL_1)
                        .httpClient(aws)
                        .credentialsProvider(service)
                        .build())
                .role("arn:aws:iam::111122223333:role/tenants")
                .build();
        credentials = tenants;
        if (client == Client.SYNC) {
            fixed = sync().credentialsProvider(service).build()::getItem;
            scoped = tenants.scope().client(sync())::getItem;
        } else {
            DynamoDbAsyncClient plain = async().credentialsProvider(service).build();
            DynamoDbAsyncClient scopedClient = tenants.scope().client(async());
            fixed = item -> plain.getItem(item).join();
            scoped = item -> scopedClient.getItem(item).join();
        }
        scoped();
    }

    private DynamoDbClientBuilder sync() {
        return DynamoDbClient.builder().region(Region.EU_CENTRAL_1).httpClient(aws);
    }

    private DynamoDbAsyncClientBuilder async() {
        return DynamoDbAsyncClient.builder().region(Region.EU_CENTRAL_1).httpClient(aws.async());
    }

    /** Ends the credentials. */
    @TearDown(Level.Trial)
    public void close() {
        if (credentials != null) {
            credentials.close();
        }
    }

    /** Both kinds of call are made outside and inside of a tenant's block, as they are in a service. */
    GetItemResponse fixed() {
        return fixed.apply(request);
    }

    GetItemResponse scoped() {
        return TenantContext.call(ACME, () -> scoped.apply(request));
    }

    int sent() {
        return aws.sent();
    }
}
