package dev.partywall.keyring;

import static dev.partywall.keyring.KeyringLab.RECORD;
import static dev.partywall.keyring.KeyringLab.TABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.IsolationEvent;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.testing.LabCall;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.cryptography.keystore.KeyStore;
import software.amazon.cryptography.keystore.model.GetActiveBranchKeyInput;
import software.amazon.cryptography.keystore.model.GetBeaconKeyInput;
import software.amazon.cryptography.keystore.model.GetBranchKeyVersionInput;
import software.amazon.cryptography.keystore.model.KMSConfiguration;
import software.amazon.cryptography.keystore.model.KeyStoreConfig;

/** Tenants under KMS keys of their own, and branch keys that move from one root key to another. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TenantRootKeysTest {

    private final KeyringLab lab = KeyringLab.start();
    private final Map<TenantId, TenantKeyRules> rules = new ConcurrentHashMap<>();
    private final List<IsolationEvent> events = new ArrayList<>();
    private final TenantKeyring keyring = builder().build();

    @AfterAll
    void close() {
        keyring.close();
        lab.close();
    }

    private TenantKeyring.Builder builder() {
        return TenantKeyring.builder()
                .keyStore(TABLE, lab.aws().dynamoDb())
                .rootKeys(
                        tenant -> Objects.requireNonNull(rules.get(tenant)),
                        lab.aws().kms())
                .listener(events::add);
    }

    private TenantId tenantUnder(String id, String rootKeyArn) {
        TenantId tenant = TenantId.of(id);
        rules.put(tenant, TenantKeyRules.of(rootKeyArn));
        keyring.branchKeys().create(tenant);
        return tenant;
    }

    private byte[] seal(TenantId tenant) {
        return TenantContext.call(tenant, () -> keyring.encryptor("invoices").encrypt(KeyringLab.PLAINTEXT, RECORD));
    }

    private byte[] open(TenantKeyring with, TenantId tenant, byte[] message) {
        return TenantContext.call(tenant, () -> with.encryptor("invoices").decrypt(message, RECORD));
    }

    private byte[] openCold(TenantId tenant, byte[] message) {
        try (TenantKeyring cold = builder().build()) {
            return open(cold, tenant, message);
        }
    }

    private void move(TenantId tenant, String from, String to) {
        rules.put(tenant, new TenantKeyRules(to, Set.of(from), Set.of()));
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

    private static String text(Map<String, AttributeValue> row, String name) {
        return Objects.requireNonNull(row.get(name)).s();
    }

    /** The material providers' own key store, which takes rows under this one root key only. */
    private KeyStore referenceUnder(String rootKeyArn) {
        return KeyStore.builder()
                .KeyStoreConfig(KeyStoreConfig.builder()
                        .ddbTableName(TABLE)
                        .logicalKeyStoreName(TABLE)
                        .ddbClient(lab.aws().dynamoDb())
                        .kmsClient(lab.aws().kms())
                        .kmsConfiguration(
                                KMSConfiguration.builder().kmsKeyArn(rootKeyArn).build())
                        .build())
                .build();
    }

    private Map<String, ByteBuffer> readAll(KeyStore reference, TenantId tenant) {
        Map<String, ByteBuffer> keys = new HashMap<>();
        String id = tenant.value();
        keys.put(
                "active",
                reference.GetActiveBranchKey(GetActiveBranchKeyInput.builder()
                                .branchKeyIdentifier(id)
                                .build())
                        .branchKeyMaterials()
                        .branchKey());
        keys.put(
                "beacon",
                reference.GetBeaconKey(GetBeaconKeyInput.builder()
                                .branchKeyIdentifier(id)
                                .build())
                        .beaconKeyMaterials()
                        .beaconKey());
        for (BranchKeyDescription.VersionDescription version :
                keyring.branchKeys().describe(tenant).orElseThrow().versions()) {
            String uuid = version.version().toString();
            keys.put(
                    uuid,
                    reference.GetBranchKeyVersion(GetBranchKeyVersionInput.builder()
                                    .branchKeyIdentifier(id)
                                    .branchKeyVersion(uuid)
                                    .build())
                            .branchKeyMaterials()
                            .branchKey());
        }
        return keys;
    }

    @Nested
    final class Reading {

        @Test
        void decrypt_tenantsUnderDifferentRootKeys_eachAsksItsOwn() {
            String pool = lab.rootKeyArn();
            String silo = lab.aws().createKey();
            TenantId pooled = tenantUnder("pooled", pool);
            TenantId siloed = tenantUnder("siloed", silo);
            byte[] ofPooled = seal(pooled);
            byte[] ofSiloed = seal(siloed);
            long mark = lab.aws().calls().mark();

            assertThat(openCold(pooled, ofPooled)).isEqualTo(KeyringLab.PLAINTEXT);
            assertThat(openCold(siloed, ofSiloed)).isEqualTo(KeyringLab.PLAINTEXT);

            var calls = lab.aws().calls().since(mark).of("kms:Decrypt");
            assertThat(calls.forKey(pool).forTenant(pooled).count()).isEqualTo(1);
            assertThat(calls.forKey(silo).forTenant(siloed).count()).isEqualTo(1);
            assertThat(calls.count()).isEqualTo(2);
        }

        /** Who may write to the table and has a KMS key that the service may use puts in a branch key that they know. */
        @Test
        void decrypt_branchKeyOfAnAttackersKmsKey_isRefusedBeforeKmsIsAsked() {
            TenantId victim = tenantUnder("victim", lab.rootKeyArn());
            List<Map<String, AttributeValue>> own = rows(victim);
            lab.keyring().branchKeys().delete(victim);
            String attackers = lab.aws().createKey();
            rules.put(victim, TenantKeyRules.of(attackers));
            keyring.branchKeys().create(victim);
            byte[] forged = seal(victim);
            rules.put(victim, TenantKeyRules.of(lab.rootKeyArn()));
            assertThat(rows(victim)).hasSameSizeAs(own);
            long mark = lab.aws().calls().mark();

            assertThatThrownBy(() -> openCold(victim, forged))
                    .isInstanceOfSatisfying(
                            DecryptionRefusedException.class,
                            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.KEY_STORE_TAMPERED));
            assertThat(lab.aws().calls().since(mark).of("kms:*").count()).isZero();
        }

        @Test
        void rotate_rowOfAnAttackersKmsKey_isRefusedBeforeKmsIsAsked() {
            TenantId victim = tenantUnder("victim-of-rotation", lab.aws().createKey());
            rules.put(victim, TenantKeyRules.of(lab.rootKeyArn()));
            long mark = lab.aws().calls().mark();

            assertThatThrownBy(() -> keyring.branchKeys().rotate(victim))
                    .isInstanceOfSatisfying(
                            KeyUnavailableException.class,
                            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.KEY_STORE_TAMPERED));
            assertThat(lab.aws().calls().since(mark).of("kms:*").count()).isZero();
        }

        @Test
        void decrypt_retiredVersion_isRefusedWithTheKeyInMemory() {
            TenantId tenant = tenantUnder("retiring", lab.rootKeyArn());
            byte[] old = seal(tenant);
            BranchKeyVersion retired =
                    keyring.branchKeys().describe(tenant).orElseThrow().active();
            keyring.branchKeys().rotate(tenant);
            byte[] fresh = seal(tenant);
            assertThat(open(keyring, tenant, old)).isEqualTo(KeyringLab.PLAINTEXT);
            rules.put(tenant, new TenantKeyRules(lab.rootKeyArn(), Set.of(), Set.of(retired)));
            long mark = lab.aws().calls().mark();

            assertThatThrownBy(() -> open(keyring, tenant, old))
                    .isInstanceOfSatisfying(
                            DecryptionRefusedException.class,
                            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.BRANCH_KEY_VERSION_RETIRED));
            assertThat(open(keyring, tenant, fresh)).isEqualTo(KeyringLab.PLAINTEXT);
            assertThat(lab.aws().calls().since(mark).of("*").count()).isZero();
        }

        @Test
        void branchKeyVersion_ofAMessage_isThatOfItsTimeAndOfItsTenantOnly() {
            TenantId tenant = tenantUnder("versions", lab.rootKeyArn());
            TenantId other = tenantUnder("versions-other", lab.rootKeyArn());
            BranchKeyVersion first =
                    keyring.branchKeys().describe(tenant).orElseThrow().active();
            byte[] message = seal(tenant);
            keyring.branchKeys().rotate(tenant);
            TenantEncryptor invoices = keyring.encryptor("invoices");
            long mark = lab.aws().calls().mark();

            assertThat(TenantContext.<BranchKeyVersion, RuntimeException>call(
                            tenant, () -> invoices.branchKeyVersion(message, RECORD)))
                    .isEqualTo(first);
            assertThatThrownBy(() -> TenantContext.run(other, () -> invoices.branchKeyVersion(message, RECORD)))
                    .isInstanceOf(DecryptionRefusedException.class);
            assertThat(lab.aws().calls().since(mark).of("*").count()).isZero();
        }
    }

    @Nested
    final class Rewrapping {

        @Test
        void rewrap_severalVersions_areTheSameKeysUnderTheNewRootKeyAlone() {
            String from = lab.rootKeyArn();
            String to = lab.aws().createKey();
            TenantId tenant = tenantUnder("moving", from);
            byte[] oldest = seal(tenant);
            keyring.branchKeys().rotate(tenant);
            keyring.branchKeys().rotate(tenant);
            byte[] newest = seal(tenant);
            Map<String, ByteBuffer> before = readAll(referenceUnder(from), tenant);
            move(tenant, from, to);
            long mark = lab.aws().calls().mark();

            assertThat(keyring.branchKeys().rewrap(tenant)).isEqualTo(5);

            assertThat(lab.aws().calls().since(mark).of("kms:ReEncrypt*").count())
                    .as("one call a row")
                    .isEqualTo(5);
            assertThat(lab.aws().calls().since(mark).of("kms:*").count())
                    .as("no key leaves KMS")
                    .isEqualTo(5);
            assertThat(readAll(referenceUnder(to), tenant)).as("the same keys").isEqualTo(before);
            rules.put(tenant, TenantKeyRules.of(to));
            assertThat(openCold(tenant, oldest)).isEqualTo(KeyringLab.PLAINTEXT);
            assertThat(openCold(tenant, newest)).isEqualTo(KeyringLab.PLAINTEXT);
            assertThat(rows(tenant))
                    .allSatisfy(row -> assertThat(text(row, "kms-arn")).isEqualTo(to));
            assertThat(events)
                    .filteredOn(IsolationEvent.BranchKeyRewrapped.class::isInstance)
                    .filteredOn(event -> event.tenant().equals(tenant))
                    .singleElement()
                    .isInstanceOfSatisfying(IsolationEvent.BranchKeyRewrapped.class, event -> {
                        assertThat(event.rootKeyArn()).isEqualTo(to);
                        assertThat(event.rows()).isEqualTo(5);
                    });
            lab.aws().kms().disableKey(request -> request.keyId(from));
            try {
                assertThat(openCold(tenant, oldest))
                        .as("without the former key")
                        .isEqualTo(KeyringLab.PLAINTEXT);
            } finally {
                lab.aws().kms().enableKey(request -> request.keyId(from));
            }
        }

        @Test
        void rewrap_again_findsNothingToDo() {
            String from = lab.rootKeyArn();
            String to = lab.aws().createKey();
            TenantId tenant = tenantUnder("moved", from);
            move(tenant, from, to);
            assertThat(keyring.branchKeys().rewrap(tenant)).isEqualTo(3);
            long mark = lab.aws().calls().mark();

            assertThat(keyring.branchKeys().rewrap(tenant)).isZero();
            assertThat(lab.aws().calls().since(mark).of("kms:*").count()).isZero();
        }

        @Test
        void rewrap_rowAtATime_opensAtEveryMoment() {
            String from = lab.rootKeyArn();
            String to = lab.aws().createKey();
            TenantId tenant = tenantUnder("half-way", from);
            byte[] old = seal(tenant);
            keyring.branchKeys().rotate(tenant);
            byte[] fresh = seal(tenant);
            move(tenant, from, to);
            int interrupted = 0;
            for (int rowsAllowed = 0; rowsAllowed < 5; rowsAllowed++) {
                try (var fault = lab.aws()
                        .faults()
                        .on("dynamodb:UpdateItem")
                        .forTable(TABLE)
                        .matching(new AfterFirst(1))
                        .accessDenied()) {
                    keyring.branchKeys().rewrap(tenant);
                } catch (KeyUnavailableException halted) {
                    interrupted++;
                }
                assertThat(openCold(tenant, old)).isEqualTo(KeyringLab.PLAINTEXT);
                assertThat(openCold(tenant, fresh)).isEqualTo(KeyringLab.PLAINTEXT);
            }
            assertThat(interrupted)
                    .as("four rows at one a call, the last call is not interrupted")
                    .isEqualTo(3);
            assertThat(readAll(referenceUnder(to), tenant)).hasSize(4);
        }

        @Test
        void rewrap_rowOfAKeyThatTheDirectoryDoesNotName_isRefusedAndStays() {
            TenantId tenant = tenantUnder("unnamed", lab.rootKeyArn());
            rules.put(
                    tenant,
                    new TenantKeyRules(lab.aws().createKey(), Set.of(lab.aws().createKey()), Set.of()));
            List<Map<String, AttributeValue>> before = rows(tenant);
            long mark = lab.aws().calls().mark();

            assertThatThrownBy(() -> keyring.branchKeys().rewrap(tenant))
                    .isInstanceOfSatisfying(
                            KeyUnavailableException.class,
                            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.KEY_STORE_TAMPERED));
            assertThat(rows(tenant)).isEqualTo(before);
            assertThat(lab.aws().calls().since(mark).of("kms:*").count()).isZero();
        }

        @Test
        void rewrap_tenantWithoutKey_saysSo() {
            TenantId tenant = TenantId.of("nobody");
            rules.put(tenant, TenantKeyRules.of(lab.rootKeyArn()));

            assertThatThrownBy(() -> keyring.branchKeys().rewrap(tenant))
                    .isInstanceOfSatisfying(
                            KeyUnavailableException.class,
                            missing -> assertThat(missing.code()).isEqualTo(ErrorCode.BRANCH_KEY_MISSING));
        }

        @Test
        void rewrap_rotatedMeanwhile_carriesTheNewVersionOverToo() {
            String from = lab.rootKeyArn();
            String to = lab.aws().createKey();
            TenantId tenant = tenantUnder("rotated-meanwhile", from);
            byte[] old = seal(tenant);
            BranchKeys beforeTheMove = lab.keyring().branchKeys();
            move(tenant, from, to);
            try (var held = lab.aws()
                    .faults()
                    .on("dynamodb:UpdateItem")
                    .forTable(TABLE)
                    .times(1)
                    .hold()) {
                var rewrap =
                        CompletableFuture.supplyAsync(() -> keyring.branchKeys().rewrap(tenant));
                held.await(1);
                assertThat(beforeTheMove.rotate(tenant)).isInstanceOf(Rotation.Rotated.class);
                held.release();
                rewrap.join();
            }

            assertThat(readAll(referenceUnder(to), tenant))
                    .as("two versions, active, beacon")
                    .hasSize(4);
            assertThat(openCold(tenant, old)).isEqualTo(KeyringLab.PLAINTEXT);
        }

        /** A rotation that began before the move must not bring the former root key back behind it. */
        @Test
        void rotate_begunBeforeTheRowsMoved_changesNothing() {
            String from = lab.rootKeyArn();
            String to = lab.aws().createKey();
            TenantId tenant = tenantUnder("late-rotation", from);
            move(tenant, from, to);
            BranchKeys late = lab.keyring().branchKeys();
            try (var held = lab.aws()
                    .faults()
                    .on("dynamodb:TransactWriteItems")
                    .times(1)
                    .hold()) {
                var rotation = CompletableFuture.supplyAsync(() -> late.rotate(tenant));
                held.await(1);
                keyring.branchKeys().rewrap(tenant);
                held.release();
                assertThatThrownBy(rotation::join).hasCauseInstanceOf(KeyUnavailableException.class);
            }

            assertThat(readAll(referenceUnder(to), tenant)).hasSize(3);
        }
    }

    /** Lets the first calls pass. */
    private static final class AfterFirst implements Predicate<LabCall> {
        private final AtomicInteger left;

        AfterFirst(int passing) {
            this.left = new AtomicInteger(passing);
        }

        @Override
        public boolean test(LabCall call) {
            return left.getAndDecrement() <= 0;
        }
    }
}
