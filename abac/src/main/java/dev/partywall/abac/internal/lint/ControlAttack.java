package dev.partywall.abac.internal.lint;

import dev.partywall.abac.LintFinding.Severity;
import dev.partywall.abac.LintRule;
import java.util.ArrayList;
import java.util.List;

/**
 * Requests that change who may do what: on keys and on roles.
 *
 * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/abac.html">ABAC for KMS</a>
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html">Session tags</a>
 */
final class ControlAttack implements Attack {

    private static final List<String> OF_KEYS = List.of(
            "kms:CreateGrant",
            "kms:PutKeyPolicy",
            "kms:TagResource",
            "kms:UntagResource",
            "kms:CreateAlias",
            "kms:UpdateAlias");

    private static final List<String> OF_ROLES = List.of(
            "iam:TagRole",
            "iam:UntagRole",
            "iam:UpdateAssumeRolePolicy",
            "iam:PutRolePolicy",
            "iam:DeleteRolePolicy",
            "iam:AttachRolePolicy",
            "iam:DetachRolePolicy",
            "iam:PutRolePermissionsBoundary",
            "iam:DeleteRolePermissionsBoundary");

    private static final List<String> OF_POLICIES = List.of("iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion");

    @Override
    public void on(Subject subject, Findings findings) {
        if (!subject.isOfTenants()) {
            return;
        }
        // A key of another tenant, and a key that all share.
        Facts foreign = subject.owned("kms", Tenants.STRANGER)
                .withAll("kms:ResourceAliases", List.of("alias/" + Tenants.STRANGER + "/example"));
        Facts shared = subject.ownerless("kms").without("kms:ResourceAliases");
        send(subject, findings, LintRule.K6, OF_KEYS, "kms", foreign.and(request(subject, Tenants.ATTACKER)));
        send(subject, findings, LintRule.K6, OF_KEYS, "kms", shared.and(request(subject, Tenants.ATTACKER)));
        send(subject, findings, LintRule.G7, OF_ROLES, "iam", request(subject, Tenants.STRANGER));
        policies(subject, findings);
    }

    /** What a request says that grants the attacker's own session something, or marks a resource as a tenant's. */
    private static Facts request(Subject subject, String tenant) {
        return EncryptionContext.none(subject)
                .without("kms:ViaService")
                .with("kms:GrantIsForAWSResource", "false")
                .withAll("kms:GrantOperations", List.of("Decrypt"))
                .with("kms:GranteePrincipal", "arn:aws:sts::" + Conditions.ACCOUNT + ":assumed-role/app/session")
                .with(subject.settings.requestTag(), tenant)
                .withAll("aws:TagKeys", List.of(subject.settings.tenantTag()));
    }

    private static void send(
            Subject subject, Findings findings, LintRule rule, List<String> actions, String service, Facts facts) {
        List<String> resources = new ArrayList<>(subject.targets.of(service, Tenants.STRANGER));
        resources.addAll(subject.targets.of(service, Tenants.ATTACKER));
        for (String resource : resources) {
            for (String action : actions) {
                subject.attack(Tenants.ATTACKER, action, resource, facts)
                        .ifPresent(hit -> findings.add(
                                subject, rule, Severity.LEAK, "may " + action + " and let himself in", hit));
            }
        }
    }

    private static void policies(Subject subject, Findings findings) {
        String policy = "arn:aws:iam::" + Conditions.ACCOUNT + ":policy/example";
        for (String action : OF_POLICIES) {
            subject.attack(Tenants.ATTACKER, action, policy, request(subject, Tenants.ATTACKER))
                    .ifPresent(hit -> findings.add(
                            subject, LintRule.G7, Severity.LEAK, "may " + action + " and let himself in", hit));
        }
    }
}
