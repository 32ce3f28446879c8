package dev.partywall.examples.hierarchy;

import static dev.partywall.examples.hierarchy.HierarchyLab.PLAINTEXT;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.abac.CallNotScopedException;
import dev.partywall.abac.TenantCredentials;
import dev.partywall.abac.TenantCredentialsException;
import dev.partywall.abac.TenantPolicies;
import dev.partywall.abac.TenantTrust;
import dev.partywall.core.ErrorCode;
import dev.partywall.core.Tenant;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.examples.abac.LabRoles;
import dev.partywall.keyring.DecryptionRefusedException;
import dev.partywall.keyring.KeyUnavailableException;
import dev.partywall.keyring.TenantKeyring;
import dev.partywall.policy.Condition;
import dev.partywall.policy.Decision;
import dev.partywall.policy.Effect;
import dev.partywall.policy.Trace.ConditionTrace;
import dev.partywall.policy.Trace.Match;
import dev.partywall.testing.LabCall;
import dev.partywall.testing.LabCalls;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.kms.KmsClient;

/** Two walls, each tried with the other taken away: the keyring's check of the tenant, and IAM. */
@TestInstance(Lifecycle.PER_CLASS)
final class HierarchyUnderAbacTest {

    private static final String LEADING_KEYS = "dynamodb:LeadingKeys";
    private static final String BRANCH_KEY_ID = "kms:EncryptionContext:branch-key-id";
    private static final String STOP = """
            {"Version": "2012-10-17", "Statement": {
              "Sid": "Stop", "Effect": "Deny", "Action": "kms:Decrypt", "Resource": "*"}}
            """;

    private final HierarchyLab lab = new HierarchyLab();
    private int tenants;
    private TenantId acme = TenantId.of("acme");
    private TenantId globex = TenantId.of("globex");
    private byte[] message = new byte[0];
    private TenantKeyring keyring = lab.keyring().build();
    private long mark;

    @BeforeEach
    void onboard() {
        lab.restorePolicy();
        lab.aws().faults().clear();
        tenants++;
        acme = lab.onboard("acme-" + tenants);
        globex = lab.onboard("acme-" + tenants + "0"); // begins like the other
        keyring = lab.keyring().build();
        message = lab.seal(keyring, acme);
        mark = lab.aws().calls().mark();
    }

    @AfterEach
    void close() {
        keyring.close();
    }

    @AfterAll
    void closeLab() {
        lab.close();
    }

    private LabCalls calls() {
        return lab.aws().calls().since(mark).matching(call -> !call.service().equals("sts"));
    }

    @Test
    void decrypt_ownRecord_unwrapsTheOwnBranchKeyAsTheOwnSession() {
        keyring.evict(acme);

        assertThat(lab.open(keyring, acme, message)).isEqualTo(PLAINTEXT);

        assertThat(calls().list()).extracting(LabCall::action).containsExactly("dynamodb:GetItem", "kms:Decrypt");
        assertThat(calls().list()).extracting(LabCall::principal).containsOnly(lab.accessKeyId(acme));
        assertThat(calls().list())
                .allSatisfy(call -> assertThat(call.caller()).endsWith(":assumed-role/billing-tenants/" + acme));
        assertThat(calls().list())
                .allSatisfy(call -> assertThat(
                                call.encryptionContexts().isEmpty()
                                        ? call.leadingKeys()
                                        : List.of(requireNonNull(
                                                call.encryptionContexts().get(0).get("branch-key-id"))))
                        .containsExactly(acme.value()));
    }

    @Test
    void decrypt_foreignRecord_isRefusedByTheKeyringBeforeAnySessionIsAskedFor() {
        assertThatThrownBy(() -> lab.open(keyring, globex, message)).isInstanceOf(DecryptionRefusedException.class);

        assertThat(lab.aws().calls().since(mark).count()).isZero();
    }

    /** Ways to another tenant's branch key for code that runs for a tenant and asks no keyring. */
    enum Detour {
        KEY_STORE("dynamodb:GetItem", LEADING_KEYS) {
            @Override
            byte[] take(HierarchyLab lab, TenantId victim, byte[] message) {
                return new UncheckedKeyring(lab).branchKey(victim);
            }
        },
        ENCRYPTION_SDK("dynamodb:GetItem", LEADING_KEYS) {
            @Override
            byte[] take(HierarchyLab lab, TenantId victim, byte[] message) {
                return new UncheckedKeyring(lab).decrypt(victim, message);
            }
        },
        STOLEN_ROW("kms:Decrypt", BRANCH_KEY_ID) {
            @Override
            byte[] take(HierarchyLab lab, TenantId victim, byte[] message) {
                Map<String, AttributeValue> row = lab.stolenRow(victim);
                return lab.kms()
                        .decrypt(decrypt -> decrypt.keyId(lab.rootKey())
                                .ciphertextBlob(requireNonNull(row.get("enc")).b())
                                .encryptionContext(HierarchyLab.contextOf(row)))
                        .plaintext()
                        .asByteArray();
            }
        };

        private final String action;
        private final String condition;

        Detour(String action, String condition) {
            this.action = action;
            this.condition = condition;
        }

        abstract byte[] take(HierarchyLab lab, TenantId victim, byte[] message);
    }

    @Nested
    final class WithoutTheKeyringsCheck {

        private byte[] takeAs(TenantId tenant, Detour detour) {
            return TenantContext.call(tenant, () -> detour.take(lab, acme, message));
        }

        @ParameterizedTest
        @EnumSource
        void branchKey_ofAnotherTenant_isDeniedByIam(Detour detour) {
            assertThatThrownBy(() -> takeAs(globex, detour)).isInstanceOf(RuntimeException.class);

            assertDeniedFor(detour.action, detour.condition);
        }

        @ParameterizedTest
        @EnumSource
        void branchKey_ofOneself_isGiven(Detour detour) {
            assertThat(takeAs(acme, detour)).isNotEmpty();
        }

        @ParameterizedTest
        @EnumSource
        void branchKey_conditionTakenOutOfThePolicy_isGivenToTheOtherTenant(Detour detour) {
            byte[] own = takeAs(acme, detour);
            removeConditions(LEADING_KEYS, BRANCH_KEY_ID);

            assertThat(takeAs(globex, detour)).isEqualTo(own);
        }

        /** KMS stands by itself: it does not need DynamoDB to have refused. */
        @ParameterizedTest
        @EnumSource
        void branchKey_rowsOpenToEverybody_isStillDeniedByKms(Detour detour) {
            removeConditions(LEADING_KEYS);

            assertThatThrownBy(() -> takeAs(globex, detour)).isInstanceOf(RuntimeException.class);

            assertDeniedFor("kms:Decrypt", BRANCH_KEY_ID);
        }

        @Test
        void branchKey_rowCopiedIntoTheOwnPartition_isRefusedByKms() {
            Map<String, AttributeValue> copied = new HashMap<>(lab.stolenRow(acme));
            copied.put("branch-key-id", AttributeValue.fromS(globex.value()));
            copied.put("aws-crypto-ec:tenant", AttributeValue.fromS(globex.value()));
            lab.aws()
                    .dynamoDb()
                    .putItem(put -> put.tableName(HierarchyLab.KEY_STORE).item(copied));

            assertThatThrownBy(() -> lab.seal(keyring, globex))
                    .isInstanceOfSatisfying(
                            KeyUnavailableException.class,
                            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.KEY_STORE_TAMPERED));
            assertThatThrownBy(() -> TenantContext.call(globex, () -> new UncheckedKeyring(lab).branchKey(globex)))
                    .isInstanceOf(RuntimeException.class);
            assertThat(calls().of("kms:Decrypt").list()).hasSize(2).noneMatch(LabCall::isSucceeded);
        }

        private void removeConditions(String... keys) {
            PolicyEdit edit = PolicyEdit.of(lab.roles().tenants());
            for (String key : keys) {
                edit = edit.without(key);
            }
            lab.roles().tenants().putPolicy(LabRoles.POLICY, edit.json());
        }

        /** That the last call was refused because no statement allows it, and that one would but for this condition. */
        private void assertDeniedFor(String action, String condition) {
            List<LabCall> asOther = calls().matching(
                            call -> lab.accessKeyId(globex).equals(call.principal()))
                    .list();
            LabCall last = asOther.get(asOther.size() - 1);
            assertThat(last.action()).isEqualTo(action);
            Decision decision =
                    last.decisions().get(last.decisions().size() - 1).decision();
            assertThat(decision).isInstanceOf(Decision.ImplicitlyDenied.class);
            assertThat(decision.trace().statements().stream()
                            .filter(statement -> statement.statement().effect() == Effect.ALLOW)
                            .flatMap(statement -> statement.conditions().stream())
                            .filter(held -> held.match() == Match.NO)
                            .map(ConditionTrace::condition)
                            .map(Condition::key))
                    .contains(condition);
        }
    }

    /** A branch key in memory is worth what the session that loaded it is worth. */
    @Nested
    final class CachedBranchKey {

        @Test
        void open_sameSession_isServedFromMemory() {
            assertThat(lab.open(keyring, acme, message)).isEqualTo(PLAINTEXT);

            assertThat(lab.aws().calls().since(mark).count()).isZero();
        }

        @Test
        void open_sessionsWereEvicted_isDeniedAsTheNewSessionIs() {
            lab.roles().tenants().putPolicy("stop", STOP);

            lab.tenants().evict(acme);

            assertDenied(() -> lab.open(keyring, acme, message));
            assertDenied(() -> lab.seal(keyring, acme));
            assertThat(calls().of("kms:Decrypt").count()).isPositive();
        }

        @Test
        void open_sessionsWereEvictedAndNothingDenies_asksKmsAsTheNewSession() {
            String before = lab.accessKeyId(acme);

            lab.tenants().evict(acme);

            assertThat(lab.open(keyring, acme, message)).isEqualTo(PLAINTEXT);
            assertThat(calls().of("kms:Decrypt").list())
                    .singleElement()
                    .extracting(LabCall::principal)
                    .isEqualTo(lab.accessKeyId(acme))
                    .isNotEqualTo(before);
        }

        /** The keyring would keep its key for 24 hours; the session lasts 15 minutes, of which the last is not used. */
        @Test
        void open_sessionIsOver_isNotServedFromMemory() {
            lab.tenants().evict(acme);
            lab.open(keyring, acme, message);
            lab.roles().tenants().putPolicy("stop", STOP);
            mark = lab.aws().calls().mark();
            lab.aws().clock().advance(Duration.ofMinutes(10));
            assertThat(lab.open(keyring, acme, message)).as("still in its time").isEqualTo(PLAINTEXT);
            assertThat(lab.aws().calls().since(mark).count()).isZero();

            lab.aws().clock().advance(Duration.ofMinutes(5));

            assertDenied(() -> lab.open(keyring, acme, message));
            assertDenied(() -> lab.seal(keyring, acme));
        }

        @Test
        void open_sameTenantWithOtherSessionTags_isDeniedAsThoseAre() {
            lab.roles()
                    .tenants()
                    .trust(TenantPolicies.create()
                            .trustPolicy(TenantTrust.builder()
                                    .role(lab.roles().service().arn())
                                    .otherTags("Tier")
                                    .build())
                            .toJson());
            lab.roles().tenants().putPolicy("stop", STOP.replace("\"Resource\"", """
                    "Condition": {"StringEquals": {"aws:PrincipalTag/Tier": "suspended"}}, "Resource"
                    """.strip()));
            try (TenantCredentials tiered =
                            lab.credentials().attributeTag("tier", "Tier").build();
                    DynamoDbClient dynamoDb = tiered.scope().client(lab.at(DynamoDbClient.builder()));
                    KmsClient kms = tiered.scope().client(lab.at(KmsClient.builder()));
                    TenantKeyring own = lab.keyring()
                            .keyStore(HierarchyLab.KEY_STORE, dynamoDb)
                            .rootKey(lab.rootKey(), kms)
                            .credentials(tiered.provider())
                            .build()) {
                Tenant gold = Tenant.of(acme).withAttribute("tier", "gold");
                Tenant suspended = Tenant.of(acme).withAttribute("tier", "suspended");
                assertThat(lab.open(own, gold, message)).isEqualTo(PLAINTEXT);

                assertDenied(() -> lab.open(own, suspended, message));
                assertThat(lab.open(own, gold, message)).isEqualTo(PLAINTEXT);
            }
        }
    }

    @Nested
    final class Trouble {

        @Test
        void open_noSessionToBeHad_isRetryableAndCausedByTheCredentials() {
            lab.tenants().evict(acme);
            try (TenantCredentials impatient = lab.credentials()
                            .loadTimeout(Duration.ofMillis(500))
                            .build();
                    TenantKeyring own =
                            lab.keyring().credentials(impatient.provider()).build();
                    var down = lab.aws().faults().on("sts:AssumeRole").serverError()) {
                assertThatThrownBy(() -> lab.open(own, acme, message))
                        .hasCauseInstanceOf(TenantCredentialsException.class)
                        .isInstanceOfSatisfying(
                                KeyUnavailableException.class,
                                failure -> assertThat(failure.isRetryable()).isTrue());
                assertThat(down.hits()).isPositive();
            }
        }

        @Test
        void open_clientsWithoutAScope_areRefusedBeforeAnyCall() {
            try (DynamoDbClient plainDynamoDb = lab.at(DynamoDbClient.builder())
                            .credentialsProvider(lab.aws().credentials())
                            .build();
                    KmsClient plainKms = lab.at(KmsClient.builder())
                            .credentialsProvider(lab.aws().credentials())
                            .build();
                    TenantKeyring unscoped = TenantKeyring.builder()
                            .keyStore(HierarchyLab.KEY_STORE, plainDynamoDb)
                            .rootKey(lab.rootKey(), plainKms)
                            .build()) {
                assertThatThrownBy(() -> lab.open(unscoped, acme, message))
                        .hasCauseInstanceOf(CallNotScopedException.class)
                        .isInstanceOfSatisfying(
                                KeyUnavailableException.class,
                                failure -> assertThat(failure.code()).isEqualTo(ErrorCode.KEY_ACCESS_DENIED));
                assertThat(calls().count()).isZero();
            }
        }
    }

    private static void assertDenied(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KeyUnavailableException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.KEY_ACCESS_DENIED));
    }
}
