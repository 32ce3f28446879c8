package dev.partywall.keyring.internal.engine.sdk;

import com.amazonaws.encryptionsdk.AwsCrypto;
import com.amazonaws.encryptionsdk.CommitmentPolicy;
import com.amazonaws.encryptionsdk.CryptoAlgorithm;
import com.amazonaws.encryptionsdk.CryptoInputStream;
import com.amazonaws.encryptionsdk.CryptoResult;
import dev.partywall.core.ErrorCode;
import dev.partywall.keyring.KeyUnavailableException;
import dev.partywall.keyring.internal.cache.BranchKey;
import dev.partywall.keyring.internal.cache.Lease;
import dev.partywall.keyring.internal.engine.MessageEngine;
import dev.partywall.keyring.internal.engine.SealingStream;
import dev.partywall.keyring.internal.message.MessageBody;
import dev.partywall.keyring.internal.message.MessageHeader;
import dev.partywall.keyring.internal.message.MessageRefused;
import dev.partywall.keyring.internal.message.RecordContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import software.amazon.cryptography.keystore.KeyStore;
import software.amazon.cryptography.materialproviders.ICryptographicMaterialsManager;
import software.amazon.cryptography.materialproviders.MaterialProviders;
import software.amazon.cryptography.materialproviders.model.CacheType;
import software.amazon.cryptography.materialproviders.model.CreateAwsKmsHierarchicalKeyringInput;
import software.amazon.cryptography.materialproviders.model.CreateDefaultCryptographicMaterialsManagerInput;
import software.amazon.cryptography.materialproviders.model.CreateRequiredEncryptionContextCMMInput;
import software.amazon.cryptography.materialproviders.model.MaterialProvidersConfig;

/**
 * Seals and opens with the AWS Encryption SDK and the hierarchical keyring of the material providers. Whatever they find
 * wrong with a message is one refusal.
 *
 * <p>Each branch key has a keyring of its own, which knows that key and no other.
 */
public final class EncryptionSdkEngine implements MessageEngine {

    /** The keyring measures it from each use on; any length would do. */
    static final long KEYRING_TTL_SECONDS = 3600;

    private final AwsCrypto crypto;
    private final MaterialProviders providers = MaterialProviders.builder()
            .MaterialProvidersConfig(MaterialProvidersConfig.builder().build())
            .build();
    private final KeyStore noKeyStore;

    /** For the branch keys of the key store with this logical name. */
    public EncryptionSdkEngine(String logicalKeyStoreName, int frameLength) {
        this.crypto = AwsCrypto.builder()
                .withEncryptionAlgorithm(CryptoAlgorithm.ALG_AES_256_GCM_HKDF_SHA512_COMMIT_KEY)
                .withCommitmentPolicy(CommitmentPolicy.RequireEncryptRequireDecrypt)
                .withMaxEncryptedDataKeys(MessageHeader.MAX_ENCRYPTED_DATA_KEYS)
                .withEncryptionFrameSize(frameLength)
                .build();
        this.noKeyStore = NoKeyStore.create(logicalKeyStoreName);
    }

    /** Of an array that fills its last frame, the SDK writes an empty final frame behind that. */
    @Override
    public long maximumBodyLength(long plaintextLength) {
        int frameLength = crypto.getEncryptionFrameSize();
        long frames = plaintextLength / frameLength;
        return new MessageBody.Cut(frames, plaintextLength - frames * frameLength).bodyLength(frameLength);
    }

    @Override
    public byte[] encrypt(BranchKey key, byte[] plaintext, RecordContext context) {
        try {
            return crypto.encryptData(materialsManager(key), plaintext, context.all())
                    .getResult();
        } catch (RuntimeException bug) {
            throw couldNotSeal(key, bug);
        }
    }

    private static KeyUnavailableException couldNotSeal(BranchKey key, RuntimeException bug) {
        return new KeyUnavailableException(
                ErrorCode.BUG, key.tenant(), false, "the AWS Encryption SDK could not seal the record", bug);
    }

    @Override
    public byte[] decrypt(BranchKey key, byte[] message, Claims claims, RecordContext context) throws MessageRefused {
        CryptoResult<byte[], ?> result;
        try {
            result = crypto.decryptData(materialsManager(key), message, context.all());
        } catch (RuntimeException refused) {
            throw new MessageRefused(ErrorCode.MESSAGE_NOT_AUTHENTIC);
        }
        requireContext(result.getEncryptionContext(), context);
        return result.getResult();
    }

    @Override
    public SealingStream encryptingStream(BranchKey key, OutputStream message, RecordContext context)
            throws IOException {
        try {
            OutputStream sealing = crypto.createEncryptingStream(materialsManager(key), message, context.all());
            // The SDK writes the header at the first write, so without one an empty plaintext would get none.
            sealing.write(new byte[0]);
            return new EncryptionSdkStream(sealing);
        } catch (RuntimeException bug) {
            throw couldNotSeal(key, bug);
        }
    }

    /** The SDK asks for the data key at each reading, so the lease lasts as long as the opening. */
    @Override
    public Opening open(Lease lease, Claims claims, RecordContext context) {
        return new Opening() {
            @Override
            public void writeTo(InputStream message, OutputStream plaintext) throws IOException, MessageRefused {
                decrypt(lease.key(), message, plaintext, context);
            }

            @Override
            public void close() {
                lease.close();
            }
        };
    }

    private void decrypt(BranchKey key, InputStream message, OutputStream plaintext, RecordContext context)
            throws IOException, MessageRefused {
        CryptoInputStream<?> verified = decryptingStream(key, message, context);
        byte[] buffer = new byte[8192];
        for (int read = read(verified, buffer); read >= 0; read = read(verified, buffer)) {
            plaintext.write(buffer, 0, read);
        }
        Arrays.fill(buffer, (byte) 0);
        requireContext(verified.getCryptoResult().getEncryptionContext(), context);
    }

    private CryptoInputStream<?> decryptingStream(BranchKey key, InputStream message, RecordContext context)
            throws MessageRefused {
        try {
            return crypto.createUnsignedMessageDecryptingStream(materialsManager(key), message, context.all());
        } catch (RuntimeException refused) {
            throw new MessageRefused(ErrorCode.MESSAGE_NOT_AUTHENTIC);
        }
    }

    private static int read(InputStream verified, byte[] buffer) throws IOException, MessageRefused {
        try {
            return verified.read(buffer);
        } catch (RuntimeException refused) {
            throw new MessageRefused(ErrorCode.MESSAGE_NOT_AUTHENTIC);
        }
    }

    /** The header was checked before; this is the same check on what was authenticated. */
    private static void requireContext(Map<String, String> authenticated, RecordContext context) throws MessageRefused {
        if (!authenticated.entrySet().containsAll(context.all().entrySet())) {
            throw new MessageRefused(ErrorCode.MESSAGE_NOT_AUTHENTIC);
        }
    }

    private ICryptographicMaterialsManager materialsManager(BranchKey key) {
        return key.prepared(this::createMaterialsManager);
    }

    private ICryptographicMaterialsManager createMaterialsManager(BranchKey key) {
        var keyring = providers.CreateAwsKmsHierarchicalKeyring(CreateAwsKmsHierarchicalKeyringInput.builder()
                .branchKeyId(key.tenant().value())
                .keyStore(noKeyStore)
                .ttlSeconds(KEYRING_TTL_SECONDS)
                .cache(CacheType.builder().Shared(new SingleBranchKeyCache(key)).build())
                .build());
        return providers.CreateRequiredEncryptionContextCMM(CreateRequiredEncryptionContextCMMInput.builder()
                .underlyingCMM(providers.CreateDefaultCryptographicMaterialsManager(
                        CreateDefaultCryptographicMaterialsManagerInput.builder()
                                .keyring(keyring)
                                .build()))
                .requiredEncryptionContextKeys(List.of(RecordContext.RECORD))
                .build());
    }
}
