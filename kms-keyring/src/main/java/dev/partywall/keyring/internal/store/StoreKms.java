package dev.partywall.keyring.internal.store;

import dev.partywall.core.InvalidTenantException;
import dev.partywall.core.TenantId;
import dev.partywall.keyring.TenantKeyDirectory;
import dev.partywall.keyring.TenantKeyRules;
import java.util.Map;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyWithoutPlaintextRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyWithoutPlaintextResponse;
import software.amazon.awssdk.services.kms.model.ReEncryptRequest;
import software.amazon.awssdk.services.kms.model.ReEncryptResponse;

/**
 * The KMS that the material providers' key store sees: the three operations that it needs, for the tenant's own root keys
 * only, their failures carried unchanged. Every other operation is refused by the interface's default methods.
 *
 * <p>The key store takes the KMS key from the row. Here it is compared with what the directory says of the tenant, before
 * anything is sent: a row with another KMS key is one that its writer knows the branch key of.
 */
final class StoreKms implements KmsClient {

    private final KmsClient client;
    private final TenantKeyDirectory keys;

    StoreKms(KmsClient client, TenantKeyDirectory keys) {
        this.client = client;
        this.keys = keys;
    }

    @Override
    public DecryptResponse decrypt(DecryptRequest request) {
        requireKeyOfTenant(request.encryptionContext(), request.keyId());
        return AwsCallFailed.carrying(() -> client.decrypt(request));
    }

    @Override
    public ReEncryptResponse reEncrypt(ReEncryptRequest request) {
        requireKeyOfTenant(request.sourceEncryptionContext(), request.sourceKeyId());
        requireKeyOfTenant(request.destinationEncryptionContext(), request.destinationKeyId());
        return AwsCallFailed.carrying(() -> client.reEncrypt(request));
    }

    @Override
    public GenerateDataKeyWithoutPlaintextResponse generateDataKeyWithoutPlaintext(
            GenerateDataKeyWithoutPlaintextRequest request) {
        requireKeyOfTenant(request.encryptionContext(), request.keyId());
        return AwsCallFailed.carrying(() -> client.generateDataKeyWithoutPlaintext(request));
    }

    private void requireKeyOfTenant(Map<String, String> encryptionContext, String keyArn) {
        TenantKeyRules rules = keys.rulesOf(tenantOf(encryptionContext));
        if (!rules.allows(keyArn) || !keyArn.equals(encryptionContext.get(KeyStoreRow.ROOT_KEY))) {
            throw new RootKeyRefused();
        }
    }

    private static TenantId tenantOf(Map<String, String> encryptionContext) {
        try {
            return TenantId.of(encryptionContext.getOrDefault(KeyStoreRow.PARTITION_KEY, ""));
        } catch (InvalidTenantException notTenant) {
            throw new RowMalformed(notTenant);
        }
    }

    @Override
    public String serviceName() {
        return client.serviceName();
    }

    /** Nothing: the client is the caller's. */
    @Override
    public void close() {}
}
