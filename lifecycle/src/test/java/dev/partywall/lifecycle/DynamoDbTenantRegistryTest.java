package dev.partywall.lifecycle;

import dev.partywall.testing.AwsLab;
import dev.partywall.testing.AwsLabTest;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

@AwsLabTest(scope = AwsLabTest.Scope.SUITE)
final class DynamoDbTenantRegistryTest extends TenantRegistryContract {

    private final AtomicInteger tables = new AtomicInteger();
    private final AwsLab lab;

    DynamoDbTenantRegistryTest(AwsLab lab) {
        this.lab = lab;
    }

    @Override
    int stressSaves() {
        return 96;
    }

    @Override
    TenantRegistry create(Clock clock) {
        DynamoDbTenantRegistry registry = DynamoDbTenantRegistry.builder(
                        "registry-" + tables.incrementAndGet(), lab.dynamoDb())
                .clock(clock)
                .patience(Duration.ofMinutes(2))
                .build();
        registry.createTable();
        return registry;
    }
}
