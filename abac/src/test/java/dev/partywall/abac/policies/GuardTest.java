package dev.partywall.abac.policies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.abac.AccessLevel;
import dev.partywall.abac.TenantAccess;
import dev.partywall.abac.TenantPolicies;
import dev.partywall.policy.PolicyDocument;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Guards against requests that lack a key, which the services of the lab never make for the actions that are allowed. */
final class GuardTest {

    private static final String TABLE = World.tableArn("invoices");
    private static final String KEY = "arn:aws:kms:us-east-1:111122223333:key/0d990263-018e-4e65-a703-eff731de951e";

    private static final PolicyDocument POLICY = TenantPolicies.create()
            .identityPolicy(TenantAccess.builder()
                    .table(TABLE, AccessLevel.READ_WRITE)
                    .key(KEY, AccessLevel.READ_WRITE, "tenant")
                    .build())
            .document();

    static Stream<String> itemActions() {
        return Stream.of("GetItem", "Query", "BatchGetItem", "PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem");
    }

    @ParameterizedTest
    @MethodSource("itemActions")
    void item_withoutALeadingKey_isDeniedByTheGuardOnly(String action) {
        PolicyDocument without = Mutants.named(POLICY, "OwnItemsReadWrite without Null dynamodb:LeadingKeys");
        assertThat(new Evaluated(POLICY, "acme").allows("dynamodb:" + action, TABLE))
                .isFalse();
        assertThat(new Evaluated(without, "acme").allows("dynamodb:" + action, TABLE))
                .isTrue();
        assertThat(new Evaluated(POLICY, "acme")
                        .allows("dynamodb:" + action, TABLE, c -> c.withAll("dynamodb:LeadingKeys", List.of("acme"))))
                .isTrue();
    }

    static Stream<String> keyActions() {
        return Stream.of("Decrypt", "Encrypt", "GenerateDataKey", "ReEncryptFrom", "ReEncryptTo");
    }

    /** KMS sends both keys or none; should it ever send the value alone, the guard holds. */
    @ParameterizedTest
    @MethodSource("keyActions")
    void ciphertext_withoutContextKeys_isDeniedByTheGuardOnly(String action) {
        PolicyDocument without =
                Mutants.named(POLICY, "OwnCiphertextsReadWrite without Null kms:EncryptionContextKeys");
        Map<Evaluated, Boolean> expected =
                Map.of(new Evaluated(POLICY, "acme"), false, new Evaluated(without, "acme"), true);
        expected.forEach((policy, allowed) -> assertThat(
                        policy.allows("kms:" + action, KEY, c -> c.with("kms:EncryptionContext:tenant", "acme")))
                .isEqualTo(allowed));
    }
}
