package dev.partywall.keyring;

import static dev.partywall.keyring.KeyringLab.ACME;
import static dev.partywall.keyring.KeyringLab.GLOBEX;
import static dev.partywall.keyring.KeyringLab.PLAINTEXT;
import static dev.partywall.keyring.KeyringLab.TABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.core.TenantMismatchException;
import dev.partywall.keyring.internal.message.MessageHeader;
import dev.partywall.keyring.internal.message.MessageRefused;
import dev.partywall.testing.LabFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BranchKeysTest {

    private final KeyringLab lab = KeyringLab.start();
    private final BranchKeys branchKeys = lab.keyring().branchKeys();

    @AfterEach
    void mend() {
        lab.aws().faults().clear();
    }

    @AfterAll
    void close() {
        lab.close();
    }

    @Nested
    final class Creating {

        @Test
        void createKeyStore_again_changesNothing() {
            branchKeys.createKeyStore();
            branchKeys.createKeyStore();
        }

        @Test
        void create_newTenant_writesOneKeyWhoseContextNamesTheTenant() {
            long mark = lab.aws().calls().mark();
            TenantId tenant = TenantId.of("created");

            BranchKeyVersion version = branchKeys.create(tenant);

            BranchKeyDescription description = branchKeys.describe(tenant).orElseThrow();
            assertThat(description.active()).isEqualTo(version);
            assertThat(description.rootKeyArn()).isEqualTo(lab.rootKeyArn());
            assertThat(description.versions()).hasSize(1);
            assertThat(lab.aws()
                            .calls()
                            .since(mark)
                            .of("kms:GenerateDataKeyWithoutPlaintext")
                            .list())
                    .isNotEmpty()
                    .allSatisfy(call -> assertThat(call.encryptionContexts().get(0))
                            .containsEntry("branch-key-id", "created")
                            .containsEntry("aws-crypto-ec:tenant", "created"));
        }

        @Test
        void create_existingTenant_returnsItsVersionWithoutKms() {
            BranchKeyVersion first = branchKeys.create(ACME);
            long mark = lab.aws().calls().mark();

            assertThat(branchKeys.create(ACME)).isEqualTo(first);

            assertThat(lab.aws().calls().since(mark).list())
                    .allSatisfy(call -> assertThat(call.service()).isEqualTo("dynamodb"));
        }

        @Test
        void createKeyStore_tableOfAnotherSchema_isRefusedWithWords() {
            lab.aws()
                    .dynamoDb()
                    .createTable(request -> request.tableName("not-a-key-store")
                            .billingMode(BillingMode.PAY_PER_REQUEST)
                            .attributeDefinitions(AttributeDefinition.builder()
                                    .attributeName("id")
                                    .attributeType(ScalarAttributeType.S)
                                    .build())
                            .keySchema(KeySchemaElement.builder()
                                    .attributeName("id")
                                    .keyType(KeyType.HASH)
                                    .build()));
            try (TenantKeyring other = TenantKeyring.builder()
                    .keyStore("not-a-key-store", lab.aws().dynamoDb())
                    .rootKey(lab.rootKeyArn(), lab.aws().kms())
                    .build()) {
                assertThatThrownBy(() -> other.branchKeys().createKeyStore())
                        .isInstanceOfSatisfying(
                                KeyUnavailableException.class,
                                failure -> assertThat(failure.code()).isEqualTo(ErrorCode.KEY_STORE_UNUSABLE))
                        .hasMessageContaining("not-a-key-store");
            }
        }

        @Test
        void create_cancelledForContentionWithNothingThere_triesAgain() {
            TenantId tenant = TenantId.of("contended");
            try (LabFault fault = lab.aws()
                    .faults()
                    .on("dynamodb:TransactWriteItems")
                    .times(2)
                    .error(400, "TransactionCanceledException", "[TransactionConflict]")) {
                branchKeys.create(tenant);

                assertThat(fault.hits()).isEqualTo(2);
            }
            assertThat(rows(tenant)).hasSize(3);
        }

        @Test
        void describe_activeRowMalformed_isTamperedNotMissing() {
            TenantId tenant = lab.createTenant("malformed");
            Map<String, AttributeValue> row = new HashMap<>(rows(tenant).stream()
                    .filter(candidate -> AttributeValue.fromS("branch:ACTIVE").equals(candidate.get("type")))
                    .findFirst()
                    .orElseThrow());
            row.put("version", AttributeValue.fromS("nonsense"));
            lab.aws().dynamoDb().putItem(request -> request.tableName(TABLE).item(row));

            for (ThrowingCallable call : List.<ThrowingCallable>of(
                    () -> branchKeys.describe(tenant),
                    () -> branchKeys.create(tenant),
                    () -> branchKeys.rotate(tenant))) {
                assertThatThrownBy(call)
                        .isInstanceOfSatisfying(
                                KeyUnavailableException.class,
                                failure -> assertThat(failure.code()).isEqualTo(ErrorCode.KEY_STORE_TAMPERED));
            }
        }

        @Test
        void create_32AtOnce_makeOneKey() throws Exception {
            TenantId tenant = TenantId.of("raced");

            List<BranchKeyVersion> versions = together(32, () -> branchKeys.create(tenant));

            assertThat(versions).hasSize(32).containsOnly(versions.get(0));
            assertThat(rows(tenant)).hasSize(3);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "dynamodb:GetItem",
                    "kms:GenerateDataKeyWithoutPlaintext",
                    "kms:ReEncrypt",
                    "dynamodb:TransactWriteItems"
                })
        void create_failsAtAnyStepAndIsRepeated_endsWithOneKey(String step) {
            TenantId tenant = TenantId.of("crash-" + step.replace(':', '-'));
            try (LabFault fault = lab.aws().faults().on(step).times(1).accessDenied()) {
                assertThatThrownBy(() -> branchKeys.create(tenant))
                        .isInstanceOfSatisfying(
                                KeyUnavailableException.class,
                                failure -> assertThat(failure.code()).isEqualTo(ErrorCode.KEY_ACCESS_DENIED));
                assertThat(fault.hits()).isEqualTo(1);
            }
            assertThat(rows(tenant)).as("nothing half made").isEmpty();

            branchKeys.create(tenant);

            assertThat(rows(tenant)).hasSize(3);
            assertThat(lab.open(tenant, lab.seal(tenant))).isEqualTo(PLAINTEXT);
        }

        @Test
        void create_unknownBefore_isUsableAtOnceThoughItWasRememberedMissing() {
            TenantId tenant = TenantId.of("impatient");
            assertThatThrownBy(() -> lab.seal(tenant)).isInstanceOf(KeyUnavailableException.class);

            branchKeys.create(tenant);

            assertThat(lab.seal(tenant)).isNotEmpty();
        }

        @Test
        void create_anotherTenantIsBound_isRefused() {
            assertThatThrownBy(() -> TenantContext.run(GLOBEX, () -> branchKeys.create(ACME)))
                    .isInstanceOf(TenantMismatchException.class);
        }
    }

    @Nested
    final class Rotating {

        @Test
        void rotate_oldAndNewMessages_bothOpenAndNewOnesUseTheNewVersion() {
            TenantId tenant = lab.createTenant("rotated");
            BranchKeyVersion before = branchKeys.describe(tenant).orElseThrow().active();
            byte[] old = lab.seal(tenant);

            Rotation rotation = branchKeys.rotate(tenant);

            byte[] fresh = lab.seal(tenant);
            assertThat(rotation).isEqualTo(new Rotation.Rotated(before, rotation.active()));
            assertThat(branchKeys.describe(tenant).orElseThrow().versions()).hasSize(2);
            assertThat(versionOf(fresh)).isEqualTo(rotation.active());
            assertThat(versionOf(old)).isEqualTo(before);
            assertThat(lab.open(tenant, old)).isEqualTo(PLAINTEXT);
            assertThat(lab.open(tenant, fresh)).isEqualTo(PLAINTEXT);
        }

        @Test
        void rotate_64AtOnceAwayFromOneVersion_makeOneVersion() throws Exception {
            TenantId tenant = lab.createTenant("storm");
            BranchKeyVersion before = branchKeys.describe(tenant).orElseThrow().active();

            List<Rotation> rotations = together(64, () -> branchKeys.rotate(tenant, before));

            assertThat(rotations).filteredOn(Rotation.Rotated.class::isInstance).hasSize(1);
            assertThat(rotations)
                    .extracting(Rotation::active)
                    .containsOnly(rotations.get(0).active());
            assertThat(branchKeys.describe(tenant).orElseThrow().versions()).hasSize(2);
        }

        @Test
        void rotate_64AtOnceThatAllReadBeforeAnyWrites_makeOneVersion() throws Exception {
            TenantId tenant = lab.createTenant("held-storm");
            try (LabFault writes = lab.aws()
                    .faults()
                    .on("dynamodb:TransactWriteItems")
                    .forTenant(tenant)
                    .hold()) {
                ExecutorService opener = Executors.newSingleThreadExecutor();
                Future<?> opened = opener.submit(() -> {
                    writes.await(64, Duration.ofSeconds(60));
                    writes.close();
                });

                List<Rotation> rotations = together(64, () -> branchKeys.rotate(tenant));

                opened.get();
                opener.shutdown();
                assertThat(rotations)
                        .filteredOn(Rotation.Rotated.class::isInstance)
                        .hasSize(1);
            }
            assertThat(branchKeys.describe(tenant).orElseThrow().versions()).hasSize(2);
        }

        @Test
        void rotate_supersededExpectation_makesNothing() {
            TenantId tenant = lab.createTenant("late");
            BranchKeyVersion before = branchKeys.describe(tenant).orElseThrow().active();
            BranchKeyVersion now = branchKeys.rotate(tenant).active();
            long mark = lab.aws().calls().mark();

            assertThat(branchKeys.rotate(tenant, before)).isEqualTo(new Rotation.Superseded(before, now));

            assertThat(lab.aws().calls().since(mark).of("kms:*").count()).isZero();
        }

        @Test
        void rotate_unknownTenant_isRefusedWithWords() {
            assertThatThrownBy(() -> branchKeys.rotate(TenantId.of("nobody")))
                    .isInstanceOf(KeyUnavailableException.class)
                    .hasMessageContaining("nobody")
                    .hasMessageContaining("BranchKeys.create");
        }
    }

    @Nested
    final class Deleting {

        @Test
        void delete_keyWithThreeVersions_opensNothingAgainAndOthersAreUntouched() {
            TenantId gone = lab.createTenant("gone");
            TenantId stays = lab.createTenant("stays");
            byte[] first = lab.seal(gone);
            branchKeys.rotate(gone);
            branchKeys.rotate(gone);
            byte[] last = lab.seal(gone);
            byte[] others = lab.seal(stays);

            int rows = branchKeys.delete(gone);

            assertThat(rows).isEqualTo(1 + 3 + 1);
            assertThat(rows(gone)).isEmpty();
            for (byte[] message : List.of(first, last)) {
                assertThatThrownBy(() -> lab.open(gone, message))
                        .isInstanceOfSatisfying(
                                KeyUnavailableException.class,
                                failure -> assertThat(failure.code()).isEqualTo(ErrorCode.BRANCH_KEY_MISSING));
            }
            assertThat(lab.open(stays, others)).isEqualTo(PLAINTEXT);
            assertThat(branchKeys.describe(gone)).isEmpty();
            assertThat(branchKeys.delete(gone)).isZero();
        }

        @Test
        void delete_recreatedTenant_doesNotOpenItsOldRecords() {
            TenantId tenant = lab.createTenant("phoenix");
            byte[] old = lab.seal(tenant);
            branchKeys.delete(tenant);

            branchKeys.create(tenant);

            assertThatThrownBy(() -> lab.open(tenant, old)).isInstanceOf(DecryptionRefusedException.class);
            assertThat(lab.open(tenant, lab.seal(tenant))).isEqualTo(PLAINTEXT);
        }

        @Test
        void delete_failsHalfWay_opensNothingAndIsFinishedByRepeating() {
            TenantId tenant = lab.createTenant("half");
            byte[] message = lab.seal(tenant);
            try (LabFault fault =
                    lab.aws().faults().on("dynamodb:Query").times(1).accessDenied()) {
                assertThatThrownBy(() -> branchKeys.delete(tenant)).isInstanceOf(KeyUnavailableException.class);
            }
            assertThat(rows(tenant))
                    .as("the active row is gone, the others are left")
                    .hasSize(2);
            assertThatThrownBy(() -> lab.open(tenant, message)).isInstanceOf(KeyUnavailableException.class);
            assertThatThrownBy(() -> branchKeys.create(tenant))
                    .isInstanceOfSatisfying(
                            KeyUnavailableException.class,
                            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.BRANCH_KEY_INCONSISTENT));

            assertThat(branchKeys.delete(tenant)).isEqualTo(2);

            branchKeys.create(tenant);
            assertThat(lab.seal(tenant)).isNotEmpty();
        }
    }

    private List<Map<String, AttributeValue>> rows(TenantId tenant) {
        return lab.aws()
                .dynamoDb()
                .query(request -> request.tableName(TABLE)
                        .keyConditionExpression("#id = :id")
                        .expressionAttributeNames(Map.of("#id", "branch-key-id"))
                        .expressionAttributeValues(Map.of(":id", AttributeValue.fromS(tenant.value()))))
                .items();
    }

    private static BranchKeyVersion versionOf(byte[] message) {
        try {
            return new BranchKeyVersion(MessageHeader.parse(message).branchKeyVersion());
        } catch (MessageRefused refused) {
            throw new AssertionError(refused);
        }
    }

    private static <T> List<T> together(int threads, Callable<T> work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        CyclicBarrier barrier = new CyclicBarrier(threads);
        List<Future<T>> futures = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            futures.add(pool.submit(() -> {
                barrier.await();
                return work.call();
            }));
        }
        List<T> results = new ArrayList<>();
        for (Future<T> future : futures) {
            results.add(future.get());
        }
        pool.shutdown();
        return results;
    }
}
