package dev.partywall.lifecycle.internal.aws;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantId;
import dev.partywall.lifecycle.LifecycleException;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.EncryptionAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.KeyUsageType;

/**
 * Whether a KMS key that a tenant brings can be its root key: it is described, and then used as the key store will use it, for
 * a key that nobody needs. What the tenants' own sessions may do with it, the operator cannot try.
 *
 * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html">Allowing
 *     users in other accounts to use a KMS key</a>
 */
public final class OwnedKeyCheck {

    private final KmsClient kms;

    /** Asks with this client. */
    public OwnedKeyCheck(KmsClient kms) {
        this.kms = kms;
    }

    /** Throws {@link LifecycleException} unless the key can be used. */
    public void require(TenantId tenant, String keyArn) {
        KeyMetadata key = asked(
                tenant,
                keyArn,
                "kms:DescribeKey",
                () -> kms.describeKey(request -> request.keyId(keyArn)).keyMetadata());
        if (!keyArn.equals(key.arn())) {
            throw refused(tenant, keyArn, "KMS answers for another key, " + key.arn(), null);
        }
        if (key.keyState() != KeyState.ENABLED) {
            throw refused(tenant, keyArn, "its state is " + key.keyStateAsString() + "; let its owner enable it", null);
        }
        if (key.keyUsage() != KeyUsageType.ENCRYPT_DECRYPT
                || !key.encryptionAlgorithms().contains(EncryptionAlgorithmSpec.SYMMETRIC_DEFAULT)) {
            throw refused(tenant, keyArn, "it is no symmetric key for encryption; let its owner make one", null);
        }
        use(tenant, keyArn);
    }

    private void use(TenantId tenant, String keyArn) {
        Map<String, String> context = Map.of("partywall", "check", "branch-key-id", tenant.value());
        SdkBytes wrapped = asked(
                tenant,
                keyArn,
                "kms:GenerateDataKeyWithoutPlaintext",
                () -> kms.generateDataKeyWithoutPlaintext(request ->
                                request.keyId(keyArn).numberOfBytes(32).encryptionContext(context))
                        .ciphertextBlob());
        asked(
                tenant,
                keyArn,
                "kms:ReEncryptFrom and kms:ReEncryptTo",
                () -> kms.reEncrypt(request -> request.ciphertextBlob(wrapped)
                        .sourceKeyId(keyArn)
                        .sourceEncryptionContext(context)
                        .destinationKeyId(keyArn)
                        .destinationEncryptionContext(context)));
    }

    private static <T> T asked(TenantId tenant, String keyArn, String action, Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException failure) {
            if (!AwsCall.isAnswer(failure) || AwsCall.isOfCredentials(failure)) {
                throw AwsCall.failed(tenant, action, failure);
            }
            throw refused(
                    tenant,
                    keyArn,
                    "AWS refused " + action
                            + "; let its owner allow that to this account in the key policy, and the operator's role by IAM",
                    failure);
        }
    }

    private static LifecycleException refused(
            TenantId tenant, String keyArn, String problem, @Nullable Throwable cause) {
        return new LifecycleException(
                ErrorCode.ROOT_KEY_REFUSED,
                tenant,
                false,
                "KMS key " + keyArn + " cannot be its root key: " + problem,
                cause);
    }
}
