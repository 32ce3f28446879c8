package dev.partywall.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.abac.TenantCredentials;
import dev.partywall.core.ErrorCode;
import dev.partywall.core.IsolationEvent;
import dev.partywall.core.Tenant;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.core.TenantIsolationException;
import dev.partywall.keyring.TenantKeyring;
import dev.partywall.testing.LabFault;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.kms.model.KeyUsageType;

/** What a new tenant gets, what it is refused, and what is left where it is refused. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OnboardingTest {

    private final LifecycleLab lab = new LifecycleLab();
    private final TenantLifecycle lifecycle = lab.lifecycle().build();

    @AfterAll
    void close() {
        lab.close();
    }

    private static void assertRefused(Throwable thrown, ErrorCode code, String tenant) {
        assertThat(thrown).isInstanceOfSatisfying(TenantIsolationException.class, refused -> {
            assertThat(refused.code()).isEqualTo(code);
            assertThat(refused.isRetryable()).isFalse();
            assertThat(refused).hasMessageContaining(tenant);
        });
    }

    private void assertRefused(ErrorCode code, Onboarding request) {
        assertThatThrownBy(() -> lifecycle.onboard(request))
                .satisfies(
                        thrown -> assertRefused(thrown, code, request.tenant().value()));
    }

    private long mark() {
        return lab.aws().calls().mark();
    }

    @Nested
    final class Making {

        @Test
        void onboard_pool_isServedUnderTheSharedRootKey() {
            TenantId tenant = TenantId.of("in-the-pool");
            TenantRecord record = lifecycle.onboard(Onboarding.pool(tenant).withAttributes(Map.of("plan", "gold")));

            assertThat(record.status()).isEqualTo(TenantStatus.ACTIVE);
            assertThat(record.key()).isEqualTo(TenantKeyState.under(lab.sharedRootKey()));
            assertThat(record.attributes()).containsExactly(Map.entry("plan", "gold"));
            assertThat(lab.record(tenant)).contains(record);
            lab.assertWhole(tenant, Tier.POOL);
        }

        @Test
        void onboard_silo_hasAKeyWithAliasTagsAndPolicy() {
            TenantId tenant = TenantId.of("Silo_1");
            String policy = """
                    {"Version":"2012-10-17","Statement":[{"Sid":"Ours","Effect":"Allow",
                      "Principal":{"AWS":"arn:aws:iam::%s:root"},"Action":"kms:*","Resource":"*"}]}
                    """.formatted(lab.aws().accountId());
            SiloKeys keys =
                    SiloKeys.of("tenants").withKeyPolicy(of -> policy).withTags(Map.of("cost-centre", "tenants"));

            TenantRecord record = lab.lifecycle().siloKeys(keys).build().onboard(Onboarding.silo(tenant));

            String key = record.key().rootKey().orElseThrow();
            var kms = lab.aws().kms();
            assertThat(kms.listResourceTags(list -> list.keyId(key)).tags())
                    .extracting(tag -> tag.tagKey() + "=" + tag.tagValue())
                    .contains("partywall:tenant=Silo_1", "cost-centre=tenants")
                    .anyMatch(tag -> tag.startsWith("partywall:operation="));
            assertThat(kms.getKeyPolicy(get -> get.keyId(key).policyName("default"))
                            .policy())
                    .contains("\"Ours\"");
            assertThat(kms.describeKey(describe -> describe.keyId("alias/tenants/Silo_1"))
                            .keyMetadata()
                            .arn())
                    .isEqualTo(key);
            lab.assertWhole(tenant, Tier.SILO);
        }

        @Test
        void onboard_keyThatTheTenantBrings_isUsedAsItIs() {
            TenantId tenant = TenantId.of("brings-its-key");
            String owned = lab.aws().createKey();

            TenantRecord record = lifecycle.onboard(Onboarding.bringYourOwnKey(tenant, owned));

            assertThat(record.key().rootKey()).contains(owned);
            lab.assertWhole(tenant, Tier.BRING_YOUR_OWN_KEY);
        }

        @Test
        void onboard_role_isTheTenantsAloneAndBounded() {
            TenantId tenant = TenantId.of("has-a-role");
            TenantRecord record = lifecycle.onboard(Onboarding.pool(tenant));

            String arn = record.role().orElseThrow();
            Role role = lab.aws()
                    .iam()
                    .getRole(get -> get.roleName(arn.substring(arn.lastIndexOf('/') + 1)))
                    .role();
            assertThat(role.path()).isEqualTo(LifecycleLab.ROLE_PATH);
            assertThat(role.permissionsBoundary().permissionsBoundaryArn())
                    .isEqualTo(lab.roles().permissionsBoundary());
            assertThat(role.tags())
                    .anyMatch(tag -> tag.key().equals("TenantId") && tag.value().equals("has-a-role"));
            assertThat(lab.aws()
                            .iam()
                            .listRolePolicies(list -> list.roleName(role.roleName()))
                            .policyNames())
                    .containsExactly("partywall-tenant");
        }

        /** The registry tells the credentials whose role is whose, and the role opens its own tenant's branch key only. */
        @Test
        void onboard_twoTenantsWithRoles_eachReachesItsOwnBranchKey() {
            TenantId acme = TenantId.of("roles-acme");
            TenantId globex = TenantId.of("roles-globex");
            lifecycle.onboard(Onboarding.pool(acme));
            lifecycle.onboard(Onboarding.pool(globex));
            try (TenantDirectory directory = lab.directory().build();
                    TenantCredentials credentials = lab.credentials(directory)) {
                var dynamoDb = lab.scoped(credentials);

                assertThat(TenantContext.call(acme, () -> lab.activeRow(dynamoDb, acme)))
                        .isNotEmpty();
                assertThat(TenantContext.call(globex, () -> lab.activeRow(dynamoDb, globex)))
                        .isNotEmpty();
                assertThatThrownBy(() -> TenantContext.run(acme, () -> lab.activeRow(dynamoDb, globex)))
                        .hasMessageContaining("not authorized");
            }
        }

        @Test
        void onboard_again_changesNothing() {
            TenantId tenant = TenantId.of("again");
            TenantRecord record = lifecycle.onboard(Onboarding.silo(tenant));
            long mark = mark();

            assertThat(lifecycle.onboard(Onboarding.silo(tenant))).isEqualTo(record);
            assertThat(lab.aws().calls().since(mark).of("kms:*").count()).isZero();
            assertThat(lab.aws()
                            .calls()
                            .since(mark)
                            .of("dynamodb:TransactWriteItems")
                            .count())
                    .isZero();
        }

        @Test
        void onboard_tellsEachStep() {
            TenantId tenant = TenantId.of("told");
            lifecycle.onboard(Onboarding.pool(tenant));

            List<IsolationEvent> told = lab.events().stream()
                    .filter(event -> event.tenant().equals(tenant))
                    .toList();
            assertThat(told)
                    .filteredOn(IsolationEvent.OperationStepCompleted.class::isInstance)
                    .extracting(event -> ((IsolationEvent.OperationStepCompleted) event).step())
                    .containsExactly("root-key", "alias", "branch-key", "role", "activate");
            assertThat(told)
                    .filteredOn(IsolationEvent.TenantStatusChanged.class::isInstance)
                    .extracting(event -> ((IsolationEvent.TenantStatusChanged) event).to())
                    .containsExactly("ONBOARDING", "ACTIVE");
            assertThat(told).anyMatch(IsolationEvent.BranchKeyCreated.class::isInstance);
        }

        @Test
        void onboard_byManyProcessesAtOnce_makesOneOfEach() throws Exception {
            TenantId tenant = TenantId.of("at-once");
            Set<String> keysBefore = lab.siloKeys();
            ExecutorService pool = Executors.newFixedThreadPool(8);
            try {
                List<Callable<TenantRecord>> processes = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    TenantLifecycle own = lab.lifecycle().build();
                    processes.add(() -> own.onboard(Onboarding.silo(tenant)));
                }
                for (Future<TenantRecord> one : pool.invokeAll(processes)) {
                    assertThat(one.get().status()).isEqualTo(TenantStatus.ACTIVE);
                }
            } finally {
                pool.shutdownNow();
            }
            lab.assertWhole(tenant, Tier.SILO);
            assertThat(lab.siloKeys()).hasSize(keysBefore.size() + 1);
        }
    }

    @Nested
    final class Refusing {

        @Test
        void onboard_activeTenantInAnotherTier_isRefused() {
            TenantId tenant = TenantId.of("pooled-already");
            lifecycle.onboard(Onboarding.pool(tenant));

            assertRefused(ErrorCode.TENANT_STATUS_CONFLICT, Onboarding.silo(tenant));
            lab.assertWhole(tenant, Tier.POOL);
        }

        @Test
        void onboard_suspendedTenant_isRefused() {
            TenantId tenant = TenantId.of("suspended-already");
            lifecycle.onboard(Onboarding.pool(tenant));
            lifecycle.suspend(tenant);

            assertRefused(ErrorCode.TENANT_STATUS_CONFLICT, Onboarding.pool(tenant));
        }

        @Test
        void onboard_keyThatCannotBeUsed_isRefusedAndNothingIsLeft() {
            var kms = lab.aws().kms();
            String disabled = lab.aws().createKey();
            kms.disableKey(disable -> disable.keyId(disabled));
            String absent = lab.sharedRootKey().replaceFirst("[^/]+$", "11111111-2222-3333-4444-555555555555");
            int number = 0;
            for (String unusable : List.of(disabled, absent)) {
                TenantId tenant = TenantId.of("unusable-" + number++);

                assertRefused(ErrorCode.ROOT_KEY_REFUSED, Onboarding.bringYourOwnKey(tenant, unusable));
                assertNothingLeft(tenant);
            }
            assertThat(kms.describeKey(describe -> describe.keyId(disabled))
                            .keyMetadata()
                            .keyUsage())
                    .as("the tenant's key is not ours to delete")
                    .isEqualTo(KeyUsageType.ENCRYPT_DECRYPT);
        }

        @Test
        void onboard_keyWhosePolicyLetsNobodyUseIt_isRefused() {
            String policy = """
                    {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
                      "Principal":{"AWS":"arn:aws:iam::%s:root"},
                      "Action":["kms:Describe*","kms:Put*","kms:Get*","kms:ScheduleKeyDeletion"],"Resource":"*"}]}
                    """.formatted(lab.aws().accountId());
            String closed = lab.aws()
                    .kms()
                    .createKey(create -> create.policy(policy))
                    .keyMetadata()
                    .arn();
            try (LabFault denied = lab.aws()
                    .faults()
                    .on("kms:GenerateDataKeyWithoutPlaintext")
                    .forKey(closed)
                    .accessDenied()) {
                assertRefused(
                        ErrorCode.ROOT_KEY_REFUSED, Onboarding.bringYourOwnKey(TenantId.of("closed-key"), closed));
                assertThat(denied.hits()).isEqualTo(1);
            }
        }

        @Test
        void onboard_tierThatTheLifecycleHasNoSettingFor_isRefused() {
            TenantLifecycle bare = TenantLifecycle.builder()
                    .registry(lab.registry())
                    .keyStore(LifecycleLab.TABLE, lab.aws().dynamoDb())
                    .kms(lab.aws().kms())
                    .build();

            assertThatThrownBy(() -> bare.onboard(Onboarding.silo(TenantId.of("bare-1"))))
                    .satisfies(thrown -> assertRefused(thrown, ErrorCode.OPERATION_REFUSED, "siloKeys"));
            assertThatThrownBy(() -> bare.onboard(Onboarding.pool(TenantId.of("bare-2"))))
                    .satisfies(thrown -> assertRefused(thrown, ErrorCode.OPERATION_REFUSED, "sharedRootKey"));
        }

        @Test
        void onboard_roleNameTakenBySomebodyElse_isRefusedAndTheRoleStays() throws Exception {
            TenantId tenant = TenantId.of("taken");
            byte[] digest = MessageDigest.getInstance("SHA-256").digest("taken".getBytes(StandardCharsets.US_ASCII));
            String name = "tenant-taken-" + HexFormat.of().formatHex(digest).substring(0, 16);
            lab.aws()
                    .iam()
                    .createRole(create -> create.roleName(name)
                            .path(LifecycleLab.ROLE_PATH)
                            .tags(Tag.builder().key("TenantId").value("taken").build())
                            .assumeRolePolicyDocument(lab.roles().trustPolicy().toCompactJson()));

            assertRefused(ErrorCode.OPERATION_REFUSED, Onboarding.silo(tenant));

            assertThat(lab.roleNames()).contains(name);
            lab.aws().iam().deleteRole(delete -> delete.roleName(name));
            assertNothingLeft(tenant);
        }

        /** Records may be sealed under it: nothing that an onboarding does or takes back may touch it. */
        @Test
        void onboard_branchKeyThatIsThereAlready_isRefusedAndTheKeyStays() {
            TenantId tenant = TenantId.of("had-a-key");
            try (TenantKeyring before = TenantKeyring.builder()
                    .keyStore(LifecycleLab.TABLE, lab.aws().dynamoDb())
                    .rootKey(lab.sharedRootKey(), lab.aws().kms())
                    .build()) {
                before.branchKeys().create(tenant);
                Map<String, String> rows = lab.keyRows(tenant);

                assertRefused(ErrorCode.OPERATION_REFUSED, Onboarding.silo(tenant));
                assertRefused(ErrorCode.OPERATION_REFUSED, Onboarding.pool(tenant));

                assertThat(lab.keyRows(tenant)).isEqualTo(rows);
                assertThat(lab.siloKeysOf(tenant)).isEmpty();
            }
        }

        @Test
        void onboard_aliasOfSomebodyElsesKey_isRefusedAndStays() {
            TenantId tenant = TenantId.of("had-an-alias");
            String theirs = lab.aws().createKey();
            lab.aws()
                    .kms()
                    .createAlias(create ->
                            create.aliasName("alias/tenants/had-an-alias").targetKeyId(theirs));

            assertRefused(ErrorCode.OPERATION_REFUSED, Onboarding.silo(tenant));

            assertThat(lab.aws()
                            .kms()
                            .describeKey(describe -> describe.keyId("alias/tenants/had-an-alias"))
                            .keyMetadata()
                            .arn())
                    .isEqualTo(theirs);
            lab.aws().kms().deleteAlias(delete -> delete.aliasName("alias/tenants/had-an-alias"));
            assertNothingLeft(tenant);
        }

        @Test
        void onboard_keyOfAnotherTenantOrTheSharedOne_isRefused() {
            String owned = lab.aws().createKey();
            lifecycle.onboard(Onboarding.bringYourOwnKey(TenantId.of("owner"), owned));

            assertRefused(ErrorCode.ROOT_KEY_REFUSED, Onboarding.bringYourOwnKey(TenantId.of("thief"), owned));
            assertRefused(
                    ErrorCode.ROOT_KEY_REFUSED, Onboarding.bringYourOwnKey(TenantId.of("thief"), lab.sharedRootKey()));
            assertThat(lab.record(TenantId.of("thief"))).isEmpty();
        }

        /** It is deleted when that tenant is shredded, and backups are under it. */
        @Test
        void onboard_keyThatAnotherTenantMovedAwayFrom_isRefused() {
            TenantId moved = TenantId.of("moved-away");
            lifecycle.onboard(Onboarding.silo(moved));
            String former = lab.record(moved).orElseThrow().key().rootKey().orElseThrow();
            lifecycle.migrate(moved, RootKeyTarget.pool());

            assertRefused(ErrorCode.ROOT_KEY_REFUSED, Onboarding.bringYourOwnKey(TenantId.of("heir"), former));

            assertThat(lab.record(TenantId.of("heir"))).isEmpty();
            lifecycle.offboard(moved, Duration.ZERO);
            lifecycle.shred(moved, "ops");
        }

        @Test
        void onboard_newKeyNotKnownEverywhereYet_waitsForIt() {
            TenantId tenant = TenantId.of("new-key");
            try (LabFault unknown = lab.aws()
                    .faults()
                    .on("kms:GenerateDataKeyWithoutPlaintext")
                    .times(3)
                    .error(400, "NotFoundException", "Key does not exist")) {
                lifecycle.onboard(Onboarding.silo(tenant));
                assertThat(unknown.hits()).isEqualTo(3);
            }
            lab.assertWhole(tenant, Tier.SILO);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "kms:CreateKey",
                    "kms:DescribeKey",
                    "kms:CreateAlias",
                    "kms:GenerateDataKeyWithoutPlaintext",
                    "kms:ReEncrypt*",
                    "iam:CreateRole",
                    "iam:PutRolePolicy"
                })
        void onboard_stepDenied_takesBackWhatItMadeAndCanBeDoneAgain(String action) {
            TenantId tenant = TenantId.of("denied-" + action.replaceAll("[^A-Za-z]", "-"));
            try (LabFault denied = lab.aws().faults().on(action).times(1).accessDenied()) {
                assertThatThrownBy(() -> lifecycle.onboard(Onboarding.silo(tenant)))
                        .isInstanceOfSatisfying(TenantIsolationException.class, failure -> {
                            assertThat(failure.isRetryable()).isFalse();
                            assertThat(failure.tenant()).contains(tenant);
                        });
                assertThat(denied.hits()).isEqualTo(1);
            }
            assertNothingLeft(tenant);

            lifecycle.onboard(Onboarding.silo(tenant));
            lab.assertWhole(tenant, Tier.SILO);
        }

        @Test
        void onboard_stepFailsForAMoment_goesOnWhenCalledAgain() {
            TenantId tenant = TenantId.of("for-a-moment");
            try (LabFault down = lab.aws().faults().on("kms:CreateAlias").serverError()) {
                assertThatThrownBy(() -> lifecycle.onboard(Onboarding.silo(tenant)))
                        .isInstanceOfSatisfying(LifecycleException.class, failure -> {
                            assertThat(failure.isRetryable()).isTrue();
                            assertThat(failure.code()).isEqualTo(ErrorCode.OPERATION_UNAVAILABLE);
                        });
                assertThat(down.hits()).isPositive();
            }
            String made = lab.record(tenant).orElseThrow().key().rootKey().orElseThrow();

            TenantRecord record = lifecycle.onboard(Onboarding.silo(tenant));

            assertThat(record.key().rootKey()).contains(made);
            lab.assertWhole(tenant, Tier.SILO);
        }

        @Test
        void onboard_anotherTenantBound_isRefused() {
            assertThatThrownBy(() -> TenantContext.run(
                            Tenant.of("somebody"), () -> lifecycle.onboard(Onboarding.pool(TenantId.of("else")))))
                    .isInstanceOf(TenantIsolationException.class);
        }
    }

    /** No key, no row, no role; the record alone says that there was something. */
    private void assertNothingLeft(TenantId tenant) {
        TenantRecord record = lab.record(tenant).orElseThrow();
        assertThat(record.status()).isEqualTo(TenantStatus.ONBOARDING);
        assertThat(record.operation()).isEmpty();
        assertThat(record.key()).isEqualTo(TenantKeyState.none());
        assertThat(record.role()).isEmpty();
        assertThat(lab.keyRows(tenant)).isEmpty();
        assertThat(lab.siloKeysOf(tenant)).isEmpty();
        assertThat(lab.aliases()).noneMatch(alias -> alias.startsWith("alias/tenants/" + tenant + " "));
        assertThat(lab.roleNames()).noneMatch(name -> name.startsWith("tenant-" + tenant + "-"));
    }
}
