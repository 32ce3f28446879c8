package dev.partywall.examples;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.keyring.DecryptionRefusedException;
import dev.partywall.keyring.RecordId;
import dev.partywall.keyring.TenantKeyring;
import dev.partywall.testing.AwsLab;
import dev.partywall.testing.AwsLabExtension;
import dev.partywall.testing.TenantLeakExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kms.KmsClient;

@ExtendWith({AwsLabExtension.class, TenantLeakExtension.class})
final class InvoiceIsolationTest {

    @Test
    void open_recordOfAnotherTenant_isRefused(AwsLab lab, KmsClient kms, DynamoDbClient dynamoDb) {
        try (var keyring = TenantKeyring.builder()
                .keyStore("tenant-keys", dynamoDb)
                .rootKey(lab.createKey(), kms)
                .build()) {
            keyring.branchKeys().createKeyStore();
            keyring.branchKeys().create(TenantId.of("acme"));
            var invoices = keyring.encryptor("invoices");
            var record = RecordId.of("invoice-1");
            byte[] sealed = TenantContext.call(TenantId.of("acme"), () -> invoices.encryptString("EUR 1,200", record));

            assertThatThrownBy(() ->
                            TenantContext.run(TenantId.of("globex"), () -> invoices.decryptString(sealed, record)))
                    .isInstanceOf(DecryptionRefusedException.class);
        }
    }
}
