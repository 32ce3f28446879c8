package dev.partywall.keyring.internal.engine.sdk;

import dev.partywall.keyring.internal.cache.BranchKey;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import software.amazon.cryptography.keystore.model.BranchKeyMaterials;
import software.amazon.cryptography.materialproviders.ICryptographicMaterialsCache;
import software.amazon.cryptography.materialproviders.model.DeleteCacheEntryInput;
import software.amazon.cryptography.materialproviders.model.GetCacheEntryInput;
import software.amazon.cryptography.materialproviders.model.GetCacheEntryOutput;
import software.amazon.cryptography.materialproviders.model.Materials;
import software.amazon.cryptography.materialproviders.model.PutCacheEntryInput;
import software.amazon.cryptography.materialproviders.model.UpdateUsageMetadataInput;

/**
 * Hands one branch key to one hierarchical keyring, whatever it asks for.
 *
 * <p>Which key is right was decided before, by tenant, session and version; that it is right is verified after, by the
 * authenticated encryption of the data key. So the keyring never finds its cache empty and never calls its key store.
 */
final class SingleBranchKeyCache implements ICryptographicMaterialsCache {

    private final BranchKey key;

    SingleBranchKeyCache(BranchKey key) {
        this.key = key;
    }

    @Override
    public GetCacheEntryOutput GetCacheEntry(GetCacheEntryInput input) {
        // The keyring's own time to live starts at each use: expiry is the branch key cache's matter.
        long now = Instant.now().getEpochSecond();
        return GetCacheEntryOutput.builder()
                .materials(Materials.builder()
                        .BranchKey(BranchKeyMaterials.builder()
                                .branchKeyIdentifier(key.tenant().value())
                                .branchKeyVersion(key.version())
                                .encryptionContext(Map.of())
                                .branchKey(ByteBuffer.wrap(key.secretBytes()))
                                .build())
                        .build())
                .creationTime(now)
                .expiryTime(now + EncryptionSdkEngine.KEYRING_TTL_SECONDS)
                .messagesUsed(0)
                .bytesUsed(0)
                .build();
    }

    @Override
    public void PutCacheEntry(PutCacheEntryInput input) {
        throw new IllegalStateException("the keyring loaded a branch key by itself");
    }

    @Override
    public void UpdateUsageMetadata(UpdateUsageMetadataInput input) {
        throw new IllegalStateException("branch keys have no usage limits");
    }

    @Override
    public void DeleteCacheEntry(DeleteCacheEntryInput input) {
        throw new IllegalStateException("the keyring does not decide when a branch key goes");
    }
}
