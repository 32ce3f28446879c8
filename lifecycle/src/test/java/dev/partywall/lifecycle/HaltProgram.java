package dev.partywall.lifecycle;

import dev.partywall.abac.TenantScope;
import dev.partywall.core.TenantId;
import dev.partywall.lifecycle.CrashTest.Scenario;
import java.net.URI;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kms.KmsClient;

/**
 * A process that does one operation on a tenant and is halted after a call to AWS: no handler, no hook and no finally block runs.
 * Arguments: endpoint, Region, shared root key, scenario, tenant, the number of the call.
 */
final class HaltProgram {

    static final int HALTED = 42;

    /** What a process that came to its end says last: its calls. */
    static final String CALLS = "calls: ";

    private final URI endpoint;
    private final Region region;
    private final CrashPoint halt;

    private HaltProgram(String endpoint, String region, int at) {
        this.endpoint = URI.create(endpoint);
        this.region = Region.of(region);
        this.halt = new CrashPoint(at, () -> Runtime.getRuntime().halt(HALTED));
    }

    public static void main(String[] arguments) {
        HaltProgram program = new HaltProgram(arguments[0], arguments[1], Integer.parseInt(arguments[5]));
        Scenario.valueOf(arguments[3]).run(program.lifecycle(arguments[2]), TenantId.of(arguments[4]));
        System.out.println(CALLS + program.halt.names());
    }

    private TenantLifecycle lifecycle(String sharedRootKey) {
        DynamoDbClient dynamoDb = client(DynamoDbClient.builder());
        return TenantLifecycle.builder()
                .registry(DynamoDbTenantRegistry.of(LifecycleLab.REGISTRY, dynamoDb))
                .keyStore(LifecycleLab.TABLE, dynamoDb)
                .kms(client(KmsClient.builder()))
                .sharedRootKey(sharedRootKey)
                .siloKeys(SiloKeys.of("tenants"))
                .certificates(LifecycleLab.signer())
                .fleet(LifecycleLab.FLEET)
                .build();
    }

    private <B extends AwsClientBuilder<B, C>, C> C client(B builder) {
        return builder.endpointOverride(endpoint)
                .region(region)
                .overrideConfiguration(configuration -> configuration.addExecutionInterceptor(halt))
                .addPlugin(TenantScope.serviceClient())
                .build();
    }
}
