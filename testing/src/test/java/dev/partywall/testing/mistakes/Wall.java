package dev.partywall.testing.mistakes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.testing.Attack;
import dev.partywall.testing.AwsLab;
import dev.partywall.testing.Barrier;
import dev.partywall.testing.IsolationPlan;
import dev.partywall.testing.IsolationReport;
import dev.partywall.testing.LabRole;
import java.util.UUID;
import java.util.concurrent.Callable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** What stands between the tenants of a lab: a policy, with a mistake or without. */
final class Wall {

    private Wall() {}

    /** A policy of these statements. */
    static String policy(String... statements) {
        return "{\"Version\": \"2012-10-17\", \"Statement\": [" + String.join(",", statements) + "]}";
    }

    /** From now on all tenants call as sessions of a new role with a policy of these statements. */
    static LabRole raise(AwsLab lab, String... statements) {
        LabRole role = role(lab, statements);
        lab.tenantRole(role, "TenantId");
        return role;
    }

    /** A new role with a policy of these statements. */
    static LabRole role(AwsLab lab, String... statements) {
        return builder(lab, statements).create();
    }

    /** A new role with a policy of these statements, to be set up further. */
    static LabRole.Builder builder(AwsLab lab, String... statements) {
        return lab.role("role-" + UUID.randomUUID()).policy("tenant-data", policy(statements));
    }

    /** Asserts that this operation leaks in this way through a statement, and that no other operation leaks. */
    static void assertLeaks(IsolationPlan<?> plan, String operation, Attack.Kind kind, String sid) {
        IsolationReport report = plan.run();
        assertThat(report.isIsolated()).isFalse();
        assertThat(report.failures())
                .filteredOn(failure -> !failure.operation().equals(operation) && failure.barrier() != Barrier.UNDECIDED)
                .extracting(failure -> failure.operation() + ", " + failure.attack() + ": " + failure.detail())
                .isEmpty();
        assertThat(report.failures())
                .filteredOn(failure -> failure.attack().kind() == kind)
                .isNotEmpty()
                .allSatisfy(failure -> {
                    assertThat(failure.barrier()).isEqualTo(Barrier.NONE);
                    assertThat(failure.detail()).contains(sid + " of ");
                });
    }

    /** Goes the way of the attack and, where AWS refuses that, the way of a well-behaved caller. */
    static <T> T either(Callable<T> attack, Callable<T> otherwise) throws Exception {
        try {
            return attack.call();
        } catch (AwsServiceException refused) {
            return otherwise.call();
        }
    }

    /** Tries to clear the way for what follows; the attacker does not mind if AWS refuses. */
    static void attempt(Callable<?> preparation) throws Exception {
        Wall.<Object>either(preparation::call, () -> "refused");
    }
}
