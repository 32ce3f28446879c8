package dev.partywall.abac.policies;

import static dev.partywall.testing.IsolationAssertions.assertDenied;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.partywall.abac.AccessLevel;
import dev.partywall.abac.TenantAccess;
import dev.partywall.abac.TenantPolicies;
import dev.partywall.core.TenantId;
import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.PolicyType;
import dev.partywall.testing.AwsLab;
import dev.partywall.testing.AwsLabTest;
import dev.partywall.testing.LabRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The policies in a lab that enforces IAM: tenants reach what is theirs and nothing else; each condition is needed for it. */
@AwsLabTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TenantAccessLabTest {

    private static final String TRUST = """
            {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
              "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": ["sts:AssumeRole", "sts:TagSession"]}}""";

    /** What somebody attaches who means well. */
    private static final String EVERYTHING = """
            {"Version": "2012-10-17", "Statement": {"Sid": "Everything", "Effect": "Allow", "Action": "*", "Resource": "*"}}""";

    /**
     * Conditions that no call of the lab can tell from nothing: a request with a leading key, or an encryption context, has
     * the key that they ask for. GuardTest takes them away from requests that have not.
     */
    private static final Set<String> GUARDS = Set.of("Null dynamodb:LeadingKeys", "Null kms:EncryptionContextKeys");

    private final World world;
    private final TenantPolicies policies = TenantPolicies.create();
    private final String policy;
    private final LabRole app;
    private final List<Session> sessions = new ArrayList<>();
    private final Session acme;

    TenantAccessLabTest(AwsLab lab) {
        this.world = new World(lab);
        this.policy = policies.identityPolicy(world.access()).toCompactJson();
        this.app = lab.role("app").trust(TRUST).policy("own", policy).create();
        this.acme = opened(world.session(app, "acme"));
    }

    private Session opened(Session session) {
        sessions.add(session);
        return session;
    }

    @AfterAll
    void close() {
        sessions.forEach(Session::close);
    }

    Stream<Operation> operations() {
        return Operations.of(world).stream();
    }

    Stream<Operation> attacks() {
        return Attacks.of(world).stream();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void operation_onOwnData_works(Operation operation) {
        assertThatCode(() -> operation.run(acme, "acme")).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void operation_onTheDataOfAnother_isDenied(Operation operation) {
        assertDenied(() -> operation.run(acme, "acme2")).byIam();
        assertDenied(() -> operation.run(acme, "globex")).byIam();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void operation_onTheDataOfAShorterName_isDenied(Operation operation) {
        try (Session acme2 = world.session(app, "acme2")) {
            assertThatCode(() -> operation.run(acme2, "acme2")).doesNotThrowAnyException();
            assertDenied(() -> operation.run(acme2, "acme")).byIam();
        }
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void attack_byAnyTenant_isDenied(Operation attack) {
        assertDenied(() -> attack.run(acme, "acme")).byIam();
    }

    @Test
    void anything_withoutTheTag_isDeniedExplicitlyWhateverElseIsAllowed() {
        LabRole careless = careless("careless");
        try (Session nobody = world.session(careless)) {
            everything()
                    .forEach(operation ->
                            assertDenied(() -> operation.run(nobody, "acme")).bySid("DenyWithoutTenant"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "acme/../globex", "tenants/acme", "a b", "a.b", "a:b", "a=b", "a+b", "a@b"})
    void anything_withATagThatIsNoTenantId_isDeniedExplicitly(String tag) {
        LabRole careless = careless("odd-" + UUID.randomUUID());
        try (Session odd = world.session(careless, tag)) {
            assertDenied(() -> odd.s3().listBuckets()).bySid("DenyMalformedTenant");
        }
    }

    @Test
    void scan_thatAnotherPolicyAllows_isDeniedExplicitly() {
        try (Session session = world.session(careless("careful-with-scans"), "acme")) {
            assertDenied(() -> session.dynamoDb().scan(r -> r.tableName(World.INVOICES)))
                    .bySid("DenyScans");
            assertDenied(() -> session.dynamoDb().executeStatement(r -> r.statement("SELECT * FROM \"invoices\"")))
                    .bySid("DenyScansByPartiQl");
            assertDenied(() -> session.dynamoDb()
                            .executeStatement(r -> r.statement("SELECT * FROM \"entities\" WHERE pk = 'acme#orders'")))
                    .bySid("DenyPartiQl");
        }
    }

    @Test
    void boundary_ofARoleWithEveryPermission_leavesOwnDataOnly() {
        LabRole bounded = world.lab()
                .role("bounded")
                .trust(TRUST)
                .policy("everything", EVERYTHING)
                .permissionsBoundary(
                        policies.permissionsBoundary(world.access()).toCompactJson())
                .create();
        try (Session session = world.session(bounded, "acme")) {
            assertOwnOnly(session);
            assertDenied(() -> session.kms()
                            .createGrant(r -> r.keyId(world.key())
                                    .granteePrincipal("arn:aws:iam::111122223333:root")
                                    .operationsWithStrings("Decrypt")))
                    .bySid("DenyAccessChanges");
        }
    }

    @Test
    void sessionPolicy_onARoleWithEveryPermission_leavesOwnDataOnly() {
        LabRole role = world.lab()
                .role("scoped")
                .trust(TRUST)
                .policy("everything", EVERYTHING)
                .create();
        operationsByService().forEach(access -> assertSessionPolicy(role, access));
    }

    private void assertSessionPolicy(LabRole role, SessionPolicyCase part) {
        String json = policies.sessionPolicy(part.access(), TenantId.of("acme")).toCompactJson();
        try (Session session = new Session(
                world.lab(),
                role.session("job").tag("TenantId", "acme").policy(json).start().credentials())) {
            part.operations().forEach(operation -> {
                operation.run(session, "acme");
                assertDenied(() -> operation.run(session, "acme2")).byIam();
            });
            Attacks.of(world)
                    .forEach(attack ->
                            assertDenied(() -> attack.run(session, "acme")).byIam());
        }
        try (Session other = new Session(
                world.lab(),
                role.session("job")
                        .tag("TenantId", "acme2")
                        .policy(json)
                        .start()
                        .credentials())) {
            part.operations()
                    .forEach(operation ->
                            assertDenied(() -> operation.run(other, "acme")).bySid("DenyOtherTenant"));
        }
    }

    private record SessionPolicyCase(TenantAccess access, List<Operation> operations) {}

    private List<SessionPolicyCase> operationsByService() {
        return List.of(
                scoped(b -> b.keyStore(world.store()), "Decrypt of the branch key", "GetItem of the branch key"),
                scoped(
                        b -> b.table(World.tableArn(World.INVOICES), AccessLevel.READ),
                        "GetItem",
                        "Query",
                        "BatchGetItem"),
                scoped(
                        b -> b.objects("arn:aws:s3:::" + World.BUCKET + "/tenants/{tenant}/*", AccessLevel.READ_WRITE),
                        "GetObject",
                        "PutObject",
                        "ListObjectsV2"),
                scoped(b -> b.key(world.key(), AccessLevel.READ_WRITE, "tenant"), "Encrypt", "Decrypt", "ReEncrypt"));
    }

    private SessionPolicyCase scoped(Consumer<TenantAccess.Builder> part, String... names) {
        TenantAccess.Builder access = TenantAccess.builder();
        part.accept(access);
        Set<String> chosen = Set.of(names);
        List<Operation> operations =
                operations().filter(o -> chosen.contains(o.name())).toList();
        assertThat(operations).hasSameSizeAs(chosen);
        return new SessionPolicyCase(access.build(), operations);
    }

    @Test
    void identityPolicies_together_sayWhatTheOneSays() {
        List<String> parts = policies.identityPolicies(world.access()).stream()
                .map(part -> part.toCompactJson())
                .toList();
        LabRole role = world.lab().role("in-parts").trust(TRUST).create();
        for (int i = 0; i < parts.size(); i++) {
            role.putPolicy("part-" + i, parts.get(i));
        }
        try (Session session = world.session(role, "acme")) {
            assertOwnOnly(session);
        }
    }

    Stream<Mutants.Mutant> mutants() {
        return Mutants.of(PolicyDocument.parse(PolicyType.IDENTITY, policy)).stream();
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void protection_whenTakenAway_letsAnAttackThrough(Mutants.Mutant protection) {
        Set<String> through = new TreeSet<>();
        try {
            app.putPolicy("own", protection.document().toJson());
            operations()
                    .filter(o -> o.isLetThrough(acme, "acme2") || o.isLetThrough(acme, "globex"))
                    .forEach(o -> through.add(o.name()));
            attacks().filter(a -> a.isLetThrough(acme, "acme")).forEach(a -> through.add(a.name()));
        } finally {
            app.putPolicy("own", policy);
        }
        boolean guard = GUARDS.stream().anyMatch(protection.name()::endsWith);
        assertThat(through.isEmpty()).as("%s: %s", protection, through).isEqualTo(guard);
    }

    private void assertOwnOnly(Session session) {
        operations().forEach(operation -> {
            operation.run(session, "acme");
            assertDenied(() -> operation.run(session, "acme2")).byIam();
        });
        attacks()
                .forEach(attack ->
                        assertDenied(() -> attack.run(session, "acme")).byIam());
    }

    private Stream<Operation> everything() {
        return Stream.concat(operations(), attacks());
    }

    private LabRole careless(String name) {
        return world.lab()
                .role(name)
                .trust(TRUST)
                .policy("own", policy)
                .policy("everything", EVERYTHING)
                .create();
    }
}
