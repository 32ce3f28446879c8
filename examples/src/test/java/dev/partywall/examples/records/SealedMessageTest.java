package dev.partywall.examples.records;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.keyring.BranchKeyVersion;
import dev.partywall.keyring.RecordId;
import dev.partywall.keyring.TenantKeyring;
import dev.partywall.testing.AwsLab;
import org.junit.jupiter.api.Test;

final class SealedMessageTest {

    private static final TenantId TENANT = TenantId.of("tenant");
    private static final RecordId RECORD = RecordId.of("record");

    @Test
    void parse_message_canBePutTogetherAgainAndOpens() {
        try (AwsLab lab = AwsLab.start();
                TenantKeyring keyring = TenantKeyring.builder()
                        .keyStore("keys", lab.dynamoDb())
                        .rootKey(lab.createKey(), lab.kms())
                        .build()) {
            keyring.branchKeys().createKeyStore();
            BranchKeyVersion version = keyring.branchKeys().create(TENANT);
            TenantContext.run(TENANT, () -> {
                var encryptor = keyring.encryptor("test");
                byte[] message = encryptor.encryptString("text", RECORD);

                SealedMessage parsed = SealedMessage.parse(message);
                SealedMessage thereAndBack = parsed.namedFor(TenantId.of("a-longer-name"))
                        .namedFor(TENANT)
                        .versioned(version.id())
                        .withBodyOf(parsed);

                assertThat(parsed.branchKeyVersion()).isEqualTo(version.id());
                assertThat(thereAndBack.bytes()).isEqualTo(message);
                assertThat(encryptor.decryptString(thereAndBack.bytes(), RECORD))
                        .isEqualTo("text");
            });
        }
    }
}
