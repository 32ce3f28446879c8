package dev.partywall.testing.internal.dynamodb;

import dev.partywall.testing.internal.Access;
import dev.partywall.testing.internal.AccessCheck;
import dev.partywall.testing.internal.LabAccount;
import dev.partywall.testing.internal.ServiceKeys;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** An access model over a few tables, and what it says in short. */
final class ModelFixture {

    static final LabAccount HOME = new LabAccount("us-east-1", "111122223333");

    private static final String TABLES = "arn:aws:dynamodb:us-east-1:111122223333:table/";

    /** The keys by the letters that stand for them. */
    private static final Map<String, String> LETTERS = new LinkedHashMap<>();

    static {
        LETTERS.put("L", "leadingkeys");
        LETTERS.put("A", "attributes");
        LETTERS.put("R", "returnvalues");
        LETTERS.put("S", "select");
        LETTERS.put("T", "fulltablescan");
        LETTERS.put("C", "returnconsumedcapacity");
        LETTERS.put("E", "enclosingoperation");
    }

    final Tables tables = new Tables();
    final AccessModel model = new AccessModel(HOME, tables);

    ModelFixture() {
        learn("invoices", "pk", Map.of("by-owner", "owner", "by-date", "pk"), Map.of("team", "red"));
        learn("numbers", "id", Map.of(), Map.of());
        learn("blobs", "id", Map.of(), Map.of());
        learn("plain", "pk", Map.of(), Map.of());
    }

    /** Makes a table. */
    void learn(String name, String key, Map<String, String> indexes, Map<String, String> tags) {
        List<Map<String, Object>> descriptions = new ArrayList<>();
        indexes.forEach(
                (index, indexKey) -> descriptions.add(Map.of("IndexName", index, "KeySchema", schema(indexKey))));
        tables.learn(
                "CreateTable",
                Map.of("TableName", name, "KeySchema", schema(key), "GlobalSecondaryIndexes", descriptions),
                tags);
    }

    private static List<Map<String, String>> schema(String key) {
        return List.of(
                Map.of("AttributeName", "another", "KeyType", "RANGE"),
                Map.of("AttributeName", key, "KeyType", "HASH"));
    }

    /** What a request asks, a line per question. */
    List<String> ask(String operation, Map<String, Object> request) {
        Operation known = Operation.find(false, operation)
                .or(() -> Operation.find(true, operation))
                .orElseThrow();
        try {
            return lines(model.read(known, request).access());
        } catch (RequestRefusedException e) {
            return List.of("refused " + e.error().code());
        }
    }

    private static List<String> lines(Access access) {
        if (access instanceof Access.Unmodelled unmodelled) {
            return List.of("unmodelled " + unmodelled.action());
        }
        List<AccessCheck> checks =
                access instanceof Access.Uniform uniform ? uniform.checks() : ((Access.Checked) access).checks();
        return checks.stream().map(ModelFixture::line).toList();
    }

    private static String line(AccessCheck check) {
        StringBuilder line = new StringBuilder(check.action().substring("dynamodb:".length()))
                .append(' ')
                .append(check.resource().replace(TABLES, ""));
        LETTERS.forEach((letter, key) -> line.append(key(letter, "dynamodb:" + key, check.keys())));
        check.keys().single().keySet().stream()
                .filter(key -> key.startsWith("aws:"))
                .sorted()
                .forEach(key -> line.append(' ')
                        .append(key.replace("aws:resourcetag/", "tag.").replace("aws:requesttag/", "req."))
                        .append('=')
                        .append(check.keys().single().get(key)));
        line.append(key("keys", "aws:tagkeys", check.keys()));
        return check.resourceMustAllow() ? line + " resource must allow" : line.toString();
    }

    private static String key(String letter, String key, ServiceKeys keys) {
        String name = key.toLowerCase(Locale.ROOT);
        if (keys.single().containsKey(name)) {
            return " " + letter + "=" + keys.single().get(name);
        } else if (keys.multiple().containsKey(name)) {
            return " " + letter + "="
                    + String.join(
                            ",", keys.multiple().get(name).stream().sorted().toList());
        }
        // Of unspecified capacity nothing is known: there is a test of its own.
        return keys.isAbsent(name) || letter.equals("C") ? "" : " " + letter + "?";
    }
}
