package dev.partywall.abac.policies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.abac.AccessLevel;
import dev.partywall.abac.InvalidPolicySettingException;
import dev.partywall.abac.TenantAccess;
import dev.partywall.abac.TenantPolicies;
import dev.partywall.abac.TenantTable;
import dev.partywall.policy.PolicyDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Whatever forms of leading keys are taken together, no key is let through for two tenants. Random forms and tenants over a
 * small alphabet, so that they run into each other often.
 */
final class NamesApartTest {

    private static final int ROUNDS = 3_000;
    private static final String TABLE = World.tableArn("invoices");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");

    private final long seed = Long.getLong("partywall.seed", new Random().nextLong());
    private final Random random = new Random(seed);
    private int taken;
    private int refused;

    @Test
    void key_ofTwoForms_isLetThroughForOneTenantAtMost() {
        for (int round = 0; round < ROUNDS; round++) {
            String one = form();
            String other = form();
            try {
                holds(one, other, policy(one, other));
                taken++;
            } catch (InvalidPolicySettingException e) {
                refused++;
            }
        }
        assertThat(taken).as("-Dpartywall.seed=%d", seed).isGreaterThan(ROUNDS / 20);
        assertThat(refused).as("-Dpartywall.seed=%d", seed).isGreaterThan(ROUNDS / 20);
    }

    private void holds(String one, String other, PolicyDocument policy) {
        List<String> tenants = List.of("a", "b", "a-b", "aa", "ab", "b-a", "a_", "ba");
        for (String key : keys(one, other, tenants)) {
            List<String> readers = tenants.stream()
                    .filter(tenant -> new Evaluated(policy, tenant)
                            .allows("dynamodb:GetItem", TABLE, c -> c.withAll("dynamodb:LeadingKeys", List.of(key))))
                    .toList();
            assertThat(readers)
                    .as("%s and %s, key %s, -Dpartywall.seed=%d", one, other, key, seed)
                    .hasSizeLessThanOrEqualTo(1);
        }
    }

    /** Keys of some tenants by both forms, which are those that could be taken for another's. */
    private List<String> keys(String one, String other, List<String> tenants) {
        List<String> keys = new ArrayList<>();
        for (String tenant : tenants) {
            assertThat(tenant).matches(ID);
            keys.add(one.replace("{tenant}", tenant).replace("*", some("a#-", 3)));
            keys.add(other.replace("{tenant}", tenant).replace("*", some("a#-", 3)));
        }
        return keys;
    }

    private String form() {
        String form = some("ab-#", 2) + "{tenant}" + some("ab-#", 2);
        return random.nextInt(3) == 0 ? form + "*" : form;
    }

    private String some(String alphabet, int most) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    private static PolicyDocument policy(String one, String other) {
        TenantTable table = TenantTable.of(TABLE, AccessLevel.READ);
        return TenantPolicies.create()
                .identityPolicy(TenantAccess.builder()
                        .table(table.withLeadingKey(one))
                        .table(table.withLeadingKey(other))
                        .build())
                .document();
    }
}
