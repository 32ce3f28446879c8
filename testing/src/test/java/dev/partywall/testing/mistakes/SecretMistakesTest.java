package dev.partywall.testing.mistakes;

import static dev.partywall.testing.IsolationAssertions.assertIsolated;
import static dev.partywall.testing.mistakes.Wall.assertLeaks;
import static dev.partywall.testing.mistakes.Wall.attempt;

import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.testing.Attack.Kind;
import dev.partywall.testing.AwsLab;
import dev.partywall.testing.AwsLabTest;
import dev.partywall.testing.IsolationPlan;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.Tag;

/** Mistakes in policies for secrets: https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access-abac.html. */
@AwsLabTest(scope = AwsLabTest.Scope.SUITE)
final class SecretMistakesTest {

    private static final String OWN_SECRETS = """
            {"Sid": "OwnSecrets", "Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": "*",
             "Condition": {"StringEquals": {"aws:ResourceTag/TenantId": "${aws:PrincipalTag/TenantId}"}}}""";

    private static final String NEW_SECRETS = """
            {"Sid": "NewSecrets", "Effect": "Allow",
             "Action": ["secretsmanager:CreateSecret", "secretsmanager:TagResource"], "Resource": "*",
             "Condition": {"StringEquals": {"aws:RequestTag/TenantId": "${aws:PrincipalTag/TenantId}",
                                            "aws:ResourceTag/TenantId": "${aws:PrincipalTag/TenantId}"}}}""";

    /** A secret's name begins with its tenant. */
    private record Secret(String tenant, String name) {}

    private final AwsLab lab;

    SecretMistakesTest(AwsLab lab) {
        this.lab = lab;
    }

    private static Tag tag(String tenant) {
        return Tag.builder().key("TenantId").value(tenant).build();
    }

    private static Secret create(SecretsManagerClient caller, String tenant, String value) {
        Secret secret = new Secret(tenant, tenant + "/" + UUID.randomUUID());
        caller.createSecret(r -> r.name(secret.name()).secretString(value).tags(tag(tenant)));
        return secret;
    }

    private Secret create(TenantId tenant, String canary) {
        return create(lab.secretsManager(), tenant.value(), canary);
    }

    private SecretsManagerClient own() {
        return lab.boundTenant().secretsManager();
    }

    private String read(Secret secret) {
        return own().getSecretValue(r -> r.secretId(secret.name())).secretString();
    }

    private IsolationPlan<Secret> plan() {
        return IsolationPlan.on(lab, this::create).probe("read", this::read);
    }

    /** What a tenant makes in another's name, the other takes for its own. */
    @Test
    void q2_createWithoutRequestTag_plantsSecretsOnOthers() {
        IsolationPlan<Secret> plan = plan().action("create", secret -> create(own(), secret.tenant(), "planted"));

        Wall.raise(lab, OWN_SECRETS, NEW_SECRETS.replaceAll("(?s),\\s*\"Condition\".*", "}"));
        assertLeaks(plan, "create", Kind.FOREIGN, "NewSecrets");

        Wall.raise(lab, OWN_SECRETS, NEW_SECRETS);
        assertIsolated(plan);
    }

    @Test
    void q2_tagAllowed_leaksToWhoTagsTheSecret() {
        IsolationPlan<Secret> plan = plan().probe("readTagged", secret -> {
            String self = TenantContext.require().id().value();
            attempt(() -> own().tagResource(r -> r.secretId(secret.name()).tags(tag(self))));
            return read(secret);
        });

        Wall.raise(lab, OWN_SECRETS, """
                {"Sid": "Tagging", "Effect": "Allow", "Action": "secretsmanager:TagResource", "Resource": "*",
                 "Condition": {"StringEquals": {"aws:RequestTag/TenantId": "${aws:PrincipalTag/TenantId}"}}}""");
        assertLeaks(plan, "readTagged", Kind.FOREIGN, "Tagging");

        Wall.raise(lab, OWN_SECRETS, NEW_SECRETS);
        assertIsolated(plan);
    }

    /** Where secrets without a tenant are for all, taking the tag off gives the secret to all. */
    @Test
    void q2_untagAllowed_leaksToWhoUntagsTheSecret() {
        String common = """
                {"Sid": "CommonSecrets", "Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": "*",
                 "Condition": {"Null": {"aws:ResourceTag/TenantId": "true"}}}""";
        IsolationPlan<Secret> plan = plan().probe("readUntagged", secret -> {
            attempt(() -> own().untagResource(r -> r.secretId(secret.name()).tagKeys("TenantId")));
            return read(secret);
        });

        Wall.raise(lab, OWN_SECRETS, common, """
                {"Sid": "Untagging", "Effect": "Allow", "Action": "secretsmanager:UntagResource", "Resource": "*"}""");
        assertLeaks(plan, "readUntagged", Kind.FOREIGN, "Untagging");

        Wall.raise(lab, OWN_SECRETS, common);
        assertIsolated(plan);
    }
}
