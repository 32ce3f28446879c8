package dev.partywall.testing.internal.secretsmanager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.testing.internal.Identity;
import dev.partywall.testing.internal.LabAccount;
import dev.partywall.testing.internal.authorization.Authorizer;
import dev.partywall.testing.internal.drive.Drive;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Tenants who share the secrets of an account: policies by tag, and the mistakes in them. */
final class TenantSecretsTest {

    private static final String BY_TAG = """
            {"Version":"2012-10-17","Statement":[
              {"Effect":"Allow","Action":["secretsmanager:GetSecretValue","secretsmanager:PutSecretValue"],"Resource":"*",
               "Condition":{"StringEquals":{"aws:ResourceTag/TenantId":"${aws:PrincipalTag/TenantId}"}}},
              {"Effect":"Allow","Action":["secretsmanager:BatchGetSecretValue"],"Resource":"*"}%s]}""";

    private static final String CREATE_FREELY = """
            ,{"Effect":"Allow","Action":["secretsmanager:CreateSecret","secretsmanager:TagResource"],"Resource":"*"}""";

    /** Tagging is bound to the request's tag and to the resource's: a new secret has those it is created with. */
    private static final String CREATE_OWN = """
            ,{"Effect":"Allow","Action":["secretsmanager:CreateSecret","secretsmanager:TagResource"],"Resource":"*",
              "Condition":{"StringEquals":{"aws:RequestTag/TenantId":"${aws:PrincipalTag/TenantId}",
                                           "aws:ResourceTag/TenantId":"${aws:PrincipalTag/TenantId}"}}}""";

    private static final LabAccount ACCOUNT = new LabAccount("us-east-1", "111122223333");

    private final Authorizer authorizer = new Authorizer(ACCOUNT, Clock.systemUTC());
    private final Drive drive =
            new Drive(new SecretsManagerService(ACCOUNT, Clock.systemUTC()), "secretsmanager", authorizer);

    TenantSecretsTest() {
        for (String tenant : List.of("acme", "globex")) {
            assertThat(create(Drive.root(), tenant, tenant)).isEqualTo("ok");
        }
    }

    private String create(Identity caller, String name, String tenant) {
        return drive.outcome(caller, "CreateSecret", """
                {"Name":"%s","ClientRequestToken":"%s","SecretString":"of %s","Tags":[{"Key":"TenantId","Value":"%s"}]}""".formatted(name, UUID.randomUUID(), tenant, tenant));
    }

    private String read(Identity caller, String name) {
        return drive.outcome(caller, "GetSecretValue", "{\"SecretId\":\"" + name + "\"}");
    }

    private String retag(Identity caller, String name, String tenant) {
        return drive.outcome(
                caller,
                "TagResource",
                "{\"SecretId\":\"%s\",\"Tags\":[{\"Key\":\"TenantId\",\"Value\":\"%s\"}]}".formatted(name, tenant));
    }

    private static Identity acme(String more) {
        return Drive.session("acme", BY_TAG.formatted(more));
    }

    @Test
    void policyByTag_opensOwnSecretsOnly() {
        assertThat(read(acme(""), "acme")).isEqualTo("ok");
        assertThat(read(acme(""), "globex")).isEqualTo("denied secretsmanager:GetSecretValue");
        assertThat(read(acme(""), "nobody")).as("no resource, no tag").startsWith("denied");
    }

    @Test
    void mistakeQ2_createWithoutRequestTag_plantsSecretsOnOthers() {
        Identity acme = acme(CREATE_FREELY);
        assertThat(create(acme, "planted", "globex")).as("the leak").isEqualTo("ok");
        assertThat(read(Drive.session("globex", BY_TAG.formatted("")), "planted"))
                .isEqualTo("ok");

        Identity corrected = acme(CREATE_OWN);
        assertThat(create(corrected, "planted-2", "globex")).isEqualTo("denied secretsmanager:CreateSecret");
        assertThat(drive.outcome(corrected, "CreateSecret", "{\"Name\":\"untagged\"}"))
                .isEqualTo("denied secretsmanager:CreateSecret");
        assertThat(create(corrected, "own", "acme")).isEqualTo("ok");
        assertThat(read(corrected, "own")).isEqualTo("ok");
    }

    @Test
    void mistakeQ2_tagResourceAllowed_takesAForeignSecret() {
        Identity acme = acme(CREATE_FREELY);
        assertThat(read(acme, "globex")).startsWith("denied");
        assertThat(retag(acme, "globex", "acme")).as("the leak").isEqualTo("ok");
        assertThat(read(acme, "globex")).isEqualTo("ok");
    }

    @Test
    void mistakeQ2_corrected_foreignSecretStaysForeign() {
        Identity corrected = acme(CREATE_OWN);
        assertThat(retag(corrected, "globex", "acme")).isEqualTo("denied secretsmanager:TagResource");
        assertThat(read(corrected, "globex")).startsWith("denied");
        assertThat(retag(corrected, "acme", "globex")).as("giving away").startsWith("denied");
    }

    @Test
    void batchGetSecretValue_tellsDenialsBesideValues() throws IOException {
        Map<String, Object> answer =
                drive.answer(acme(""), "BatchGetSecretValue", "{\"SecretIdList\":[\"acme\",\"globex\",\"nobody\"]}");
        assertThat(String.valueOf(answer.get("SecretValues")))
                .contains("of acme")
                .doesNotContain("globex");
        assertThat((List<?>) answer.get("Errors"))
                .hasSize(2)
                .allSatisfy(error -> assertThat(error.toString()).contains("AccessDeniedException"));
    }

    @Test
    void resourcePolicy_opensAndCloses() {
        String policy = """
                {"Version":"2012-10-17","Statement":[{"Effect":"%s","Principal":{"AWS":"arn:aws:iam::111122223333:role/app"},
                 "Action":"secretsmanager:GetSecretValue","Resource":"*"}]}""";
        assertThat(put("globex", policy.formatted("Allow"))).isEqualTo("ok");
        assertThat(put("acme", policy.formatted("Deny"))).isEqualTo("ok");
        assertThat(read(acme(""), "globex")).isEqualTo("ok");
        assertThat(read(acme(""), "acme")).startsWith("denied");
        assertThat(put("acme", "{\"Statement\":1}")).isEqualTo("MalformedPolicyDocumentException");
    }

    private String put(String name, String policy) {
        return drive.outcome(
                Drive.root(),
                "PutResourcePolicy",
                "{\"SecretId\":\"%s\",\"ResourcePolicy\":\"%s\"}"
                        .formatted(name, policy.replace("\"", "\\\"").replace("\n", " ")));
    }

    @Test
    void policyByVersionStage_unsaidStage_isUnmodelled() {
        Identity current = Drive.session("acme", """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":"*",
                 "Condition":{"StringEquals":{"secretsmanager:VersionStage":"AWSCURRENT"}}}]}""");
        assertThat(read(current, "acme")).startsWith("unmodelled").containsIgnoringCase("VersionStage");
        assertThat(drive.outcome(current, "GetSecretValue", "{\"SecretId\":\"acme\",\"VersionStage\":\"AWSCURRENT\"}"))
                .isEqualTo("ok");
    }
}
