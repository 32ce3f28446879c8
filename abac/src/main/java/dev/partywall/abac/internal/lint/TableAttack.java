package dev.partywall.abac.internal.lint;

import dev.partywall.abac.LintFinding.Severity;
import dev.partywall.abac.LintRule;
import dev.partywall.policy.AuthorizationRequest;
import dev.partywall.policy.Condition;
import dev.partywall.policy.ConditionOperator.Quantifier;
import dev.partywall.policy.Decision;
import dev.partywall.policy.Statement;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * DynamoDB: requests for the items of others, and requests that name no item.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html">Fine-grained
 *     access control</a>
 */
final class TableAttack implements Attack {

    static final String LEADING_KEYS = "dynamodb:LeadingKeys";
    private static final String FULL_SCAN = "dynamodb:FullTableScan";
    private static final String INDEX = "/index/";

    @Override
    public void on(Subject subject, Findings findings) {
        if (!subject.isOfTenants()) {
            return;
        }
        for (String table : tables(subject)) {
            if (!subject.reaches(table) && !subject.reaches(table + INDEX + "example")) {
                continue;
            }
            boolean pooled = isPooled(subject, table);
            for (String resource : List.of(table, table + INDEX + "example")) {
                unkeyed(subject, findings, resource, table, pooled);
                if (pooled) {
                    keyed(subject, findings, resource, table);
                }
            }
        }
        unguarded(subject, findings);
    }

    private static Set<String> tables(Subject subject) {
        Set<String> tables = new LinkedHashSet<>();
        for (String arn : subject.targets.of("dynamodb", Tenants.ATTACKER)) {
            int index = arn.indexOf(INDEX);
            tables.add(index < 0 ? arn : arn.substring(0, index));
        }
        return tables;
    }

    /** Whether some statement pins the leading keys of a table to the tenant. One for all tables says little of a named one. */
    private static boolean isPooled(Subject subject, String table) {
        Facts session = subject.session(Tenants.ATTACKER);
        return subject.statements()
                .filter(other -> pins(subject, other))
                .filter(other -> !subject.isVague(other, table))
                .anyMatch(other -> subject.elements.means(other, table, session)
                        || subject.elements.means(other, table + INDEX + "example", session));
    }

    private static boolean pins(Subject subject, Statement statement) {
        return Mentions.conditions(statement, LEADING_KEYS).anyMatch(subject.mentions::byVariable);
    }

    private static void unkeyed(Subject subject, Findings findings, String resource, String table, boolean pooled) {
        Facts scan = Facts.NONE.without(LEADING_KEYS);
        unkeyed(subject, findings, LintRule.D2, Catalog.SCAN, resource, table, pooled, scan);
        Facts select = scan.with(FULL_SCAN, "true");
        unkeyed(subject, findings, LintRule.D3, Catalog.PARTIQL_SELECT, resource, table, pooled, select);
    }

    private static void unkeyed(
            Subject subject,
            Findings findings,
            LintRule rule,
            String action,
            String resource,
            String table,
            boolean pooled,
            Facts facts) {
        Optional<Hit> hit = pooled
                ? subject.attack(Tenants.ATTACKER, action, resource, facts)
                : subject.tagged(Tenants.ATTACKER, action, resource, facts)
                        .filter(own -> isShared(subject, action, resource, facts));
        if (hit.isEmpty()) {
            return;
        }
        boolean compares =
                Mentions.conditions(subject.statement, LEADING_KEYS).findAny().isPresent();
        LintRule cause = rule == LintRule.D2 && compares ? LintRule.D1 : rule;
        if (pooled && isOfIndexOnly(subject, hit.get(), table, compares)) {
            cause = LintRule.D4;
        }
        String why = pooled
                ? "reads the items of all tenants: " + action + " carries no " + LEADING_KEYS
                : "reads the whole table; if it holds items of several tenants, it reads them all";
        findings.add(subject, cause, pooled ? Severity.LEAK : Severity.WARNING, why, hit.get());
    }

    private static boolean isShared(Subject subject, String action, String resource, Facts facts) {
        return subject.means(action)
                && subject.tagged(Tenants.STRANGER, action, resource, facts).isPresent();
    }

    /** Whether the same request to the table itself is stopped: by a denial, or because only indexes are meant. */
    private static boolean isOfIndexOnly(Subject subject, Hit hit, String table, boolean compares) {
        if (!hit.request().resource().contains(INDEX)) {
            return false;
        }
        Decision decision =
                subject.slice.decide(with(hit.request(), hit.request().action(), table));
        return decision instanceof Decision.ExplicitlyDenied || (!decision.isAllowed() && !compares);
    }

    private static void keyed(Subject subject, Findings findings, String resource, String table) {
        for (Tenants.Pair pair : Tenants.pairs(subject.settings.tenantIds())) {
            for (String key : keys(subject, pair.victim())) {
                for (String action : Catalog.KEYED) {
                    keyed(subject, findings, pair, action, resource, table, List.of(key));
                    keyed(subject, findings, pair, action, resource, table, List.of(own(subject, pair, key), key));
                }
            }
        }
    }

    /** The attacker's key of the same form. */
    private static String own(Subject subject, Tenants.Pair pair, String key) {
        List<String> own = keys(subject, pair.attacker()).stream().toList();
        int at = keys(subject, pair.victim()).stream().toList().indexOf(key);
        return own.get(Math.min(at, own.size() - 1));
    }

    /** Leading keys of a tenant, in the forms that the documents compare with. */
    private static Set<String> keys(Subject subject, String tenant) {
        Set<String> keys = new LinkedHashSet<>();
        subject.statements()
                .flatMap(statement -> Mentions.conditions(statement, LEADING_KEYS))
                .flatMap(condition -> Mentions.values(condition).stream())
                .map(subject.mentions::text)
                .filter(TenantText::namesTenant)
                .forEach(text -> keys.addAll(text.examples(tenant)));
        return keys;
    }

    private static void keyed(
            Subject subject,
            Findings findings,
            Tenants.Pair pair,
            String action,
            String resource,
            String table,
            List<String> keys) {
        Facts facts = Facts.NONE.withAll(LEADING_KEYS, keys).with(FULL_SCAN, "false");
        subject.attack(pair.attacker(), action, resource, facts)
                .ifPresent(hit -> findings.add(
                        subject,
                        cause(subject, hit, pair, table),
                        Severity.LEAK,
                        "reaches items of tenant " + pair.victim(),
                        hit));
    }

    private static LintRule cause(Subject subject, Hit hit, Tenants.Pair pair, String table) {
        if (pair.isBelow()) {
            return LintRule.S3;
        }
        List<Condition> compared =
                Mentions.conditions(subject.statement, LEADING_KEYS).toList();
        if (compared.stream().anyMatch(Mentions::isLoose)) {
            return LintRule.G10;
        }
        if (!compared.isEmpty()) {
            return LintRule.D1;
        }
        return isOfIndexOnly(subject, hit, table, false) ? LintRule.D4 : LintRule.G11;
    }

    /** No action that is allowed today can be sent without leading keys, but the next one that is added may. */
    private static void unguarded(Subject subject, Findings findings) {
        boolean compares = Mentions.conditions(subject.statement, LEADING_KEYS)
                .anyMatch(condition -> condition.operator().quantifier() == Quantifier.FOR_ALL_VALUES
                        && subject.mentions.byVariable(condition));
        boolean leaks = findings.has(subject, LintRule.D3) || findings.has(subject, LintRule.D4);
        if (compares && !leaks && tables(subject).stream().anyMatch(table -> isUnguarded(subject, table))) {
            findings.add(
                    subject,
                    LintRule.D1,
                    Severity.WARNING,
                    "ForAllValues holds of requests without leading keys; only the choice of actions keeps them out",
                    Optional.empty());
        }
    }

    private static boolean isUnguarded(Subject subject, String table) {
        Facts unkeyed = Facts.NONE.without(LEADING_KEYS);
        return Catalog.KEYED.stream()
                .filter(subject::means)
                .flatMap(action -> subject.tagged(Tenants.ATTACKER, action, table, unkeyed).stream())
                .anyMatch(hit -> !(subject.slice.decide(with(hit.request(), Catalog.SCAN, table))
                        instanceof Decision.ExplicitlyDenied));
    }

    private static AuthorizationRequest with(AuthorizationRequest request, String action, String resource) {
        return new AuthorizationRequest(
                request.caller(), action, resource, request.resourceAccount(), request.context());
    }
}
