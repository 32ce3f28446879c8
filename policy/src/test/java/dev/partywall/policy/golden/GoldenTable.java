package dev.partywall.policy.golden;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the cases. An object with {@code cases} is a group: its cases have its fields unless they say otherwise, and their
 * names follow its name. The fields are
 *
 * <ul>
 *   <li>{@code doc}: a page of {@code pages.json}, perhaps with an anchor; {@code why}: its rule in a line
 *   <li>{@code identity}, {@code boundary}, {@code session}; {@code scp} and {@code rcp} by level; one of {@code resource},
 *       {@code key} and {@code trust}: policies. Statements in a list make up one document of version 2012-10-17; a list may
 *       also hold whole documents, and names of {@code blocks}
 *   <li>{@code when}: short for an identity policy that allows everything under this condition
 *   <li>{@code caller} (see {@link Callers}), {@code action}, {@code on} (the ARN), {@code account} (of the resource)
 *   <li>{@code keys}: texts are single values, lists are multivalued; {@code unmodelled}: names of keys
 *   <li>{@code expect}, and where it matters {@code layer}, {@code sid} and {@code missing}
 * </ul>
 */
final class GoldenTable {

    private static final Map<String, Object> PAGES = map(resource("pages"));

    /** Read once: each case is looked up by itself when the tests are run under mutation. */
    private static final Map<String, List<GoldenFields>> READ = new ConcurrentHashMap<>();

    private final List<GoldenFields> cases = new ArrayList<>();

    private GoldenTable() {}

    /** The cases of a file, whose policies are still to be parsed. */
    static List<GoldenFields> read(String theme) {
        return READ.computeIfAbsent(theme, name -> {
            GoldenTable table = new GoldenTable();
            table.group(map(resource(name)));
            return List.copyOf(table.cases);
        });
    }

    /** A JSON file beside the tests. */
    static Object resource(String name) {
        try (InputStream in = GoldenTable.class.getResourceAsStream(name + ".json")) {
            if (in == null) {
                throw new IllegalStateException("no file " + name + ".json");
            }
            return JsonTree.read(in);
        } catch (IOException failure) {
            throw new UncheckedIOException(name, failure);
        }
    }

    /** The address of a page that cases know by a short name, perhaps with an anchor. */
    static String page(String doc) {
        String[] parts = doc.split("#", 2);
        String page = (String) PAGES.getOrDefault(parts[0], "unknown page " + parts[0]);
        return parts.length == 1 ? page : page + "#" + parts[1];
    }

    private void group(Map<String, Object> group) {
        for (Object child : list(group.get("cases"))) {
            Map<String, Object> merged = new LinkedHashMap<>(group);
            merged.remove("cases");
            merged.putAll(map(child));
            if (group.containsKey("name")) {
                merged.put("name", group.get("name") + ": " + merged.get("name"));
            }
            if (merged.containsKey("cases")) {
                group(merged);
            } else {
                cases.add(new GoldenFields(merged));
            }
        }
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(@Nullable Object tree) {
        return tree == null ? Map.of() : (Map<String, Object>) tree;
    }

    @SuppressWarnings("unchecked")
    static List<Object> list(@Nullable Object tree) {
        return tree == null ? List.of() : (List<Object>) tree;
    }
}
