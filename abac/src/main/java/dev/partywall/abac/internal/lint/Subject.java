package dev.partywall.abac.internal.lint;

import dev.partywall.policy.AuthorizationRequest;
import dev.partywall.policy.Caller;
import dev.partywall.policy.Condition;
import dev.partywall.policy.Effect;
import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.PolicyType;
import dev.partywall.policy.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A statement that allows, under attack: what passes, passes by it and past all denials. Not safe for use by many threads.
 */
final class Subject {

    private static final String PRINCIPAL_TAG = "aws:principaltag/";

    final LintSettings settings;
    final Mentions mentions;
    final List<PolicyDocument> documents;
    final PolicyDocument document;
    final int documentIndex;
    final Statement statement;
    final Targets targets;
    final Slice slice;
    final boolean namesTenant;
    final Conditions elements;
    private final List<Caller> callers;
    private final boolean plain;
    private final Map<String, Boolean> meant = new HashMap<>();

    Subject(
            LintSettings settings,
            List<PolicyDocument> documents,
            int documentIndex,
            Statement statement,
            Conditions elements) {
        this.settings = settings;
        this.mentions = new Mentions(settings.principalTag());
        this.documents = documents;
        this.elements = elements;
        this.documentIndex = documentIndex;
        this.document = documents.get(documentIndex);
        this.statement = statement;
        this.targets = new Targets(mentions, statements().toList());
        this.namesTenant = mentions.in(statement);
        this.plain = Mentions.resources(statement)
                .noneMatch(pattern -> mentions.text(pattern).hasForeignVariable());
        this.callers = Callers.ofTenants(statement, document, mentions);
        Slice own = Slice.of(documents, documentIndex, statement);
        boolean delegates = Callers.isDelegated(statement) && (namesTenant || document.type() == PolicyType.TRUST);
        this.slice = delegates ? own.withGenerousCaller() : own;
    }

    /** All statements of all documents. */
    Stream<Statement> statements() {
        return documents.stream().flatMap(one -> one.statements().stream());
    }

    /** Whether some statement of the documents speaks of the tenant. */
    boolean documentsNameTenant() {
        return statements().anyMatch(mentions::in);
    }

    /** Whether tenants act as whom the statement means. */
    boolean isOfTenants() {
        return namesTenant || (!settings.operators() && Callers.areTenants(statement, document, mentions));
    }

    /**
     * Whether a statement that scopes all resources to the tenant says little of one: it allows, and the statement under
     * attack names the resource, which may well be meant for all.
     */
    boolean isVague(Statement other, String resource) {
        return namesLiterally(resource)
                && !other.equals(statement)
                && other.effect() == Effect.ALLOW
                && Mentions.resources(other).anyMatch("*"::equals);
    }

    boolean means(String action) {
        return meant.computeIfAbsent(action, name -> elements.means(statement.action(), name));
    }

    /** Whether the statement may mean a resource, for some tenant. */
    boolean reaches(String resource) {
        return !plain
                || elements.means(statement, resource, session(Tenants.ATTACKER))
                || settings.tenantIds().stream().anyMatch(id -> elements.means(statement, resource, session(id)));
    }

    /** Whether the statement names a resource as it stands, without pattern. */
    boolean namesLiterally(String resource) {
        return statement.resource().stream()
                .filter(element -> !element.negated())
                .anyMatch(element -> element.patterns().contains(resource));
    }

    /** What a session of a tenant says. */
    Facts session(String tenant) {
        Facts facts = Facts.NONE.with(settings.principalTag(), tenant);
        for (var tag : settings.sessionTags().entrySet()) {
            facts = facts.with("aws:PrincipalTag/" + tag.getKey(), tag.getValue());
        }
        return facts;
    }

    /** What a session without tenant says. */
    Facts untagged() {
        return session("").without(settings.principalTag());
    }

    /** What is said about a resource that is tagged with its tenant. */
    Facts owned(String service, String tenant) {
        return Facts.NONE
                .with("aws:ResourceTag/" + settings.tenantTag(), tenant)
                .with("s3:ExistingObjectTag/" + settings.tenantTag(), tenant)
                .with(service + ":ResourceTag/" + settings.tenantTag(), tenant);
    }

    /** What is said about a resource without tags. */
    Facts ownerless(String service) {
        return Facts.NONE
                .without("aws:ResourceTag/" + settings.tenantTag())
                .without("s3:ExistingObjectTag/" + settings.tenantTag())
                .without(service + ":ResourceTag/" + settings.tenantTag());
    }

    /** A request of a session of the tenant, or else of one without tenant, that passes. */
    Optional<Hit> attack(String tenant, String action, String resource, Facts facts) {
        if (!means(action)) {
            return Optional.empty();
        }
        return tagged(tenant, action, resource, facts).or(() -> untagged(action, resource, facts));
    }

    /** A request of a session of the tenant that passes. */
    Optional<Hit> tagged(String tenant, String action, String resource, Facts facts) {
        Facts known = session(tenant).and(facts);
        return pass(action, resource, known, tenant, key -> isFree(key) && !key.startsWith(PRINCIPAL_TAG))
                .or(() -> namesTenant ? pass(action, resource, known, tenant, key -> true) : Optional.empty())
                .map(request -> new Hit(request, true));
    }

    private Optional<Hit> untagged(String action, String resource, Facts facts) {
        Facts known = untagged().and(facts);
        return pass(action, resource, known, Tenants.STRANGER, key -> isFree(key) && !key.startsWith(PRINCIPAL_TAG))
                .map(request -> new Hit(request, false));
    }

    /** Tags of resources belong to the wall unless the statement has the tenant in it. */
    private boolean isFree(String key) {
        return namesTenant || !(key.contains("resourcetag/") || key.startsWith("s3:existingobjecttag/"));
    }

    /** The request, its free keys given values, if it passes. */
    Optional<AuthorizationRequest> pass(
            String action, String resource, Facts known, String tenant, Predicate<String> free) {
        // Solving is slow, and most requests are for resources that the statement does not mean.
        if (plain && !elements.means(statement, resource, known)) {
            return Optional.empty();
        }
        Facts facts = new Solver(this, tenant).solve(known, free);
        return callers.stream()
                .map(caller -> request(caller, action, resource, facts))
                .filter(slice::allows)
                .findFirst();
    }

    private static AuthorizationRequest request(Caller caller, String action, String resource, Facts facts) {
        Facts all = principal(caller).and(facts);
        return new AuthorizationRequest(caller, action, resource, account(caller), all.toContext());
    }

    /** What AWS says of a caller itself. */
    private static Facts principal(Caller caller) {
        Facts facts = Facts.NONE.with("aws:PrincipalAccount", account(caller));
        if (caller instanceof Caller.RoleSession session) {
            return facts.with("aws:PrincipalArn", session.roleArn());
        }
        return caller instanceof Caller.IamUser user ? facts.with("aws:PrincipalArn", user.arn()) : Facts.NONE;
    }

    private static String account(Caller caller) {
        if (caller instanceof Caller.RoleSession session) {
            return session.account();
        }
        return caller instanceof Caller.IamUser user ? user.account() : Conditions.ACCOUNT;
    }

    /** Conditions of the statement on keys that begin so. */
    Stream<Condition> conditions(String prefix) {
        return statement.conditions().stream().filter(condition -> Mentions.hasPrefix(condition, prefix));
    }

    /** Whether the statement pins something to the tenant but for this condition. */
    boolean namesTenantBesides(Condition condition) {
        return Mentions.resources(statement)
                        .anyMatch(pattern -> mentions.text(pattern).namesTenant())
                || statement.conditions().stream().anyMatch(other -> !other.equals(condition) && mentions.in(other));
    }
}
