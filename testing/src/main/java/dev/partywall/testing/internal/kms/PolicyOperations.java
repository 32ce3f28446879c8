package dev.partywall.testing.internal.kms;

import java.util.Map;
import java.util.TreeMap;

/** Key policies. A key has exactly one, which is called default. */
final class PolicyOperations {

    private static final Page POLICY_NAMES = new Page("PolicyNames", 100, 1000);
    private static final String DEFAULT = "default";

    private final KeyResolver resolver;

    PolicyOperations(KeyRegistry keys) {
        this.resolver = new KeyResolver(keys);
    }

    Map<String, KmsOperation> operations() {
        return Map.of(
                "PutKeyPolicy", this::putKeyPolicy,
                "GetKeyPolicy", this::getKeyPolicy,
                "ListKeyPolicies", this::listKeyPolicies);
    }

    private Map<String, ?> putKeyPolicy(KmsRequest request) {
        KeyPolicy policy = KeyPolicy.in(request).orElseThrow(() -> KmsRequest.missing("Policy"));
        requireDefault(request);
        resolver.keyReference(request, "KeyId").policy(policy);
        return KmsOperation.NOTHING;
    }

    private Map<String, ?> getKeyPolicy(KmsRequest request) {
        KmsKey key = resolver.keyReference(request, "KeyId");
        requireDefault(request);
        return new Answer()
                .with("Policy", key.policy().text())
                .with("PolicyName", DEFAULT)
                .map();
    }

    private Map<String, ?> listKeyPolicies(KmsRequest request) {
        resolver.keyReference(request, "KeyId");
        TreeMap<String, String> names = new TreeMap<>(Map.of(DEFAULT, DEFAULT));
        return POLICY_NAMES.of(names, request);
    }

    private static void requireDefault(KmsRequest request) {
        if (!request.text("PolicyName", 1, 128).orElse(DEFAULT).equals(DEFAULT)) {
            throw KmsException.notFound("No such policy exists");
        }
    }
}
