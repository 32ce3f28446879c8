package dev.partywall.keyring.internal.store;

import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyWithoutPlaintextRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyWithoutPlaintextResponse;
import software.amazon.awssdk.services.kms.model.ReEncryptRequest;
import software.amazon.awssdk.services.kms.model.ReEncryptResponse;

/**
 * The KMS that the material providers' key store sees: the three operations that it needs, their failures carried
 * unchanged. Every other operation is refused by the interface's default methods.
 */
final class StoreKms implements KmsClient {

    private final KmsClient client;

    StoreKms(KmsClient client) {
        this.client = client;
    }

    @Override
    public DecryptResponse decrypt(DecryptRequest request) {
        return AwsCallFailed.carrying(() -> client.decrypt(request));
    }

    @Override
    public ReEncryptResponse reEncrypt(ReEncryptRequest request) {
        return AwsCallFailed.carrying(() -> client.reEncrypt(request));
    }

    @Override
    public GenerateDataKeyWithoutPlaintextResponse generateDataKeyWithoutPlaintext(
            GenerateDataKeyWithoutPlaintextRequest request) {
        return AwsCallFailed.carrying(() -> client.generateDataKeyWithoutPlaintext(request));
    }

    @Override
    public String serviceName() {
        return client.serviceName();
    }

    /** Nothing: the client is the caller's. */
    @Override
    public void close() {}
}
