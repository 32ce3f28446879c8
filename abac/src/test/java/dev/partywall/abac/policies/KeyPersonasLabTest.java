package dev.partywall.abac.policies;

import static dev.partywall.testing.IsolationAssertions.assertDenied;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.partywall.abac.BranchKeyStore;
import dev.partywall.abac.KeyPersonas;
import dev.partywall.abac.TenantAccess;
import dev.partywall.abac.TenantPolicies;
import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.PolicyType;
import dev.partywall.policy.Statement;
import dev.partywall.testing.AwsLab;
import dev.partywall.testing.AwsLabTest;
import dev.partywall.testing.LabRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.kms.model.GrantOperation;

/** Who has which part in a key hierarchy: the root key under its key policy, and a role for each persona. */
@AwsLabTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class KeyPersonasLabTest {

    private static final String EVERYTHING = """
            {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}""";

    /** Who calls. The owner of everything has every permission that IAM can give. */
    enum Who {
        KEY_ADMINISTRATOR,
        TENANT_SERVICE,
        KEY_STORE_ADMINISTRATOR,
        AUDITOR,
        ACCOUNT_ADMINISTRATOR
    }

    /**
     * What an operation of the hierarchy does, and who may.
     *
     * @param operation the call
     * @param allowed who may, on acme's branch key
     */
    record Part(Operation operation, Set<Who> allowed) {
        @Override
        public String toString() {
            return operation.name();
        }
    }

    private final AwsLab lab;
    private final TenantPolicies policies = TenantPolicies.create();
    private final String rootKey;
    private final String ownKey;
    private final BranchKeyStore store;
    private final SdkBytes acme;
    private final SdkBytes globex;
    private final Map<Who, LabRole> roles;
    private final List<Session> sessions = new ArrayList<>();
    private final String keyPolicy;

    KeyPersonasLabTest(AwsLab lab) {
        this.lab = lab;
        this.rootKey = lab.createKey();
        this.ownKey = lab.createKey();
        this.store = BranchKeyStore.of(
                World.tableArn("keys-table"),
                "keys",
                lab.kms().describeKey(r -> r.keyId(rootKey)).keyMetadata().arn());
        Tables.create(lab, "keys-table", "branch-key-id", "type");
        this.acme = branchKey("acme");
        this.globex = branchKey("globex");
        this.roles = roles();
        String administrator = role(Who.ACCOUNT_ADMINISTRATOR).arn();
        lab.kms()
                .createGrant(r -> r.keyId(rootKey)
                        .granteePrincipal(administrator)
                        .operations(GrantOperation.DECRYPT, GrantOperation.ENCRYPT));
        this.keyPolicy = policies.rootKeyPolicy(store, personas()).toCompactJson();
        lab.kms().putKeyPolicy(r -> r.keyId(rootKey).policyName("default").policy(keyPolicy));
    }

    private KeyPersonas personas() {
        return new KeyPersonas(
                List.of(role(Who.KEY_ADMINISTRATOR).arn()),
                List.of(role(Who.TENANT_SERVICE).arn()),
                List.of(role(Who.KEY_STORE_ADMINISTRATOR).arn()),
                List.of(role(Who.AUDITOR).arn()));
    }

    private Map<Who, LabRole> roles() {
        TenantAccess access = TenantAccess.builder().keyStore(store).build();
        return Map.of(
                Who.KEY_ADMINISTRATOR,
                        created(
                                "keys-admin",
                                policies.keyAdministratorPolicy(store).toCompactJson()),
                Who.TENANT_SERVICE,
                        created("service", policies.identityPolicy(access).toCompactJson()),
                Who.KEY_STORE_ADMINISTRATOR,
                        created(
                                "onboarding",
                                policies.keyStoreAdministratorPolicy(store).toCompactJson()),
                Who.AUDITOR, created("auditor", policies.auditorPolicy(store).toCompactJson()),
                Who.ACCOUNT_ADMINISTRATOR, created("administrator", EVERYTHING));
    }

    private LabRole created(String name, String policy) {
        return lab.role(name).policy("own", policy).create();
    }

    private LabRole role(Who who) {
        return Objects.requireNonNull(roles.get(who));
    }

    private SdkBytes branchKey(String tenant) {
        return lab.kms()
                .generateDataKeyWithoutPlaintext(r -> r.keyId(rootKey)
                        .keySpec(DataKeySpec.AES_256)
                        .encryptionContext(World.branchKeyContext(tenant, "keys")))
                .ciphertextBlob();
    }

    @AfterAll
    void close() {
        sessions.forEach(Session::close);
    }

    private Session session(Who who, String tenant) {
        Session session = new Session(
                lab, role(who).session("job").tag("TenantId", tenant).start().credentials());
        sessions.add(session);
        return session;
    }

    private Part part(String name, BiConsumer<Session, String> call, Who... allowed) {
        return new Part(new Operation(name, call), Set.of(allowed));
    }

    private SdkBytes blob(String tenant) {
        return tenant.equals("acme") ? acme : globex;
    }

    Stream<Part> parts() {
        return Stream.of(keyUse(), rows(), administration()).flatMap(s -> s);
    }

    private Stream<Part> keyUse() {
        return Stream.of(
                part(
                        "Decrypt",
                        (s, o) -> s.kms()
                                .decrypt(r ->
                                        r.ciphertextBlob(blob(o)).encryptionContext(World.branchKeyContext(o, "keys"))),
                        Who.TENANT_SERVICE),
                part(
                        "GenerateDataKeyWithoutPlaintext",
                        (s, o) -> s.kms()
                                .generateDataKeyWithoutPlaintext(r -> r.keyId(rootKey)
                                        .keySpec(DataKeySpec.AES_256)
                                        .encryptionContext(World.branchKeyContext(o, "keys"))),
                        Who.KEY_STORE_ADMINISTRATOR),
                part("ReEncrypt", (s, o) -> reEncrypt(s, o, rootKey), Who.KEY_STORE_ADMINISTRATOR),
                part("ReEncrypt to another key", (s, o) -> reEncrypt(s, o, ownKey)),
                part(
                        "GenerateDataKey",
                        (s, o) -> s.kms()
                                .generateDataKey(r -> r.keyId(rootKey)
                                        .keySpec(DataKeySpec.AES_256)
                                        .encryptionContext(World.branchKeyContext(o, "keys")))),
                part(
                        "Encrypt",
                        (s, o) -> s.kms()
                                .encrypt(r -> r.keyId(rootKey)
                                        .plaintext(SdkBytes.fromUtf8String("x"))
                                        .encryptionContext(World.branchKeyContext(o, "keys")))),
                part(
                        "CreateGrant",
                        (s, o) -> s.kms()
                                .createGrant(r -> r.keyId(rootKey)
                                        .granteePrincipal("arn:aws:iam::111122223333:root")
                                        .operations(GrantOperation.DECRYPT))));
    }

    private void reEncrypt(Session session, String owner, String to) {
        session.kms()
                .reEncrypt(r -> r.ciphertextBlob(blob(owner))
                        .sourceEncryptionContext(World.branchKeyContext(owner, "keys"))
                        .destinationKeyId(to)
                        .destinationEncryptionContext(World.branchKeyContext(owner, "keys")));
    }

    private Stream<Part> rows() {
        Who[] readers = {Who.TENANT_SERVICE, Who.KEY_STORE_ADMINISTRATOR, Who.ACCOUNT_ADMINISTRATOR};
        Who[] writers = {Who.KEY_STORE_ADMINISTRATOR, Who.ACCOUNT_ADMINISTRATOR};
        return Stream.of(
                part(
                        "GetItem",
                        (s, o) -> s.dynamoDb()
                                .getItem(r -> r.tableName("keys-table").key(row(o))),
                        readers),
                part(
                        "PutItem",
                        (s, o) -> s.dynamoDb()
                                .putItem(r -> r.tableName("keys-table").item(row(o))),
                        writers),
                part(
                        "DeleteItem",
                        (s, o) -> s.dynamoDb()
                                .deleteItem(r -> r.tableName("keys-table").key(row(o))),
                        writers),
                part("Scan", (s, o) -> s.dynamoDb().scan(r -> r.tableName("keys-table")), Who.ACCOUNT_ADMINISTRATOR),
                part(
                        "DescribeTable",
                        (s, o) -> s.dynamoDb().describeTable(r -> r.tableName("keys-table")),
                        Who.AUDITOR,
                        Who.ACCOUNT_ADMINISTRATOR));
    }

    private static Map<String, AttributeValue> row(String owner) {
        return Map.of("branch-key-id", World.text(owner), "type", World.text("branch:ACTIVE"));
    }

    private Stream<Part> administration() {
        Who admin = Who.KEY_ADMINISTRATOR;
        return Stream.of(
                part(
                        "DescribeKey",
                        (s, o) -> s.kms().describeKey(r -> r.keyId(rootKey)),
                        admin,
                        Who.AUDITOR,
                        Who.ACCOUNT_ADMINISTRATOR),
                part("ListGrants", (s, o) -> s.kms().listGrants(r -> r.keyId(rootKey)), admin, Who.AUDITOR),
                part("EnableKeyRotation", (s, o) -> s.kms().enableKeyRotation(r -> r.keyId(rootKey)), admin),
                part("EnableKey", (s, o) -> s.kms().enableKey(r -> r.keyId(rootKey)), admin),
                part(
                        "UpdateKeyDescription",
                        (s, o) -> s.kms()
                                .updateKeyDescription(r -> r.keyId(rootKey).description("root")),
                        admin),
                part(
                        "PutKeyPolicy",
                        (s, o) -> s.kms()
                                .putKeyPolicy(r ->
                                        r.keyId(rootKey).policyName("default").policy(keyPolicy)),
                        Who.ACCOUNT_ADMINISTRATOR));
    }

    @ParameterizedTest
    @EnumSource(Who.class)
    void persona_mayDoItsPartAndNothingElse(Who who) {
        Session session = session(who, "acme");
        parts().forEach(part -> {
            if (part.allowed().contains(who)) {
                assertThatCode(() -> part.operation().run(session, "acme"))
                        .as(part.toString())
                        .doesNotThrowAnyException();
            } else {
                assertDenied(() -> part.operation().run(session, "acme")).byIam();
            }
        });
    }

    @Test
    void tenantServiceAndKeyStoreAdministrator_onAnotherTenant_areDenied() {
        for (Who who : List.of(Who.TENANT_SERVICE, Who.KEY_STORE_ADMINISTRATOR)) {
            Session session = session(who, "acme");
            Stream.concat(keyUse(), rows().filter(part -> !part.toString().equals("DescribeTable")))
                    .forEach(part -> assertDenied(() -> part.operation().run(session, "globex"))
                            .byIam());
        }
    }

    @Test
    void anyKeyUse_withoutATag_isDenied() {
        for (Who who : Who.values()) {
            try (Session session =
                    new Session(lab, role(who).session("job").start().credentials())) {
                keyUse().forEach(part -> assertDenied(() -> part.operation().run(session, "acme"))
                        .byIam());
            }
        }
    }

    /** The administrator has grants of before, which need no permission by a policy. */
    @Test
    void administratorOfTheAccount_isDeniedExplicitlyAndOnlyThereby() {
        Session administrator = session(Who.ACCOUNT_ADMINISTRATOR, "acme");
        assertDenied(() -> decrypt(administrator)).bySid("DenyDecryptByOthers");
        assertDenied(() -> generate(administrator)).bySid("DenyKeyMakingByOthers");
        assertDenied(() -> encrypt(administrator)).bySid("DenyOtherUse");
        try {
            put(policyWithout("DenyDecryptByOthers", "DenyOtherUse"));
            assertThatCode(() -> decrypt(administrator)).doesNotThrowAnyException();
            assertThatCode(() -> encrypt(administrator)).doesNotThrowAnyException();
        } finally {
            put(keyPolicy);
        }
    }

    /** Under AWS's default key policy, which leaves everything to IAM, and with another policy that allows everything. */
    @Test
    void personasOfAKeyThatIamRules_areDeniedItsUseExplicitly() {
        String open = lab.createKey();
        BranchKeyStore here = BranchKeyStore.of(
                World.tableArn("keys-table"),
                "keys",
                lab.kms().describeKey(r -> r.keyId(open)).keyMetadata().arn());
        assertUseDenied(
                open, "DenyKeyUse", policies.keyAdministratorPolicy(here).toCompactJson());
        assertUseDenied(open, "DenyKeyUse", policies.auditorPolicy(here).toCompactJson());
        assertUseDenied(
                open,
                "DenyPlaintextKeys",
                policies.keyStoreAdministratorPolicy(here).toCompactJson());
    }

    private void assertUseDenied(String key, String sid, String policy) {
        LabRole role = lab.role("wide-" + UUID.randomUUID())
                .policy("own", policy)
                .policy("everything", EVERYTHING)
                .create();
        try (Session session = new Session(
                lab, role.session("job").tag("TenantId", "acme").start().credentials())) {
            assertDenied(() -> session.kms().generateDataKey(r -> r.keyId(key).keySpec(DataKeySpec.AES_256)))
                    .bySid(sid);
            assertDenied(() -> session.kms().encrypt(r -> r.keyId(key).plaintext(SdkBytes.fromUtf8String("x"))))
                    .bySid(sid);
        }
    }

    private void put(String policy) {
        lab.kms().putKeyPolicy(r -> r.keyId(rootKey).policyName("default").policy(policy));
    }

    private String policyWithout(String... sids) {
        PolicyDocument whole = PolicyDocument.parse(PolicyType.KEY, keyPolicy);
        List<Statement> rest = whole.statements().stream()
                .filter(statement -> !List.of(sids).contains(statement.name()))
                .toList();
        return new PolicyDocument(whole.type(), whole.version(), whole.id(), rest).toJson();
    }

    private void decrypt(Session session) {
        session.kms().decrypt(r -> r.ciphertextBlob(acme).encryptionContext(World.branchKeyContext("acme", "keys")));
    }

    private void encrypt(Session session) {
        session.kms().encrypt(r -> r.keyId(rootKey).plaintext(SdkBytes.fromUtf8String("x")));
    }

    private void generate(Session session) {
        session.kms()
                .generateDataKeyWithoutPlaintext(r -> r.keyId(rootKey)
                        .keySpec(DataKeySpec.AES_256)
                        .encryptionContext(World.branchKeyContext("acme", "keys")));
    }
}
