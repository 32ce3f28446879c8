package dev.partywall.keyring;

import static dev.partywall.keyring.SealingEngine.ENCRYPTION_SDK;
import static dev.partywall.keyring.SealingEngine.JCA;

import org.junit.jupiter.api.Nested;

/** Each engine reads what each engine writes: with the frames of the default, and with short ones, of which there are many. */
final class MessageEngineTest {

    @Nested
    final class JcaToJca extends MessageEngineContract {
        JcaToJca() {
            super(JCA, JCA, 4096);
        }
    }

    @Nested
    final class JcaToEncryptionSdk extends MessageEngineContract {
        JcaToEncryptionSdk() {
            super(JCA, ENCRYPTION_SDK, 4096);
        }
    }

    @Nested
    final class EncryptionSdkToJca extends MessageEngineContract {
        EncryptionSdkToJca() {
            super(ENCRYPTION_SDK, JCA, 4096);
        }
    }

    @Nested
    final class EncryptionSdkToEncryptionSdk extends MessageEngineContract {
        EncryptionSdkToEncryptionSdk() {
            super(ENCRYPTION_SDK, ENCRYPTION_SDK, 4096);
        }
    }

    @Nested
    final class JcaToEncryptionSdkInShortFrames extends MessageEngineContract {
        JcaToEncryptionSdkInShortFrames() {
            super(JCA, ENCRYPTION_SDK, 128);
        }
    }

    @Nested
    final class EncryptionSdkToJcaInShortFrames extends MessageEngineContract {
        EncryptionSdkToJcaInShortFrames() {
            super(ENCRYPTION_SDK, JCA, 128);
        }
    }
}
