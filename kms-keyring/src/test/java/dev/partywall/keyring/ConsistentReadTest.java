package dev.partywall.keyring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/** A key that was deleted or rotated a moment ago must not be found again by an eventually consistent read. */
final class ConsistentReadTest {

    private final List<Boolean> consistent = new CopyOnWriteArrayList<>();

    @Test
    void reads_ofTheKeyStore_areStronglyConsistent() {
        try (KeyringLab lab = KeyringLab.start();
                DynamoDbClient watched = watched(lab);
                TenantKeyring keyring = TenantKeyring.builder()
                        .keyStore(KeyringLab.TABLE, watched)
                        .rootKey(lab.rootKeyArn(), lab.aws().kms())
                        .build()) {
            TenantId tenant = TenantId.of("consistent");
            keyring.branchKeys().create(tenant);
            TenantEncryptor encryptor = keyring.encryptor("invoices");
            TenantContext.run(tenant, () -> {
                byte[] old = encryptor.encrypt(new byte[1], KeyringLab.RECORD);
                keyring.branchKeys().rotate(tenant);
                encryptor.decrypt(old, KeyringLab.RECORD);
            });
            keyring.branchKeys().describe(tenant);
            keyring.branchKeys().delete(tenant);
        }

        assertThat(consistent).hasSizeGreaterThanOrEqualTo(8).containsOnly(true);
    }

    private DynamoDbClient watched(KeyringLab lab) {
        return DynamoDbClient.builder()
                .endpointOverride(lab.aws().endpoint())
                .region(lab.aws().region())
                .credentialsProvider(lab.aws().credentials())
                .overrideConfiguration(settings -> settings.addExecutionInterceptor(new Watch()))
                .build();
    }

    private final class Watch implements ExecutionInterceptor {
        @Override
        public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
            if (context.request() instanceof GetItemRequest get) {
                consistent.add(Boolean.TRUE.equals(get.consistentRead()));
            } else if (context.request() instanceof QueryRequest query) {
                consistent.add(Boolean.TRUE.equals(query.consistentRead()));
            }
        }
    }
}
