package dev.partywall.keyring;

import static dev.partywall.keyring.KeyringLab.TABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantId;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** An attacker with write access to the key store's table: no row of one tenant serves another. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class KeyStoreTamperTest {

    private final KeyringLab lab = KeyringLab.start();

    @AfterAll
    void close() {
        lab.close();
    }

    @Test
    void decrypt_activeRowReplacedByAnotherTenants_isRefused() {
        TenantId victim = lab.createTenant("victim-1");
        TenantId attacker = lab.createTenant("attacker-1");
        byte[] message = lab.seal(attacker);
        copyRow(victim, attacker, "branch:ACTIVE");
        lab.keyring().evict(attacker);

        assertRefused(attacker, message);
        assertThatThrownBy(() -> lab.seal(attacker))
                .isInstanceOfSatisfying(
                        KeyUnavailableException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.KEY_STORE_TAMPERED));
    }

    @Test
    void decrypt_versionRowReplacedByAnotherTenants_isRefused() {
        TenantId victim = lab.createTenant("victim-2");
        TenantId attacker = lab.createTenant("attacker-2");
        byte[] victims = lab.seal(victim);
        String victimsVersion = "branch:version:"
                + lab.keyring().branchKeys().describe(victim).orElseThrow().active();
        copyRow(victim, attacker, victimsVersion);
        byte[] renamed = Messages.withContext(victims, Map.of("tenant", "attacker-2", "purpose", "invoices"));
        byte[] forged = Messages.replaceFirst(
                Messages.withContext(lab.seal(attacker), Map.of("tenant", "attacker-2", "purpose", "invoices")),
                "attacker-2",
                "attacker-2");

        assertRefused(attacker, renamed);
        assertThat(lab.open(attacker, forged))
                .as("the same surgery, harmless, does open")
                .isNotEmpty();
    }

    @Test
    void decrypt_rowsFieldsEdited_isRefused() {
        TenantId tenant = lab.createTenant("edited");
        byte[] message = lab.seal(tenant);
        Map<String, AttributeValue> row = row(tenant, "branch:ACTIVE");
        for (String field : new String[] {"create-time", "aws-crypto-ec:tenant", "version", "kms-arn"}) {
            Map<String, AttributeValue> edited = new HashMap<>(row);
            edited.computeIfPresent(field, (name, value) -> AttributeValue.fromS(value.s() + "0"));
            assertThat(edited).isNotEqualTo(row);
            put(edited);
            lab.keyring().evict(tenant);

            assertRefused(tenant, message);
        }
        put(row);
        lab.keyring().evict(tenant);
        assertThat(lab.open(tenant, message)).isNotEmpty();
    }

    private void assertRefused(TenantId tenant, byte[] message) {
        assertThatThrownBy(() -> lab.open(tenant, message)).isInstanceOf(DecryptionRefusedException.class);
    }

    private void copyRow(TenantId from, TenantId to, String type) {
        Map<String, AttributeValue> row = new HashMap<>(row(from, type));
        row.put("branch-key-id", AttributeValue.fromS(to.value()));
        put(row);
    }

    private Map<String, AttributeValue> row(TenantId tenant, String type) {
        return lab.aws()
                .dynamoDb()
                .getItem(request -> request.tableName(TABLE)
                        .key(Map.of(
                                "branch-key-id",
                                AttributeValue.fromS(tenant.value()),
                                "type",
                                AttributeValue.fromS(type))))
                .item();
    }

    private void put(Map<String, AttributeValue> row) {
        lab.aws().dynamoDb().putItem(request -> request.tableName(TABLE).item(row));
    }
}
