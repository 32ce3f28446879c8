package dev.partywall.testing.internal.kms;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

/**
 * A part of a list, by Limit and Marker. A marker says after which entry to go on, so entries that come and go between
 * two pages neither repeat nor hide others.
 *
 * @param name the member that takes the list
 * @param usual how many entries without a limit
 * @param most how many entries at most
 */
record Page(String name, int usual, int most) {

    private static final String MARK = "partywall:";

    /** The page that a request asks for. */
    Map<String, Object> of(NavigableMap<String, ?> entries, KmsRequest request) {
        int limit = request.number("Limit", 1, most).orElse(usual);
        NavigableMap<String, ?> rest = request.text("Marker", 1, 1024)
                .<NavigableMap<String, ?>>map(marker -> entries.tailMap(lastOf(marker), false))
                .orElse(entries);
        List<String> keys = rest.keySet().stream().limit(limit).toList();
        boolean truncated = rest.size() > keys.size();
        Answer answer =
                new Answer().with(name, keys.stream().map(rest::get).toList()).with("Truncated", truncated);
        return truncated
                ? answer.with("NextMarker", marker(keys.get(keys.size() - 1))).map()
                : answer.map();
    }

    private String marker(String last) {
        return Base64.getEncoder().encodeToString((MARK + name + ":" + last).getBytes(StandardCharsets.UTF_8));
    }

    private String lastOf(String marker) {
        String text = decode(marker);
        String prefix = MARK + name + ":";
        if (!text.startsWith(prefix)) {
            throw KmsException.invalidMarker("Could not deserialize marker");
        }
        return text.substring(prefix.length());
    }

    private static String decode(String marker) {
        try {
            return new String(Base64.getDecoder().decode(marker), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
