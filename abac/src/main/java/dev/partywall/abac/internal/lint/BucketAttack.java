package dev.partywall.abac.internal.lint;

import dev.partywall.abac.LintFinding.Severity;
import dev.partywall.abac.LintRule;
import dev.partywall.policy.Statement;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * S3: listings that show the names of others' objects. Objects themselves are {@link NameAttack}'s.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html">Condition keys of S3</a>
 */
final class BucketAttack implements Attack {

    private static final String PREFIX = "s3:prefix";
    private static final String DELIMITER = "s3:delimiter";

    @Override
    public void on(Subject subject, Findings findings) {
        if (!subject.isOfTenants() || Catalog.LISTINGS.stream().noneMatch(subject::means)) {
            return;
        }
        for (String bucket : buckets(subject)) {
            for (Tenants.Pair pair : Tenants.pairs(subject.settings.tenantIds())) {
                Set<String> names = names(subject, bucket, pair.victim());
                names.forEach(name -> list(subject, findings, bucket, pair, name));
                if (names.isEmpty()) {
                    unpooled(subject, findings, bucket);
                }
            }
        }
    }

    private static Set<String> buckets(Subject subject) {
        Set<String> buckets = new LinkedHashSet<>();
        for (String arn : subject.targets.of("s3", Tenants.ATTACKER)) {
            int slash = arn.indexOf('/');
            buckets.add(slash < 0 ? arn : arn.substring(0, slash));
        }
        return buckets;
    }

    /** Names of a tenant's objects in a bucket, in the forms that the documents speak of. */
    private static Set<String> names(Subject subject, String bucket, String tenant) {
        Set<String> names = new LinkedHashSet<>();
        subject.targets.named("s3", tenant).stream()
                .filter(arn -> arn.startsWith(bucket + "/"))
                .map(arn -> arn.substring(bucket.length() + 1))
                .filter(name -> name.contains(tenant))
                .forEach(names::add);
        Facts session = subject.session(Tenants.ATTACKER);
        subject.statements()
                .filter(other -> subject.elements.means(other, bucket, session))
                .filter(other -> !subject.isVague(other, bucket))
                .flatMap(BucketAttack::prefixes)
                .map(subject.mentions::text)
                .filter(TenantText::namesTenant)
                .forEach(text -> names.addAll(text.examples(tenant)));
        return names;
    }

    private static Stream<String> prefixes(Statement statement) {
        return Mentions.conditions(statement, PREFIX).flatMap(condition -> Mentions.values(condition).stream());
    }

    private static void list(Subject subject, Findings findings, String bucket, Tenants.Pair pair, String name) {
        Facts all = Facts.NONE.without(DELIMITER);
        Facts folders = Facts.NONE.with(DELIMITER, "/");
        send(subject, findings, bucket, pair, all.without(PREFIX), LintRule.S2);
        for (String prefix : candidates(subject, pair, name)) {
            if (!name.startsWith(prefix)) {
                continue;
            }
            boolean beginsAlike = prefix.contains(pair.attacker()) || prefix.contains(pair.victim());
            LintRule rule = comparesTenant(subject) && beginsAlike ? LintRule.S1 : LintRule.S2;
            LintRule cause = pair.isBelow() ? LintRule.S3 : rule;
            send(subject, findings, bucket, pair, all.with(PREFIX, prefix), cause);
            int slash = name.indexOf('/', prefix.length());
            if (name.substring(0, slash < 0 ? name.length() : slash).contains(pair.victim())) {
                send(subject, findings, bucket, pair, folders.with(PREFIX, prefix), cause);
            }
        }
    }

    private static boolean comparesTenant(Subject subject) {
        return prefixes(subject.statement)
                .anyMatch(value -> subject.mentions.text(value).namesTenant());
    }

    /** Beginnings of the victim's name that a request may list: folders above it, itself, and the attacker's id. */
    private static Set<String> candidates(Subject subject, Tenants.Pair pair, String name) {
        Set<String> prefixes = new LinkedHashSet<>(List.of(""));
        for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
            prefixes.add(name.substring(0, slash + 1));
        }
        prefixes.add(name);
        prefixes(subject.statement)
                .map(value -> subject.mentions.text(value).upToTenant(pair.attacker()))
                .flatMap(Optional::stream)
                .forEach(prefixes::add);
        return prefixes;
    }

    private static void send(
            Subject subject, Findings findings, String bucket, Tenants.Pair pair, Facts facts, LintRule rule) {
        for (String action : Catalog.LISTINGS) {
            subject.attack(pair.attacker(), action, bucket, facts)
                    .ifPresent(hit -> findings.add(
                            subject, rule, Severity.LEAK, "sees the names of objects of tenant " + pair.victim(), hit));
        }
    }

    /** No statement tells how the bucket is divided among tenants; perhaps it is not. */
    private static void unpooled(Subject subject, Findings findings, String bucket) {
        Facts facts = Facts.NONE.without(PREFIX).without(DELIMITER);
        for (String action : Catalog.LISTINGS) {
            if (subject.means(action)
                    && subject.tagged(Tenants.STRANGER, action, bucket, facts).isPresent()) {
                subject.tagged(Tenants.ATTACKER, action, bucket, facts)
                        .ifPresent(hit -> findings.add(
                                subject,
                                LintRule.S2,
                                Severity.WARNING,
                                "sees the names of all objects; if several tenants have objects there, it sees theirs",
                                hit));
            }
        }
    }
}
