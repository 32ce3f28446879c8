package dev.partywall.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.partywall.core.TenantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.NotFoundException;

final class LabCallsTest {

    @RegisterExtension
    static final AwsLabExtension AWS = AwsLabExtension.withoutDynamoDb();

    private static final TenantId ACME = TenantId.of("acme");

    private final AwsLab lab;
    private final LabCalls calls;
    private final KmsClient kms;
    private final String key;

    LabCallsTest(AwsLab lab) {
        this.lab = lab;
        this.calls = lab.calls();
        this.kms = lab.kms();
        this.key = lab.createKey();
    }

    @BeforeEach
    void clear() {
        calls.clear();
    }

    @Test
    void list_oneCall_saysAllAboutIt() {
        lab.clock().freeze();
        kms.generateDataKey(r -> r.keyId(key).numberOfBytes(32).encryptionContext(Map.of("tenant", "acme")));
        LabCall call = calls.list().get(0);
        assertThat(call)
                .isEqualTo(new LabCall(
                        calls.mark(),
                        lab.clock().instant(),
                        "kms",
                        "GenerateDataKey",
                        List.of(key),
                        List.of(Map.of("tenant", "acme")),
                        List.of(),
                        List.of(),
                        lab.credentials().resolveCredentials().accessKeyId(),
                        "arn:aws:iam::" + lab.accountId() + ":root",
                        call.decisions(),
                        200,
                        new LabOutcome.Succeeded()));
        assertThat(call.decisions())
                .extracting(LabDecision::action, LabDecision::resource)
                .containsExactly(tuple("kms:GenerateDataKey", key));
        assertThat(call.decisions()).allMatch(decision -> decision.decision().isAllowed());
        assertThat(call.action()).isEqualTo("kms:GenerateDataKey");
        assertThat(call.isSucceeded()).isTrue();
        lab.clock().resume();
    }

    @Test
    void list_refusedCall_saysWhy() {
        assertThatThrownBy(() -> kms.describeKey(r -> r.keyId("alias/none"))).isInstanceOf(NotFoundException.class);
        LabCall call = calls.list().get(0);
        assertThat(call.outcome()).isEqualTo(new LabOutcome.Failed("NotFoundException"));
        assertThat(call.status()).isEqualTo(400);
        assertThat(call.keyArns()).isEmpty();
    }

    @Test
    void list_reEncrypt_hasSourceThenDestination() {
        String destination = lab.createKey();
        SdkBytes blob = kms.encrypt(r -> r.keyId(key)
                        .plaintext(SdkBytes.fromUtf8String("x"))
                        .encryptionContext(Map.of("tenant", "acme")))
                .ciphertextBlob();
        kms.reEncrypt(r -> r.ciphertextBlob(blob)
                .sourceEncryptionContext(Map.of("tenant", "acme"))
                .destinationKeyId(destination)
                .destinationEncryptionContext(Map.of("tenant", "globex")));
        LabCall call = calls.of("kms:ReEncrypt").list().get(0);
        assertThat(call.keyArns()).containsExactly(key, destination);
        assertThat(call.encryptionContexts()).containsExactly(Map.of("tenant", "acme"), Map.of("tenant", "globex"));
        assertThat(call.isOf(ACME)).isTrue();
        assertThat(call.isOf(TenantId.of("globex"))).isTrue();
        assertThat(call.isOf(TenantId.of("glob"))).isFalse();
    }

    @Test
    void list_decryptWithoutKeyId_hasTheKeyOfTheCiphertext() {
        SdkBytes blob = kms.generateDataKeyWithoutPlaintext(r -> r.keyId(key).numberOfBytes(32))
                .ciphertextBlob();
        kms.decrypt(r -> r.ciphertextBlob(blob));
        assertThat(calls.of("kms:Decrypt").list().get(0).keyArns()).containsExactly(key);
    }

    @Test
    void forTenant_anyOfTheThreePairs_counts() {
        for (String name : List.of("branch-key-id", "tenant", "aws-crypto-ec:tenant", "other")) {
            kms.generateDataKey(r -> r.keyId(key).numberOfBytes(32).encryptionContext(Map.of(name, "acme")));
        }
        assertThat(calls.count()).isEqualTo(4);
        assertThat(calls.forTenant(ACME).count()).isEqualTo(3);
        assertThat(calls.forTenant(TenantId.of("Acme")).count()).isZero();
    }

    @Test
    void filters_combineAndStayLive() {
        long mark = calls.mark();
        LabCalls view = calls.of("kms:Generate*").forKey(key).since(mark).matching(LabCall::isSucceeded);
        assertThat(view.count()).isZero();
        kms.generateDataKey(r -> r.keyId(key).numberOfBytes(32));
        kms.generateRandom(r -> r.numberOfBytes(32));
        kms.describeKey(r -> r.keyId(key));
        assertThat(view.count()).isEqualTo(1);
        assertThat(calls.since(calls.mark()).count()).isZero();
        assertThat(calls.of("kms:*").count()).isEqualTo(3);
        assertThat(calls.of("*").count()).isEqualTo(3);
        assertThat(calls.forTable("any").count()).isZero();
        assertThatThrownBy(() -> calls.of("DescribeKey")).isInstanceOf(IllegalArgumentException.class);
        view.clear();
        assertThat(calls.list()).extracting(LabCall::operation).containsExactly("GenerateRandom", "DescribeKey");
    }

    @Test
    void inFlight_whileHeld_showsTheCall() throws Exception {
        try (LabFault hold = lab.faults().on("kms:DescribeKey").hold()) {
            var answer = lab.kmsAsync().describeKey(r -> r.keyId(key));
            hold.await(1);
            LabCall waiting = calls.inFlight().list().get(0);
            assertThat(waiting.isInFlight()).isTrue();
            assertThat(waiting.status()).isZero();
            hold.release();
            answer.get(60, TimeUnit.SECONDS);
            assertThat(calls.inFlight().count()).isZero();
            LabCall ended = calls.list().get(0);
            assertThat(ended)
                    .isEqualTo(waiting.decided("arn:aws:iam::" + lab.accountId() + ":root", ended.decisions())
                            .ended(200, new LabOutcome.Succeeded()));
        }
    }

    @Test
    void clear_callInFlight_goesOnUnrecorded() throws Exception {
        try (LabFault hold = lab.faults().on("kms:DescribeKey").hold()) {
            var answer = lab.kmsAsync().describeKey(r -> r.keyId(key));
            hold.await(1);
            calls.clear();
            hold.release();
            answer.get(60, TimeUnit.SECONDS);
            assertThat(calls.count()).isZero();
        }
    }

    @Test
    void await_notEnough_failsWithWords() {
        assertThatThrownBy(() -> calls.await(1, Duration.ofMillis(20)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("0 of the 1 expected calls");
    }

    @Test
    void record_holdsNoSecrets() {
        String secret = "the plaintext of acme";
        SdkBytes blob = kms.encrypt(r -> r.keyId(key).plaintext(SdkBytes.fromUtf8String(secret)))
                .ciphertextBlob();
        SdkBytes opened = kms.decrypt(r -> r.ciphertextBlob(blob)).plaintext();
        assertThat(opened.asUtf8String()).isEqualTo(secret);
        String shown = calls.toString();
        assertThat(shown)
                .doesNotContain(secret)
                .doesNotContain("dGhlIHBsYWludGV4dA") // the same in Base64
                .doesNotContain(lab.credentials().resolveCredentials().secretAccessKey())
                .doesNotContain("Signature");
    }

    @Test
    void count_manyThreads_isExactAndOrdered() throws Exception {
        int threads = 16;
        int each = 50;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        CountDownLatch start = new CountDownLatch(1);
        List<Future<Boolean>> seenOwn = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            TenantId tenant = TenantId.of("tenant-" + t);
            seenOwn.add(pool.submit(() -> {
                start.await();
                for (int i = 1; i <= each; i++) {
                    kms.generateDataKey(
                            r -> r.keyId(key).numberOfBytes(32).encryptionContext(Map.of("tenant", tenant.value())));
                    if (calls.forTenant(tenant).matching(LabCall::isSucceeded).count() != i) {
                        return false;
                    }
                }
                return true;
            }));
        }
        start.countDown();
        for (Future<Boolean> own : seenOwn) {
            assertThat(own.get(60, TimeUnit.SECONDS))
                    .as("a client with its answer finds its call ended")
                    .isTrue();
        }
        pool.shutdown();
        List<Long> sequences = calls.list().stream().map(LabCall::sequence).toList();
        Set<Long> distinct = new HashSet<>(sequences);
        assertThat(distinct).hasSize(threads * each);
        assertThat(sequences).isSorted();
    }
}
