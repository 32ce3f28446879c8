package dev.partywall.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.partywall.core.TenantId;
import java.nio.charset.StandardCharsets;
import java.security.Security;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is compared must do the same work. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SealingStateTest {

    private static final Set<Contender> USE_AWS =
            Set.of(Contender.PARTYWALL, Contender.PARTYWALL_REUSE, Contender.PARTYWALL_SDK, Contender.ENCRYPTION_SDK);

    private static final TenantId ACME = TenantId.of("acme");

    /** One lab for each length of frames that the benchmarks use. */
    private final Map<Frames, SealingLab> labs = new EnumMap<>(Frames.class);

    enum Frames {
        DEFAULT(4096),
        LONGER(16384);

        private final int length;

        Frames(int length) {
            this.length = length;
        }
    }

    private Sealing sealing(Frames frames, Contender contender) {
        return labs.computeIfAbsent(frames, missing -> new SealingLab(missing.length))
                .sealing(contender, ACME);
    }

    @AfterAll
    void close() {
        labs.values().forEach(SealingLab::close);
    }

    private static byte[] plaintext(int size) {
        byte[] plaintext = new byte[size];
        new Random(size).nextBytes(plaintext);
        return plaintext;
    }

    @ParameterizedTest
    @EnumSource
    void decrypt_ownMessages_givesTheRecord(Contender contender) {
        for (int size : new int[] {0, 1, 1024, 4096, 4097, 16384, 16385, 100_000}) {
            for (Frames frames : Frames.values()) {
                Sealing sealing = sealing(frames, contender);
                byte[] message = sealing.encrypt(plaintext(size), SealingState.RECORD);

                assertThat(sealing.decrypt(message, SealingState.RECORD))
                        .as("%d bytes, %s", size, frames)
                        .isEqualTo(plaintext(size));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void encrypt_twice_givesDifferentMessages(Contender contender) {
        Sealing sealing = sealing(Frames.DEFAULT, contender);
        byte[] message = sealing.encrypt(plaintext(1024), SealingState.RECORD);

        assertThat(sealing.encrypt(plaintext(1024), SealingState.RECORD))
                .hasSameSizeAs(message)
                .isNotEqualTo(message);
    }

    @ParameterizedTest
    @EnumSource
    void decrypt_underAnotherRecordIdOrChanged_isRefused(Contender contender) {
        Sealing sealing = sealing(Frames.DEFAULT, contender);
        byte[] message = sealing.encrypt(plaintext(1024), SealingState.RECORD);

        assertThatThrownBy(() -> sealing.decrypt(message, "another")).isInstanceOf(RuntimeException.class);
        message[message.length - 1] ^= 1;
        assertThatThrownBy(() -> sealing.decrypt(message, SealingState.RECORD)).isInstanceOf(RuntimeException.class);
    }

    @ParameterizedTest
    @CsvSource({"PARTYWALL, false", "PARTYWALL_REUSE, true", "PARTYWALL_SDK, false", "ENCRYPTION_SDK, false"})
    void encrypt_twice_usesOneDataKeyOnlyWithReuse(Contender contender, boolean reused) {
        Sealing sealing = sealing(Frames.DEFAULT, contender);
        String first = encryptedDataKey(sealing.encrypt(plaintext(1024), SealingState.RECORD));

        assertThat(encryptedDataKey(sealing.encrypt(plaintext(1024), SealingState.RECORD))
                        .equals(first))
                .isEqualTo(reused);
    }

    /** The 92 bytes behind the provider's name, the branch key id and their lengths. */
    private static String encryptedDataKey(byte[] message) {
        String text = new String(message, StandardCharsets.ISO_8859_1);
        String before = "aws-kms-hierarchy\0\4acme\0\\";
        int begin = text.indexOf(before) + before.length();
        assertThat(begin).isGreaterThan(before.length());
        return text.substring(begin, begin + 92);
    }

    @ParameterizedTest
    @CsvSource({"DEFAULT, 128", "DEFAULT, 1024", "LONGER, 16000", "DEFAULT, 100000", "LONGER, 100000"})
    void encrypt_partywallAndEncryptionSdk_openEachOthersMessagesOfTheSameLength(Frames frames, int size) {
        Sealing sdk = sealing(frames, Contender.ENCRYPTION_SDK);
        byte[] theirs = sdk.encrypt(plaintext(size), SealingState.RECORD);

        for (Contender contender :
                new Contender[] {Contender.PARTYWALL, Contender.PARTYWALL_REUSE, Contender.PARTYWALL_SDK}) {
            Sealing partywall = sealing(frames, contender);
            byte[] ours = partywall.encrypt(plaintext(size), SealingState.RECORD);
            assertThat(sdk.decrypt(ours, SealingState.RECORD)).isEqualTo(plaintext(size));
            assertThat(partywall.decrypt(theirs, SealingState.RECORD)).isEqualTo(plaintext(size));
            assertThat(ours.length).as(contender.label()).isEqualTo(theirs.length);
        }
    }

    @ParameterizedTest
    @EnumSource
    void warmUp_severalTenants_callsNothingInAwsLater(Contender contender) {
        SealingState state = new SealingState();
        state.contender = contender;
        state.size = 128;
        state.frameLength = 4096;
        state.tenants = 3;
        state.warmUp();
        int before = state.awsCalls();
        for (int tenant = 0; tenant < 3; tenant++) {
            assertThat(state.encrypt(tenant)).hasSameSizeAs(state.messages[tenant]);
            assertThat(state.decrypt(tenant)).isEqualTo(state.plaintext);
        }

        assertThat(before > 0).isEqualTo(USE_AWS.contains(contender));
        assertThat(state.awsCalls()).isEqualTo(before);
        state.close();
    }

    @Test
    void warmUp_corretto_isFirstUntilTheEnd() {
        assumeTrue(JcaProvider.CORRETTO.missing().isEmpty(), "no Corretto provider for this platform");
        String before = Security.getProviders()[0].getName();
        SealingState state = new SealingState();
        state.provider = JcaProvider.CORRETTO;
        state.size = 1024;
        state.tenants = 1;
        state.frameLength = 4096;
        for (Contender contender : Contender.values()) {
            state.contender = contender;
            state.warmUp();
            try {
                assertThat(Security.getProviders()[0].getName()).isEqualTo("AmazonCorrettoCryptoProvider");
                assertThat(state.decrypt(0)).isEqualTo(state.plaintext);
            } finally {
                state.close();
            }
            assertThat(Security.getProviders()[0].getName()).isEqualTo(before);
        }
    }

    @Test
    void turn_eachThread_goesRoundFromItsOwnPlace() {
        Turn turn = new Turn();
        turn.begin(4, 1, 2);

        assertThat(new int[] {turn.next(), turn.next(), turn.next(), turn.next(), turn.next()})
                .containsExactly(2, 3, 0, 1, 2);
    }
}
