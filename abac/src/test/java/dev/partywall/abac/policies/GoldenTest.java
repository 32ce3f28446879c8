package dev.partywall.abac.policies;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.abac.AccessLevel;
import dev.partywall.abac.BranchKeyStore;
import dev.partywall.abac.KeyPersonas;
import dev.partywall.abac.PolicyPlace;
import dev.partywall.abac.TenantAccess;
import dev.partywall.abac.TenantPolicies;
import dev.partywall.abac.TenantPolicy;
import dev.partywall.abac.TenantTable;
import dev.partywall.abac.TenantTrust;
import dev.partywall.core.TenantId;
import dev.partywall.policy.ConditionOperator;
import dev.partywall.policy.Effect;
import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.PolicyVersion;
import dev.partywall.policy.Statement;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The bytes of every kind of policy. A change of them is a change for everybody who keeps policies under version control:
 * {@code -Dpartywall.golden=write} writes them anew, for a reviewer to read.
 */
final class GoldenTest {

    private static final Path SOURCES = Path.of("src/test/resources/dev/partywall/abac/policies");
    private static final String ACCOUNT = "eu-central-1:111122223333:";
    private static final String KEY = "arn:aws:kms:" + ACCOUNT + "key/0d990263-018e-4e65-a703-eff731de951e";
    private static final String ROOT_KEY = "arn:aws:kms:" + ACCOUNT + "key/mrk-1234abcd12ab34cd56ef1234567890ab";
    private static final String ROLE = "arn:aws:iam::111122223333:role/";
    private static final TenantPolicies POLICIES = TenantPolicies.create();
    private static final BranchKeyStore STORE =
            BranchKeyStore.of("arn:aws:dynamodb:" + ACCOUNT + "table/tenant-keys", "tenant-keys", ROOT_KEY);

    private static final List<Consumer<TenantAccess.Builder>> EVERYTHING = List.of(
            b -> b.table("arn:aws:dynamodb:" + ACCOUNT + "table/invoices", AccessLevel.READ_WRITE),
            b -> b.table("arn:aws:dynamodb:" + ACCOUNT + "table/customers", AccessLevel.READ_WRITE),
            b -> b.table(TenantTable.of("arn:aws:dynamodb:" + ACCOUNT + "table/entities", AccessLevel.READ)
                    .withLeadingKey("TENANT#{tenant}#*")
                    .withIndexes("by-date", "by-amount")
                    .withPartiQl()),
            b -> b.objects("arn:aws:s3:::documents/tenants/{tenant}/*", AccessLevel.READ_WRITE),
            b -> b.objects("arn:aws:s3:::archive/{tenant}/*", AccessLevel.WRITE),
            b -> b.key(KEY, AccessLevel.READ_WRITE, "tenant", "purpose"),
            b -> b.keyStore(STORE),
            b -> b.secrets("arn:aws:secretsmanager:" + ACCOUNT + "secret:tenants/{tenant}/*", AccessLevel.READ),
            b -> b.queues("arn:aws:sqs:" + ACCOUNT + "orders-{tenant}", AccessLevel.READ_WRITE),
            b -> b.queues("arn:aws:sqs:" + ACCOUNT + "returns-{tenant}.fifo", AccessLevel.WRITE),
            b -> b.topics("arn:aws:sns:" + ACCOUNT + "orders-{tenant}"),
            b -> b.eventBuses("arn:aws:events:" + ACCOUNT + "event-bus/tenant-{tenant}"),
            b -> b.events("arn:aws:events:" + ACCOUNT + "event-bus/shared", "com.example.{tenant}"));

    /** A file, and the policy that it holds. */
    record Golden(String name, TenantPolicy policy) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static TenantAccess everything(List<Consumer<TenantAccess.Builder>> calls) {
        TenantAccess.Builder builder = TenantAccess.builder();
        calls.forEach(call -> call.accept(builder));
        return builder.build();
    }

    static List<Golden> goldens() {
        List<Golden> goldens = new ArrayList<>();
        goldens.addAll(forTenants());
        goldens.addAll(forOthers());
        return goldens;
    }

    private static List<Golden> forTenants() {
        TenantAccess access = everything(EVERYTHING);
        List<Golden> goldens = new ArrayList<>();
        goldens.add(new Golden("permissions-boundary", POLICIES.permissionsBoundary(some())));
        goldens.add(new Golden("identity", POLICIES.identityPolicy(some())));
        List<TenantPolicy> parts = POLICIES.identityPolicies(access);
        for (int i = 0; i < parts.size(); i++) {
            goldens.add(new Golden("identity-part-" + (i + 1), parts.get(i)));
        }
        goldens.add(new Golden(
                "session", POLICIES.sessionPolicy(everything(EVERYTHING.subList(6, 7)), TenantId.of("acme"))));
        return goldens;
    }

    private static TenantAccess some() {
        return everything(List.of(EVERYTHING.get(0), EVERYTHING.get(3), EVERYTHING.get(6), EVERYTHING.get(8)));
    }

    private static List<Golden> forOthers() {
        Instant moment = Instant.parse("2026-03-01T10:00:00.5Z");
        KeyPersonas personas = new KeyPersonas(
                List.of(ROLE + "key-administrators"),
                List.of(ROLE + "tenants"),
                List.of(ROLE + "onboarding"),
                List.of(ROLE + "auditors"));
        return List.of(
                new Golden("trust", POLICIES.trustPolicy(trust())),
                new Golden("trust-web-identity", POLICIES.trustPolicy(webIdentity())),
                new Golden("key-administrators", POLICIES.keyAdministratorPolicy(STORE)),
                new Golden("key-store-administrators", POLICIES.keyStoreAdministratorPolicy(STORE)),
                new Golden("auditors", POLICIES.auditorPolicy(STORE)),
                new Golden("root-key", POLICIES.rootKeyPolicy(STORE, personas)),
                new Golden("lock-down", POLICIES.lockDown(moment)),
                new Golden("lock-down-of-acme", POLICIES.lockDown(moment, TenantId.of("acme"))));
    }

    private static TenantTrust trust() {
        return TenantTrust.builder()
                .role(ROLE + "service")
                .role(ROLE + "jobs")
                .otherTags("Tier")
                .externalId("partywall-1")
                .transitiveTenant()
                .requireSourceIdentity()
                .build();
    }

    private static TenantTrust webIdentity() {
        return TenantTrust.builder()
                .webIdentity("arn:aws:iam::111122223333:oidc-provider/login.example.com", "api")
                .build();
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void policy_hasTheBytesOfItsFile(Golden golden) throws IOException {
        String file = golden.name() + ".json";
        if ("write".equals(System.getProperty("partywall.golden"))) {
            Files.writeString(SOURCES.resolve(file), golden.policy().toJson());
        }
        try (InputStream bytes = GoldenTest.class.getResourceAsStream(file)) {
            assertThat(bytes).as("the file %s", file).isNotNull();
            assertThat(golden.policy().toJson()).isEqualTo(new String(bytes.readAllBytes(), UTF_8));
        }
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void policy_isSoundByItsForm(Golden golden) {
        PolicyDocument document = golden.policy().document();
        assertThat(document.warnings()).isEmpty();
        assertThat(document.version()).contains(PolicyVersion.V2012_10_17);
        assertThat(document.statements().stream().map(s -> s.sid().orElse("")))
                .doesNotContain("")
                .doesNotHaveDuplicates();
        document.statements().stream()
                .filter(s -> s.effect() == Effect.ALLOW)
                .flatMap(GoldenTest::operators)
                .forEach(operator -> assertThat(operator.toString()).doesNotContain("IfExists", "Not"));
    }

    private static Stream<ConditionOperator> operators(Statement statement) {
        return statement.conditions().stream().map(condition -> condition.operator());
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void policy_parsesToItselfInBothForms(Golden golden) {
        PolicyDocument document = golden.policy().document();
        assertThat(golden.policy().toJson()).isEqualTo(document.toJson() + "\n").isASCII();
        PolicyDocument compact =
                PolicyDocument.parse(document.type(), golden.policy().toCompactJson());
        assertThat(compact.toJson()).isEqualTo(document.toJson());
        assertThat(golden.policy().toCompactJson()).doesNotContain("\n", "\": ", ", ");
        assertThat(golden.policy().size())
                .isEqualTo(golden.policy().toCompactJson().length())
                .isLessThanOrEqualTo(golden.policy().place().limit());
    }

    @Test
    void calls_inAnyOrder_giveTheSameBytes() {
        long seed = Long.getLong("partywall.seed", new Random().nextLong());
        Random random = new Random(seed);
        List<TenantPolicy> expected = POLICIES.identityPolicies(everything(EVERYTHING));
        for (int round = 0; round < 50; round++) {
            List<Consumer<TenantAccess.Builder>> calls = new ArrayList<>(EVERYTHING);
            calls.add(EVERYTHING.get(random.nextInt(EVERYTHING.size()))); // said twice is said once
            Collections.shuffle(calls, random);
            assertThat(POLICIES.identityPolicies(everything(calls)).stream().map(TenantPolicy::toJson))
                    .as("-Dpartywall.seed=%d", seed)
                    .containsExactlyElementsOf(
                            expected.stream().map(TenantPolicy::toJson).toList());
        }
    }

    @Test
    void place_ofEveryKind_isShown() {
        assertThat(goldens().stream().map(golden -> golden.policy().place())).contains(PolicyPlace.values());
    }
}
