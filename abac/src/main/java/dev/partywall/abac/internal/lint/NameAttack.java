package dev.partywall.abac.internal.lint;

import dev.partywall.abac.LintFinding.Severity;
import dev.partywall.abac.LintRule;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Resources that are named after tenants, of whatever service: requests for those of others. */
final class NameAttack implements Attack {

    /** What a key is for, its encryption context tells: see {@link KeyAttack}. */
    private static final Set<String> OTHERWISE = Set.of("kms", "iam", "sts");

    @Override
    public void on(Subject subject, Findings findings) {
        if (!subject.isOfTenants()) {
            return;
        }
        for (String service : subject.targets.services()) {
            if (OTHERWISE.contains(service)) {
                continue;
            }
            for (Tenants.Pair pair : Tenants.pairs(subject.settings.tenantIds())) {
                attack(subject, findings, service, pair);
            }
        }
    }

    private static void attack(Subject subject, Findings findings, String service, Tenants.Pair pair) {
        Set<String> victims = subject.targets.named(service, pair.victim());
        victims.removeAll(subject.targets.named(service, pair.attacker()));
        for (String resource : victims) {
            for (String action : actions(subject, service, resource)) {
                subject.attack(pair.attacker(), action, resource, facts(subject, service, action, pair))
                        .filter(hit -> !isOutside(subject, service, hit))
                        .ifPresent(hit -> findings.add(
                                subject,
                                cause(subject, service, pair, hit),
                                Severity.LEAK,
                                "reaches what is named after tenant " + pair.victim(),
                                hit));
            }
        }
    }

    private static Facts facts(Subject subject, String service, String action, Tenants.Pair pair) {
        Facts facts = subject.owned(service, pair.victim());
        if (action.equals(Catalog.SCAN)) {
            return facts.without(TableAttack.LEADING_KEYS);
        }
        return service.equals("dynamodb") ? facts.withAll(TableAttack.LEADING_KEYS, List.of(pair.victim())) : facts;
    }

    /** The service's actions on data; of services that are not known, those that the statement names. */
    private static Set<String> actions(Subject subject, String service, String resource) {
        Set<String> actions = new LinkedHashSet<>(Catalog.data(service));
        if (service.equals("s3") && !resource.contains("/")) {
            return new LinkedHashSet<>(Catalog.LISTINGS);
        }
        if (actions.isEmpty()) {
            subject.statement.action().patterns().stream()
                    .filter(pattern -> pattern.regionMatches(true, 0, service + ":", 0, service.length() + 1))
                    .map(pattern -> pattern.replace("*", "Example").replace("?", "x"))
                    .forEach(actions::add);
            actions.add(service + ":Example");
        }
        return actions;
    }

    /** Whether it is not known what the service's actions do and the statement is not about tenants. */
    private static boolean isOutside(Subject subject, String service, Hit hit) {
        boolean unknown = Catalog.data(service).isEmpty();
        boolean literal = subject.namesLiterally(hit.request().resource());
        return literal || (unknown && !matchesByTenant(subject, hit));
    }

    private static LintRule cause(Subject subject, String service, Tenants.Pair pair, Hit hit) {
        if (!matchesByTenant(subject, hit)) {
            return LintRule.G11;
        }
        if (pair.isBelow()) {
            return LintRule.S3;
        }
        return service.equals("s3") ? LintRule.S1 : LintRule.G10;
    }

    /** Whether all patterns of the statement that mean the victim's resource have the attacker's name in them. */
    private static boolean matchesByTenant(Subject subject, Hit hit) {
        Facts facts = Facts.of(hit.request().context());
        return subject.statement
                        .resource()
                        .filter(element -> !element.negated())
                        .isPresent()
                && Mentions.resources(subject.statement)
                        .filter(pattern ->
                                subject.elements.means(pattern, hit.request().resource(), facts))
                        .allMatch(pattern -> subject.mentions.text(pattern).namesTenant());
    }
}
