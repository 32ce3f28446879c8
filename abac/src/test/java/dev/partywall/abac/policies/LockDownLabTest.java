package dev.partywall.abac.policies;

import static dev.partywall.testing.IsolationAssertions.assertDenied;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.partywall.abac.TenantPolicies;
import dev.partywall.core.TenantId;
import dev.partywall.testing.AwsLab;
import dev.partywall.testing.AwsLabTest;
import dev.partywall.testing.LabRole;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Lock-downs, with sessions from before and after. */
@AwsLabTest(dynamoDb = false)
final class LockDownLabTest {

    private static final String EVERYTHING = """
            {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}""";

    private final AwsLab lab;
    private final TenantPolicies policies = TenantPolicies.create();

    LockDownLabTest(AwsLab lab) {
        this.lab = lab;
    }

    @Test
    void lockDown_ofAll_endsSessionsOfBefore() {
        LabRole role = lab.role("all").policy("everything", EVERYTHING).create();
        try (Session before = session(role, "acme")) {
            lab.clock().advance(Duration.ofMinutes(1));
            role.putPolicy("lock-down", policies.lockDown(lab.clock().instant()).toCompactJson());
            assertDenied(() -> before.s3().listBuckets()).bySid("DenySessionsBefore");
        }
        lab.clock().advance(Duration.ofMinutes(1));
        try (Session after = session(role, "acme")) {
            assertWorks(after);
        }
    }

    @Test
    void lockDown_ofATenant_endsItsSessionsOfBefore() {
        LabRole role = lab.role("one").policy("everything", EVERYTHING).create();
        try (Session acme = session(role, "acme");
                Session acme2 = session(role, "acme2")) {
            lab.clock().advance(Duration.ofMinutes(1));
            role.putPolicy(
                    "lock-down",
                    policies.lockDown(lab.clock().instant(), TenantId.of("acme"))
                            .toCompactJson());
            assertDenied(() -> acme.s3().listBuckets()).bySid("DenyTenantSessionsBefore");
            assertWorks(acme2);
        }
        lab.clock().advance(Duration.ofMinutes(1));
        try (Session after = session(role, "acme")) {
            assertWorks(after);
        }
    }

    @Test
    void lockDown_withinASecond_isRoundedUp() {
        assertThat(policies.lockDown(Instant.parse("2026-03-01T10:00:00.000000001Z"))
                        .toJson())
                .contains("\"aws:TokenIssueTime\": \"2026-03-01T10:00:01Z\"");
        assertThat(policies.lockDown(Instant.parse("2026-03-01T10:00:00Z")).toJson())
                .contains("\"aws:TokenIssueTime\": \"2026-03-01T10:00:00Z\"");
    }

    private static void assertWorks(Session session) {
        assertThatCode(() -> session.s3().listBuckets()).doesNotThrowAnyException();
    }

    private Session session(LabRole role, String tenant) {
        return new Session(
                lab, role.session("job").tag("TenantId", tenant).start().credentials());
    }
}
