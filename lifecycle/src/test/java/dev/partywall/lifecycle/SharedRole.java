package dev.partywall.lifecycle;

import dev.partywall.abac.TenantCredentials;
import dev.partywall.abac.TenantPolicies;
import dev.partywall.abac.TenantTrust;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.testing.LabRole;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** One role for all tenants, whose sessions their tags tell apart. */
final class SharedRole implements AutoCloseable {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final LifecycleLab lab;
    private final LabRole role;
    private final TenantCredentials credentials;
    private final List<DynamoDbClient> sessions = new ArrayList<>();

    SharedRole(LifecycleLab lab) {
        this.lab = lab;
        TenantPolicies policies = TenantPolicies.create();
        this.role = lab.aws()
                .role("shared-tenants-" + NUMBER.incrementAndGet())
                .trust(policies.trustPolicy(
                                TenantTrust.builder().role(lab.service().arn()).build())
                        .toJson())
                .policy("tenants", policies.identityPolicy(lab.access()).toJson())
                .create();
        this.credentials =
                TenantCredentials.builder().sts(lab.sts()).role(role.arn()).build();
    }

    TenantLifecycle lifecycle() {
        return lifecycle(Clock.systemUTC());
    }

    TenantLifecycle lifecycle(Clock clock) {
        return TenantLifecycle.builder()
                .clock(clock)
                .registry(lab.registry())
                .keyStore(LifecycleLab.TABLE, lab.aws().dynamoDb())
                .kms(lab.aws().kms())
                .sharedRootKey(lab.sharedRootKey())
                .sharedRoles(lab.aws().iam(), role.arn())
                .fleet(LifecycleLab.FLEET)
                .build();
    }

    List<String> policies() {
        return lab.aws()
                .iam()
                .listRolePolicies(list -> list.roleName(role.name()))
                .policyNames();
    }

    /** A client with a session of a tenant, which no gate of ours holds back. */
    DynamoDbClient session(TenantId tenant) {
        DynamoDbClient client = lab.unscoped(
                TenantContext.call(tenant, () -> credentials.provider().resolveCredentials()));
        sessions.add(client);
        return client;
    }

    @Override
    public void close() {
        sessions.forEach(DynamoDbClient::close);
        credentials.close();
    }
}
