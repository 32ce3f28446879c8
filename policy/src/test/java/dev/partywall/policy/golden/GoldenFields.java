package dev.partywall.policy.golden;

import static dev.partywall.policy.golden.GoldenTable.list;
import static dev.partywall.policy.golden.GoldenTable.map;
import static dev.partywall.policy.golden.GoldenTable.page;

import dev.partywall.policy.AttachedPolicy;
import dev.partywall.policy.ContextValue;
import dev.partywall.policy.PolicyDocument;
import dev.partywall.policy.PolicyLayer;
import dev.partywall.policy.PolicySet;
import dev.partywall.policy.PolicyType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A case as read.
 *
 * @param fields with those of its groups
 */
record GoldenFields(Map<String, Object> fields) {

    String name() {
        return text("name");
    }

    GoldenCase toCase(String theme) {
        Scenario scenario = new Scenario(
                policies(), Callers.parse(text("caller")), text("action"), text("on"), text("account"), context());
        return new GoldenCase(
                theme,
                name(),
                page(text("doc")),
                text("why"),
                scenario,
                Outcome.Kind.valueOf(text("expect")),
                optional("layer").map(PolicyLayer::valueOf),
                optional("sid"),
                optional("missing"));
    }

    private PolicySet policies() {
        List<AttachedPolicy> boundary = attached(PolicyType.PERMISSIONS_BOUNDARY, fields.get("boundary"));
        return new PolicySet(
                levels(PolicyType.SERVICE_CONTROL, "scp"),
                levels(PolicyType.RESOURCE_CONTROL, "rcp"),
                attached(resourceType(), fields.get(resourceField())),
                resourceType() != PolicyType.RESOURCE,
                identity(),
                boundary.stream().findFirst(),
                attached(PolicyType.SESSION, fields.get("session")));
    }

    private List<AttachedPolicy> identity() {
        Object when = fields.get("when");
        if (when == null) {
            return attached(PolicyType.IDENTITY, fields.get("identity"));
        }
        Map<String, Object> statement = new LinkedHashMap<>();
        statement.put("Effect", "Allow");
        statement.put("Action", "*");
        statement.put("Resource", "*");
        statement.put("Condition", when);
        return attached(PolicyType.IDENTITY, List.of(statement));
    }

    private PolicyType resourceType() {
        return switch (resourceField()) {
            case "key" -> PolicyType.KEY;
            case "trust" -> PolicyType.TRUST;
            default -> PolicyType.RESOURCE;
        };
    }

    private String resourceField() {
        return fields.containsKey("key") ? "key" : fields.containsKey("trust") ? "trust" : "resource";
    }

    private List<List<AttachedPolicy>> levels(PolicyType type, String field) {
        return list(fields.get(field)).stream()
                .map(level -> attached(type, level))
                .toList();
    }

    private List<AttachedPolicy> attached(PolicyType type, @Nullable Object policies) {
        List<AttachedPolicy> attached = new ArrayList<>();
        List<Object> statements = new ArrayList<>();
        for (Object one : list(policies)) {
            Map<String, Object> block = map(one instanceof String name ? block(name) : one);
            if (block.containsKey("Statement")) {
                attached.add(parsed(type, block));
            } else {
                statements.add(block);
            }
        }
        if (!statements.isEmpty()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("Version", "2012-10-17");
            document.put("Statement", statements);
            attached.add(parsed(type, document));
        }
        return attached;
    }

    private Object block(String name) {
        Object block = map(fields.get("blocks")).get(name);
        if (block == null) {
            throw new IllegalArgumentException("no block " + name);
        }
        return block;
    }

    private static AttachedPolicy parsed(PolicyType type, Map<String, Object> document) {
        return new AttachedPolicy(type.name(), PolicyDocument.parse(type, JsonTree.write(document)));
    }

    private Map<String, ContextValue> context() {
        Map<String, ContextValue> context = new TreeMap<>();
        map(fields.get("keys")).forEach((key, value) -> context.put(key, contextValue(value)));
        list(fields.get("unmodelled")).forEach(key -> context.put((String) key, new ContextValue.Unmodelled()));
        return context;
    }

    private static ContextValue contextValue(Object value) {
        return value instanceof String text
                ? new ContextValue.Single(text)
                : new ContextValue.Multiple(
                        list(value).stream().map(String.class::cast).toList());
    }

    private String text(String field) {
        return optional(field).orElseThrow(() -> new IllegalArgumentException("no " + field + " in " + fields));
    }

    private Optional<String> optional(String field) {
        return Optional.ofNullable((String) fields.get(field));
    }
}
