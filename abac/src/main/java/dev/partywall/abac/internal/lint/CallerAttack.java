package dev.partywall.abac.internal.lint;

import dev.partywall.abac.LintFinding.Severity;
import dev.partywall.abac.LintRule;
import dev.partywall.policy.AuthorizationRequest;
import dev.partywall.policy.Caller;
import dev.partywall.policy.ContextValue;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Callers who are not who the policy takes them for: without tags, with the role's tags, beyond their session policy.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html">Variables and tags</a>
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html">Session tags</a>
 */
final class CallerAttack implements Attack {

    @Override
    public void on(Subject subject, Findings findings) {
        sessionByName(subject, findings);
        if (subject.isOfTenants()) {
            byDefault(subject, findings);
            byRoleTag(subject, findings);
            withoutTag(subject, findings);
        }
    }

    /** What stands in for the tenant of who has none is a tenant, too. */
    private static void byDefault(Subject subject, Findings findings) {
        Diagnosis.texts(subject.statement)
                .map(subject.mentions::text)
                .flatMap(text -> text.ifAbsent().stream())
                .distinct()
                .forEach(standIn -> new OwnRequest(subject)
                        .of(standIn, subject.untagged())
                        .ifPresent(request -> findings.add(
                                subject,
                                LintRule.G4,
                                Severity.LEAK,
                                "A session without tenant is taken for tenant \"" + standIn + "\"",
                                Optional.of(request))));
    }

    private static void byRoleTag(Subject subject, Findings findings) {
        for (Map.Entry<String, String> tag : subject.settings.roleTags().entrySet()) {
            boolean tenants = tag.getKey().equalsIgnoreCase(subject.settings.tenantTag());
            if (tenants && subject.namesTenant && subject.statement.principal().isEmpty()) {
                new OwnRequest(subject)
                        .of(tag.getValue(), subject.session(tag.getValue()), key -> true)
                        .ifPresent(request -> findings.add(
                                subject,
                                LintRule.G7,
                                Severity.LEAK,
                                "The role has the tag " + tag.getKey()
                                        + ": a session that is started without tags is tenant " + tag.getValue(),
                                Optional.of(request)));
            }
        }
    }

    /** Without evidence of whose the data is, it may be meant for all; the condition then means nothing at all. */
    private static void withoutTag(Subject subject, Findings findings) {
        boolean open = subject.statement.conditions().stream()
                .anyMatch(condition -> Diagnosis.isOpen(condition) && !subject.namesTenantBesides(condition));
        if (!open || findings.has(subject, LintRule.G1)) {
            return;
        }
        OwnRequest own = new OwnRequest(subject);
        own.of(Tenants.ATTACKER, subject.session(Tenants.ATTACKER))
                .filter(request -> own.of(Tenants.STRANGER, subject.session(Tenants.STRANGER))
                        .isPresent())
                .or(() -> own.of(Tenants.STRANGER, subject.untagged()))
                .filter(request -> lacksTag(subject, request))
                .ifPresent(request -> findings.add(
                        subject,
                        LintRule.G1,
                        Severity.WARNING,
                        "The condition on a tag of the caller holds of callers without that tag",
                        Optional.of(request)));
    }

    private static boolean lacksTag(Subject subject, AuthorizationRequest request) {
        return subject.statement.conditions().stream()
                .filter(Diagnosis::isOpen)
                .map(condition -> condition.key().toLowerCase(Locale.ROOT))
                .anyMatch(key -> request.context().find(key) instanceof ContextValue.Absent);
    }

    /** A session that is named may do what it is named for, even if its session policy allows nothing. */
    private static void sessionByName(Subject subject, Findings findings) {
        for (Caller session : Callers.sessions(subject.statement)) {
            Optional<AuthorizationRequest> own = new OwnRequest(subject)
                    .of(Tenants.ATTACKER, subject.session(Tenants.ATTACKER), key -> true)
                    .map(request -> by(session, request))
                    .filter(subject.slice.withSessionPolicy()::allows);
            own.ifPresent(request -> findings.add(
                    subject,
                    LintRule.G8,
                    subject.namesTenant ? Severity.WARNING : Severity.LEAK,
                    "Neither the session policy nor the permissions boundary of the session that is named limits this",
                    own));
        }
    }

    private static AuthorizationRequest by(Caller session, AuthorizationRequest request) {
        return new AuthorizationRequest(
                session, request.action(), request.resource(), request.resourceAccount(), request.context());
    }
}
