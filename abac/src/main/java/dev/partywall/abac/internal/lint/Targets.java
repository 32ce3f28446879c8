package dev.partywall.abac.internal.lint;

import dev.partywall.policy.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Resources that policies speak of, in flesh and blood. */
final class Targets {

    private static final int PARTS = 6;
    private static final int SERVICE = 2;
    private static final int REGION = 3;
    private static final int ACCOUNT = 4;

    private final Mentions mentions;
    private final List<Statement> statements;

    /** Of these statements. */
    Targets(Mentions mentions, List<Statement> statements) {
        this.mentions = mentions;
        this.statements = statements;
    }

    /** Resources of a service that the patterns mean, read for a tenant; and one that none may mean. */
    Set<String> of(String service, String tenant) {
        Set<String> all = new LinkedHashSet<>();
        patterns().forEach(pattern -> all.addAll(examples(pattern, service, tenant)));
        all.add(Catalog.example(service));
        return all;
    }

    /** The same, of those patterns only that name the tenant. */
    Set<String> named(String service, String tenant) {
        Set<String> all = new LinkedHashSet<>();
        patterns()
                .filter(pattern -> mentions.text(pattern).namesTenant())
                .forEach(pattern -> all.addAll(examples(pattern, service, tenant)));
        return all;
    }

    Stream<String> patterns() {
        return statements.stream().flatMap(Mentions::resources).distinct();
    }

    /** Services whose resources are named. */
    Set<String> services() {
        Set<String> services = new LinkedHashSet<>();
        patterns()
                .map(Targets::split)
                .filter(parts -> parts.size() > SERVICE)
                .forEach(parts -> services.add(parts.get(SERVICE)));
        return services;
    }

    private List<String> examples(String pattern, String service, String tenant) {
        List<String> parts = split(pattern);
        if (parts.size() <= SERVICE || !parts.get(SERVICE).equals(service)) {
            return List.of();
        }
        if (parts.size() < PARTS) {
            return List.of(Catalog.example(service));
        }
        String head = "arn:" + part(parts.get(1), "aws") + ":" + service + ":" + part(parts.get(REGION), "us-east-1")
                + ":" + part(parts.get(ACCOUNT), Conditions.ACCOUNT) + ":";
        return mentions.text(parts.get(PARTS - 1)).examples(tenant).stream()
                .map(head::concat)
                .toList();
    }

    private static String part(String written, String otherwise) {
        return written.contains("*") || written.contains("?") || written.contains("$") ? otherwise : written;
    }

    /** The six parts of an ARN; the last may contain colons. */
    private static List<String> split(String arn) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        for (int colon = arn.indexOf(':'); colon >= 0 && parts.size() < PARTS - 1; colon = arn.indexOf(':', from)) {
            parts.add(arn.substring(from, colon));
            from = colon + 1;
        }
        parts.add(arn.substring(from));
        return parts;
    }
}
