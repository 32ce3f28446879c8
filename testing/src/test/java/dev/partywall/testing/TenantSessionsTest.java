package dev.partywall.testing;

import static dev.partywall.testing.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.Tag;
import software.amazon.awssdk.services.sqs.SqsClient;

/** One role for all tenants: secrets and queues by the tag of the session, over the wire. */
final class TenantSessionsTest {

    @RegisterExtension
    static final AwsLabExtension AWS = AwsLabExtension.withoutDynamoDb();

    private static final String BY_TAG = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["secretsmanager:*","sqs:*"],"Resource":"*",
             "Condition":{"StringEquals":{"aws:ResourceTag/TenantId":"${aws:PrincipalTag/TenantId}"}}},
             {"Effect":"Allow","Action":"secretsmanager:BatchGetSecretValue","Resource":"*"}]}""";

    private final AwsLab lab;
    private final AwsCredentialsProvider acme;

    TenantSessionsTest(AwsLab lab) {
        this.lab = lab;
        this.acme = lab.role("app")
                .policy("data", BY_TAG)
                .create()
                .session("session")
                .tag("TenantId", "acme")
                .start()
                .credentials();
    }

    private <B extends AwsClientBuilder<B, ?>> B asAcme(B builder) {
        return builder.endpointOverride(lab.endpoint()).region(lab.region()).credentialsProvider(acme);
    }

    @Test
    void session_reachesSecretsAndQueuesOfItsTenantOnly() {
        for (String tenant : new String[] {"acme", "globex"}) {
            lab.secretsManager()
                    .createSecret(r -> r.name(tenant)
                            .secretString("of " + tenant)
                            .tags(Tag.builder().key("TenantId").value(tenant).build()));
            lab.sqs().createQueue(r -> r.queueName(tenant).tags(Map.of("TenantId", tenant)));
        }
        try (SecretsManagerClient secrets =
                        asAcme(SecretsManagerClient.builder()).build();
                SqsClient queues = asAcme(SqsClient.builder()).build()) {
            assertThat(secrets.getSecretValue(r -> r.secretId("acme")).secretString())
                    .isEqualTo("of acme");
            assertThat(assertRefused("AccessDeniedException", () -> secrets.getSecretValue(r -> r.secretId("globex"))))
                    .contains(":assumed-role/app/session is not authorized to perform: secretsmanager:GetSecretValue");
            assertThat(secrets.batchGetSecretValue(r -> r.secretIdList("acme", "globex"))
                            .secretValues())
                    .hasSize(1);
            assertRefused("AccessDeniedException", secrets::listSecrets);
            String own = queues.getQueueUrl(r -> r.queueName("acme")).queueUrl();
            queues.sendMessage(r -> r.queueUrl(own).messageBody("m"));
            String foreign = own.replace("acme", "globex");
            assertRefused("AccessDenied", 403, () -> queues.receiveMessage(r -> r.queueUrl(foreign)));
            assertRefused("AccessDenied", 403, queues::listQueues);
        }
    }
}
