package dev.partywall.abac.internal.lint;

import dev.partywall.abac.LintFinding.Severity;
import dev.partywall.abac.LintRule;
import dev.partywall.policy.AuthorizationRequest;
import dev.partywall.policy.Caller;
import dev.partywall.policy.Effect;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Trust policies: session tags that nobody bounds.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html">Session tags</a>
 */
final class TrustAttack implements Attack {

    private static final String OTHER_TAG = "PartywallOther";
    private static final String OTHER_REQUEST_TAG = "aws:RequestTag/" + OTHER_TAG;
    private static final List<String> ASSUMING =
            List.of("sts:AssumeRole", "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML");

    /** A role has no ARN in its trust policy; whichever the request names, it is meant. */
    private static final String ROLE = "arn:aws:iam::" + Conditions.ACCOUNT + ":role/example";

    @Override
    public void on(Subject subject, Findings findings) {
        if (!subject.means(ChainAttack.TAG_SESSION) || subject.settings.operators()) {
            return;
        }
        String tag = subject.settings.tenantTag();
        Optional<Hit> own = tagSession(subject, tagged(subject, tag, Tenants.STRANGER));
        if (own.isEmpty()) {
            // Session tags are refused in the case that is written; perhaps not in another.
            tagSession(subject, tagged(subject, tag.toLowerCase(Locale.ROOT), Tenants.STRANGER))
                    .filter(hit -> !tag.equals(tag.toLowerCase(Locale.ROOT)) && isRefusedByKey(subject))
                    .ifPresent(hit -> findings.add(
                            subject,
                            LintRule.G9,
                            Severity.LEAK,
                            "A session tag in another case takes the place of the role's tag " + tag,
                            Optional.of(hit.request())));
            return;
        }
        bounds(subject, findings);
        chain(subject, findings);
    }

    /** Whether some statement compares tag keys: only then its case is the reason. */
    private static boolean isRefusedByKey(Subject subject) {
        return subject.statements()
                .anyMatch(other -> Mentions.conditions(other, ChainAttack.TAG_KEYS)
                        .findAny()
                        .isPresent());
    }

    private static Facts tagged(Subject subject, String key, String tenant) {
        return Facts.NONE
                .with(subject.settings.requestTag(), tenant)
                .without(OTHER_REQUEST_TAG)
                .withAll(ChainAttack.TAG_KEYS, List.of(key));
    }

    private static Optional<Hit> tagSession(Subject subject, Facts facts) {
        return ofBase(subject, facts).or(() -> ofTenant(subject, Tenants.STRANGER, facts));
    }

    /** By a service that acts for all tenants. */
    private static Optional<Hit> ofBase(Subject subject, Facts facts) {
        return send(subject, subject.untagged().and(facts), Tenants.STRANGER).map(request -> new Hit(request, false));
    }

    /** By a session of a tenant. */
    private static Optional<Hit> ofTenant(Subject subject, String tenant, Facts facts) {
        return send(subject, subject.session(tenant).and(facts), tenant).map(request -> new Hit(request, true));
    }

    private static Optional<AuthorizationRequest> send(Subject subject, Facts facts, String tenant) {
        // Other tags are passed, or had, as the policy wants them.
        return subject.pass(ChainAttack.TAG_SESSION, ROLE, facts, tenant, key -> true);
    }

    private static void bounds(Subject subject, Findings findings) {
        String tag = subject.settings.tenantTag();
        Facts none = Facts.NONE
                .without(subject.settings.requestTag())
                .with(OTHER_REQUEST_TAG, "other")
                .withAll(ChainAttack.TAG_KEYS, List.of(OTHER_TAG));
        Facts more = tagged(subject, tag, Tenants.STRANGER)
                .with(OTHER_REQUEST_TAG, "other")
                .withAll(ChainAttack.TAG_KEYS, List.of(tag, OTHER_TAG));
        Optional<Hit> chosen = callersAreTenants(subject)
                ? ofTenant(subject, Tenants.ATTACKER, tagged(subject, tag, Tenants.STRANGER))
                : Optional.empty();
        if (chosen.isPresent()) {
            add(subject, findings, Severity.LEAK, "A session of a tenant passes the tag of another", chosen);
        } else if (tagSession(subject, none).isPresent()
                && tagSession(subject, more).isPresent()) {
            add(subject, findings, Severity.LEAK, "Session tags are not bounded at all", tagSession(subject, more));
        } else if (tagSession(subject, more).isPresent()) {
            add(
                    subject,
                    findings,
                    Severity.WARNING,
                    "Tags with other keys may be passed too",
                    tagSession(subject, more));
        } else {
            untagged(subject, findings);
        }
    }

    private static void add(Subject subject, Findings findings, Severity severity, String why, Optional<Hit> hit) {
        findings.add(subject, LintRule.G5, severity, why, hit.map(Hit::request));
    }

    /** Whether the callers are known to have the tenant's tag: the policy compares it. */
    private static boolean callersAreTenants(Subject subject) {
        return subject.settings.transitive().map(transitive -> !transitive).orElse(false)
                || subject.documentsNameTenant();
    }

    /** Sessions without any tag. */
    private static void untagged(Subject subject, Findings findings) {
        Facts none = Facts.NONE
                .without(subject.settings.requestTag())
                .without(ChainAttack.TAG_KEYS)
                .without(ChainAttack.TRANSITIVE);
        subject.statements()
                .filter(other -> other.effect() == Effect.ALLOW)
                .map(other -> new Subject(
                        subject.settings, subject.documents, subject.documentIndex, other, subject.elements))
                .flatMap(other ->
                        ASSUMING.stream().filter(other::means).flatMap(action -> assume(other, action, none).stream()))
                .findFirst()
                .ifPresent(request -> findings.add(
                        subject,
                        LintRule.G5,
                        Severity.WARNING,
                        "A session may be started without the tenant's tag",
                        Optional.of(request)));
    }

    private static Optional<AuthorizationRequest> assume(Subject subject, String action, Facts none) {
        Predicate<String> free = key -> !key.startsWith("aws:requesttag/");
        return subject.pass(action, ROLE, subject.untagged().and(none), Tenants.STRANGER, free)
                .filter(request -> action.equals("sts:AssumeRole") != (request.caller() instanceof Caller.WebIdentity));
    }

    private static void chain(Subject subject, Findings findings) {
        if (subject.settings.transitive().isEmpty()
                || subject.settings.transitive().get()) {
            return;
        }
        Facts facts =
                tagged(subject, subject.settings.tenantTag(), Tenants.STRANGER).without(ChainAttack.TRANSITIVE);
        tagSession(subject, facts)
                .ifPresent(hit -> findings.add(
                        subject,
                        LintRule.G6,
                        Severity.LEAK,
                        "Sessions of the role begin others, and their tenant tag need not be transitive",
                        Optional.of(hit.request())));
    }
}
