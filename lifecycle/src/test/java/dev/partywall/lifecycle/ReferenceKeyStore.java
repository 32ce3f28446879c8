package dev.partywall.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.TenantId;
import java.nio.ByteBuffer;
import java.util.List;
import software.amazon.cryptography.keystore.KeyStore;
import software.amazon.cryptography.keystore.model.BranchKeyMaterials;
import software.amazon.cryptography.keystore.model.GetActiveBranchKeyInput;
import software.amazon.cryptography.keystore.model.GetBeaconKeyInput;
import software.amazon.cryptography.keystore.model.GetBranchKeyVersionInput;
import software.amazon.cryptography.keystore.model.KMSConfiguration;
import software.amazon.cryptography.keystore.model.KeyStoreConfig;

/** The material providers' own key store, which takes rows under one root key only. */
final class ReferenceKeyStore {

    private static final String VERSION = "branch:version:";

    private final KeyStore keyStore;
    private final LifecycleLab lab;

    private ReferenceKeyStore(KeyStore keyStore, LifecycleLab lab) {
        this.keyStore = keyStore;
        this.lab = lab;
    }

    static ReferenceKeyStore under(String rootKeyArn, LifecycleLab lab) {
        return new ReferenceKeyStore(
                KeyStore.builder()
                        .KeyStoreConfig(KeyStoreConfig.builder()
                                .ddbTableName(LifecycleLab.TABLE)
                                .logicalKeyStoreName(LifecycleLab.TABLE)
                                .ddbClient(lab.aws().dynamoDb())
                                .kmsClient(lab.aws().kms())
                                .kmsConfiguration(KMSConfiguration.builder()
                                        .kmsKeyArn(rootKeyArn)
                                        .build())
                                .build())
                        .build(),
                lab);
    }

    /** That it reads the active version, the beacon and each version, all of them different keys; the active is one of them. */
    void assertReads(TenantId tenant, int versions) {
        BranchKeyMaterials active = keyStore.GetActiveBranchKey(GetActiveBranchKeyInput.builder()
                        .branchKeyIdentifier(tenant.value())
                        .build())
                .branchKeyMaterials();
        List<String> ids = lab.keyRows(tenant).keySet().stream()
                .filter(type -> type.startsWith(VERSION))
                .map(type -> type.substring(VERSION.length()))
                .toList();
        List<ByteBuffer> keys = ids.stream().map(id -> version(tenant, id)).toList();
        ByteBuffer beacon = keyStore.GetBeaconKey(GetBeaconKeyInput.builder()
                        .branchKeyIdentifier(tenant.value())
                        .build())
                .beaconKeyMaterials()
                .beaconKey();

        assertThat(keys).hasSize(versions).doesNotHaveDuplicates().doesNotContain(beacon);
        assertThat(beacon.remaining()).isEqualTo(32);
        assertThat(ids).contains(active.branchKeyVersion().toString());
        assertThat(keys.get(ids.indexOf(active.branchKeyVersion().toString()))).isEqualTo(active.branchKey());
    }

    private ByteBuffer version(TenantId tenant, String id) {
        return keyStore.GetBranchKeyVersion(GetBranchKeyVersionInput.builder()
                        .branchKeyIdentifier(tenant.value())
                        .branchKeyVersion(id)
                        .build())
                .branchKeyMaterials()
                .branchKey();
    }
}
