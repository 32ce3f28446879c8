package dev.partywall.testing.internal.secretsmanager;

import dev.partywall.testing.internal.Identity;
import java.util.Map;

/** Resource policies of secrets. */
final class PolicyOperations {

    private static final int MAX_LENGTH = 20_480;

    private final SecretStore secrets;

    PolicyOperations(SecretStore secrets) {
        this.secrets = secrets;
    }

    Map<String, SecretOperation> operations() {
        return Map.of(
                "PutResourcePolicy", this::putResourcePolicy,
                "GetResourcePolicy", this::getResourcePolicy,
                "DeleteResourcePolicy", this::deleteResourcePolicy);
    }

    /** The policy in a request, refused if IAM would not take it. */
    static SecretPolicy policyIn(SecretCall call) {
        return SecretPolicy.parse(call.secretId(), call.members().required("ResourcePolicy", 1, MAX_LENGTH));
    }

    private Map<String, Object> putResourcePolicy(SecretCall call, Identity caller) {
        Secret secret = secrets.active(call.secretId());
        SecretPolicy policy = policyIn(call);
        if (call.members().flag("BlockPublicPolicy").orElse(false)
                && !policy.broadStatements().isEmpty()) {
            throw SecretErrors.of(
                    "PublicPolicyException",
                    "You must restrict access to the secret: the resource policy lets everybody in.");
        }
        secret.policy(policy);
        return Answer.of(secret);
    }

    private Map<String, Object> getResourcePolicy(SecretCall call, Identity caller) {
        Secret secret = secrets.get(call.secretId());
        Map<String, Object> answer = Answer.of(secret);
        secret.policy().ifPresent(policy -> answer.put("ResourcePolicy", policy.text()));
        return answer;
    }

    private Map<String, Object> deleteResourcePolicy(SecretCall call, Identity caller) {
        Secret secret = secrets.active(call.secretId());
        secret.policy(null);
        return Answer.of(secret);
    }
}
