package dev.partywall.testing.internal.iam;

import dev.partywall.testing.internal.protocol.XmlElements;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.NavigableMap;
import java.util.function.BiFunction;

/**
 * A part of a list, by MaxItems and Marker. A marker says after which entry to go on, so entries that come and go between
 * two pages neither repeat nor hide others.
 */
final class Page {

    private static final int USUAL = 100;
    private static final int MOST = 1000;
    private static final String MARK = "partywall:";

    private Page() {}

    /** The page that a request asks for, of structures by their sort key. */
    static XmlElements of(IamRequest request, String name, NavigableMap<String, XmlElements> entries) {
        return of(request, entries, (page, members) -> page.withAll(name, members));
    }

    /** The page that a request asks for, of texts. */
    static XmlElements ofTexts(IamRequest request, String name, NavigableMap<String, String> entries) {
        return of(request, entries, (page, members) -> page.withTexts(name, members));
    }

    private static <T> XmlElements of(
            IamRequest request, NavigableMap<String, T> entries, BiFunction<XmlElements, List<T>, XmlElements> list) {
        int limit = request.number("MaxItems", 1, MOST).orElse(USUAL);
        NavigableMap<String, T> rest = request.text("Marker", 1, 2048)
                .map(marker -> entries.tailMap(lastOf(marker), false))
                .orElse(entries);
        List<String> keys = rest.keySet().stream().limit(limit).toList();
        XmlElements page = list.apply(
                new XmlElements(), rest.values().stream().limit(limit).toList());
        boolean truncated = rest.size() > keys.size();
        page.with("IsTruncated", truncated);
        return truncated ? page.with("Marker", marker(keys.get(keys.size() - 1))) : page;
    }

    private static String marker(String last) {
        return Base64.getEncoder().encodeToString((MARK + last).getBytes(StandardCharsets.UTF_8));
    }

    private static String lastOf(String marker) {
        String text = decode(marker);
        if (!text.startsWith(MARK)) {
            throw IamException.validation("Invalid Marker.");
        }
        return text.substring(MARK.length());
    }

    private static String decode(String marker) {
        try {
            return new String(Base64.getDecoder().decode(marker), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
