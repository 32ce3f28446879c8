package dev.partywall.testing.internal.protocol;

import dev.partywall.testing.internal.LabRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The members of a request in AWS Query: lists as {@code Name.member.1}, structures as {@code Name.Member}
 * (https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#request-serialization). Of a member that is given twice the
 * first counts.
 */
public final class QueryForm {

    private static final Pattern ENTRY = Pattern.compile("member\\.([0-9]{1,9})(?:\\.(.+))?");

    private final Map<String, String> members;

    private QueryForm(Map<String, String> members) {
        this.members = members;
    }

    /** The form in a request's body, and in its query. */
    public static QueryForm of(LabRequest request) {
        Map<String, String> members = new LinkedHashMap<>();
        request.query().forEach((name, values) -> members.putIfAbsent(name, values.get(0)));
        String body = new String(request.body(), StandardCharsets.UTF_8);
        for (String pair : body.isEmpty() ? new String[0] : body.split("&", -1)) {
            int equals = pair.indexOf('=');
            members.putIfAbsent(
                    decode(equals < 0 ? pair : pair.substring(0, equals)),
                    equals < 0 ? "" : decode(pair.substring(equals + 1)));
        }
        return new QueryForm(members);
    }

    /** A form of these members, named as in a request. */
    public static QueryForm of(Map<String, String> members) {
        return new QueryForm(Map.copyOf(members));
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return text;
        }
    }

    /** Whether the request is a form of this API version. */
    public static boolean isOfVersion(LabRequest request, String version) {
        return (request.header("content-type").orElse("").startsWith("application/x-www-form-urlencoded")
                        || request.queryParameter("Action").isPresent())
                && of(request).text("Version").filter(version::equals).isPresent();
    }

    /** The operation; empty if none is named. */
    public String operation() {
        return text("Action").orElse("");
    }

    /** A member as text. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(members.get(name));
    }

    /** Whether a member, or a member of it, is given. */
    public boolean has(String name) {
        return members.keySet().stream().anyMatch(key -> key.equals(name) || key.startsWith(name + "."));
    }

    /** A list of texts, in the order of its numbers. */
    public List<String> texts(String name) {
        return structures(name).stream()
                .flatMap(entry -> entry.text("").stream())
                .toList();
    }

    /** A list of structures, in the order of its numbers. */
    public List<QueryForm> structures(String name) {
        TreeMap<Integer, Map<String, String>> entries = new TreeMap<>();
        members.forEach((key, value) -> {
            Matcher entry = ENTRY.matcher(key.startsWith(name + ".") ? key.substring(name.length() + 1) : "");
            if (entry.matches()) {
                String member = entry.group(2);
                entries.computeIfAbsent(Integer.valueOf(entry.group(1)), unseen -> new LinkedHashMap<>())
                        .put(member == null ? "" : member, value);
            }
        });
        List<QueryForm> structures = new ArrayList<>();
        entries.values().forEach(entry -> structures.add(new QueryForm(entry)));
        return structures;
    }

    /** Names no values: they may be secrets. */
    @Override
    public String toString() {
        return "QueryForm" + members.keySet();
    }
}
