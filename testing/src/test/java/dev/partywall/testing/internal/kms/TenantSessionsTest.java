package dev.partywall.testing.internal.kms;

import static dev.partywall.testing.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.testing.AwsLab;
import dev.partywall.testing.AwsLabExtension;
import dev.partywall.testing.LabCall;
import dev.partywall.testing.LabOutcome;
import dev.partywall.testing.LabRole;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;

/** The whole way: sessions from STS, signed requests, policies in IAM, keys in KMS. */
final class TenantSessionsTest {

    @RegisterExtension
    static final AwsLabExtension AWS = AwsLabExtension.withoutDynamoDb();

    private static final SdkBytes SECRET = SdkBytes.fromUtf8String("secret");

    private final AwsLab lab;
    private final String key;

    TenantSessionsTest(AwsLab lab) {
        this.lab = lab;
        this.key = lab.createKey();
    }

    private KmsClient session(LabRole role, String tenant) {
        return KmsClient.builder()
                .endpointOverride(lab.endpoint())
                .region(lab.region())
                .credentialsProvider(
                        role.session(tenant).tag("TenantId", tenant).start().credentials())
                .build();
    }

    @Test
    void taggedSessions_openTheirOwnCiphertextsOnly() {
        LabRole role = lab.role("kms-tenants")
                .policy("tenant-data", """
                        {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
                        "Action":["kms:GenerateDataKey","kms:Decrypt"],"Resource":"%s","Condition":{
                          "StringEquals":{"kms:EncryptionContext:tenant":"${aws:PrincipalTag/TenantId}"},
                          "ForAllValues:StringEquals":{"kms:EncryptionContextKeys":["tenant"]}}}]}""".formatted(key))
                .create();
        try (KmsClient acme = session(role, "acme");
                KmsClient globex = session(role, "globex")) {
            Map<String, String> context = Map.of("tenant", "acme");
            SdkBytes sealed = lab.kms()
                    .encrypt(r -> r.keyId(key).plaintext(SECRET).encryptionContext(context))
                    .ciphertextBlob();
            assertThat(acme.decrypt(r -> r.ciphertextBlob(sealed).encryptionContext(context))
                            .plaintext())
                    .isEqualTo(SECRET);
            assertRefused(
                    "AccessDeniedException",
                    () -> globex.decrypt(r -> r.ciphertextBlob(sealed).encryptionContext(context)));
            List<LabCall> calls = lab.calls().of("kms:Decrypt").list();
            assertThat(calls.get(calls.size() - 1).outcome()).isInstanceOf(LabOutcome.Denied.class);
        }
    }
}
