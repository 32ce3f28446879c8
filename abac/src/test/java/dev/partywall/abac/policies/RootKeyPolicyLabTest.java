package dev.partywall.abac.policies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.abac.BranchKeyStore;
import dev.partywall.abac.KeyPersonas;
import dev.partywall.abac.TenantPolicies;
import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.PolicyType;
import dev.partywall.testing.AwsLab;
import dev.partywall.testing.AwsLabTest;
import dev.partywall.testing.LabRole;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.model.DataKeySpec;

/** The key policy alone: its roles have every permission that IAM can give. */
@AwsLabTest(dynamoDb = false)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RootKeyPolicyLabTest {

    private static final String EVERYTHING = """
            {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}""";

    private static final Map<String, String> OWN = World.branchKeyContext("acme", "keys");

    /** What is not the branch key of acme in this key store. */
    private static final Map<String, Map<String, String>> FOREIGN = Map.of(
            "another tenant", World.branchKeyContext("globex", "keys"),
            "another key store", World.branchKeyContext("acme", "other-keys"),
            "a pair that was not described", with(OWN, "owner", "globex"));

    private final AwsLab lab;
    private final String rootKey;
    private final String otherKey;
    private final String policy;
    private final Map<Map<String, String>, SdkBytes> blobs = new HashMap<>();
    private final List<Session> sessions = new ArrayList<>();
    private final Session service;
    private final Session onboarding;

    RootKeyPolicyLabTest(AwsLab lab) {
        this.lab = lab;
        this.rootKey = lab.createKey();
        this.otherKey = lab.createKey();
        Stream.concat(Stream.of(OWN), FOREIGN.values().stream()).forEach(this::blob);
        LabRole services = lab.role("service").policy("all", EVERYTHING).create();
        LabRole makers = lab.role("onboarding").policy("all", EVERYTHING).create();
        String arn = lab.kms().describeKey(r -> r.keyId(rootKey)).keyMetadata().arn();
        this.policy = TenantPolicies.create()
                .rootKeyPolicy(
                        BranchKeyStore.of(World.tableArn("keys-table"), "keys", arn),
                        new KeyPersonas(List.of(), List.of(services.arn()), List.of(makers.arn()), List.of()))
                .toCompactJson();
        put(policy);
        this.service = session(services);
        this.onboarding = session(makers);
    }

    private static Map<String, String> with(Map<String, String> context, String key, String value) {
        Map<String, String> more = new HashMap<>(context);
        more.put(key, value);
        return Map.copyOf(more);
    }

    private void put(String keyPolicy) {
        lab.kms().putKeyPolicy(r -> r.keyId(rootKey).policyName("default").policy(keyPolicy));
    }

    private SdkBytes blob(Map<String, String> context) {
        return blobs.computeIfAbsent(
                context,
                made -> lab.kms()
                        .generateDataKeyWithoutPlaintext(r ->
                                r.keyId(rootKey).keySpec(DataKeySpec.AES_256).encryptionContext(made))
                        .ciphertextBlob());
    }

    private Session session(LabRole role) {
        Session session = new Session(
                lab, role.session("job").tag("TenantId", "acme").start().credentials());
        sessions.add(session);
        return session;
    }

    @AfterAll
    void close() {
        sessions.forEach(Session::close);
    }

    private Operation decrypt(String name, Map<String, String> context) {
        SdkBytes blob = blob(context);
        return new Operation(
                "Decrypt of " + name,
                (unused, owner) ->
                        service.kms().decrypt(r -> r.ciphertextBlob(blob).encryptionContext(context)));
    }

    private Operation generate(String name, Map<String, String> context) {
        return new Operation(
                "Generate for " + name,
                (unused, owner) -> onboarding
                        .kms()
                        .generateDataKeyWithoutPlaintext(r ->
                                r.keyId(rootKey).keySpec(DataKeySpec.AES_256).encryptionContext(context)));
    }

    private Operation reEncrypt(String name, Map<String, String> context, String to) {
        SdkBytes blob = blob(context);
        return new Operation(
                "ReEncrypt of " + name,
                (unused, owner) -> onboarding
                        .kms()
                        .reEncrypt(r -> r.ciphertextBlob(blob)
                                .sourceEncryptionContext(context)
                                .destinationKeyId(to)
                                .destinationEncryptionContext(context)));
    }

    private Stream<Operation> of(String name, Map<String, String> context) {
        return Stream.of(decrypt(name, context), generate(name, context), reEncrypt(name, context, rootKey));
    }

    private Stream<Operation> attacks() {
        return Stream.concat(
                FOREIGN.entrySet().stream().flatMap(foreign -> of(foreign.getKey(), foreign.getValue())),
                Stream.of(reEncrypt("own to another key", OWN, otherKey)));
    }

    @Test
    void ownBranchKey_isOpenToItsPersonas() {
        assertThat(of("own", OWN)).allMatch(operation -> operation.isLetThrough(service, "acme"));
    }

    @Test
    void anythingElse_isDenied() {
        assertThat(attacks()).noneMatch(operation -> operation.isLetThrough(service, "acme"));
    }

    Stream<Mutants.Mutant> mutants() {
        return Mutants.of(PolicyDocument.parse(PolicyType.KEY, policy)).stream();
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void protection_whenTakenAway_letsSomebodyThrough(Mutants.Mutant protection) {
        List<String> through;
        try {
            put(protection.document().toJson());
            through = attacks()
                    .filter(attack -> attack.isLetThrough(service, "acme"))
                    .map(Operation::name)
                    .toList();
        } finally {
            put(policy);
        }
        boolean guard = protection.name().endsWith("Null kms:EncryptionContextKeys");
        assertThat(through.isEmpty()).as("%s: %s", protection, through).isEqualTo(guard);
    }
}
