package dev.partywall.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs each benchmark method once: what is compared must do the same work. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SealingStateTest {

    private final SealingState state = new SealingState();
    private final EncryptBenchmark encrypt = new EncryptBenchmark();
    private final DecryptBenchmark decrypt = new DecryptBenchmark();

    @AfterAll
    void close() {
        state.close();
    }

    private void warmUp(int size) {
        state.size = size;
        state.warmUp();
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 1024, 16384, 1048576})
    void decrypt_eachMethod_opensTheRecord(int size) {
        warmUp(size);

        assertThat(decrypt.partywall(state)).hasSize(size).isEqualTo(state.plaintext);
        assertThat(decrypt.encryptionSdk(state)).isEqualTo(state.plaintext);
        assertThat(decrypt.rawAesGcm(state)).isEqualTo(state.plaintext);
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 1024, 16384, 1048576})
    void encrypt_partywallAndEncryptionSdk_openEachOthersMessages(int size) {
        warmUp(size);

        byte[] ours = encrypt.partywall(state);
        byte[] theirs = encrypt.encryptionSdk(state);

        assertThat(state.encryptionSdk.decrypt(ours, SealingState.RECORD)).isEqualTo(state.plaintext);
        assertThat(state.partywall.decrypt(theirs, SealingState.RECORD)).isEqualTo(state.plaintext);
        assertThat(ours).hasSameSizeAs(theirs);
    }

    @Test
    void encrypt_rawAesGcm_makesANewMessageOfTheSameRecordEachTime() {
        warmUp(128);

        byte[] message = encrypt.rawAesGcm(state);

        assertThat(message).hasSize(12 + 128 + 16).isNotEqualTo(encrypt.rawAesGcm(state));
        assertThat(state.rawAesGcm.decrypt(message, SealingState.RECORD)).isEqualTo(state.plaintext);
    }

    @Test
    void decrypt_underAnotherRecordId_isRefusedByAll() {
        warmUp(128);

        assertThatThrownBy(() -> state.partywall.decrypt(state.partywallMessage, "another"))
                .isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> state.encryptionSdk.decrypt(state.encryptionSdkMessage, "another"))
                .isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> state.rawAesGcm.decrypt(state.rawAesGcmMessage, "another"))
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void benchmarks_afterWarmUp_callNothingInAws() {
        warmUp(128);
        int before = state.lab.awsCalls();

        for (byte[] result : List.of(
                encrypt.partywall(state),
                encrypt.encryptionSdk(state),
                encrypt.rawAesGcm(state),
                decrypt.partywall(state),
                decrypt.encryptionSdk(state),
                decrypt.rawAesGcm(state))) {
            assertThat(result).isNotEmpty();
        }

        assertThat(before).isPositive();
        assertThat(state.lab.awsCalls()).isEqualTo(before);
    }
}
