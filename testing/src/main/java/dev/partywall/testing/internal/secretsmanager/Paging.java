package dev.partywall.testing.internal.secretsmanager;

import dev.partywall.testing.internal.wire.Members;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Parts of lists, by MaxResults and NextToken. A token says after which entry to go on.
 *
 * @param usual how many entries without a limit
 * @param most how many entries at most
 */
record Paging(int usual, int most) {

    static final Paging LISTS = new Paging(100, 100);
    static final Paging VALUES = new Paging(20, 20);

    private static final int MAX_TOKEN = 4096;

    /** The part that a request asks for, in a member of that name. */
    <T> Map<String, Object> page(
            String name, List<T> entries, Function<T, String> id, Function<T, Object> shown, Members request) {
        int limit = request.number("MaxResults", 1, most).orElse(usual);
        int start = request.text("NextToken", 1, MAX_TOKEN)
                .map(token -> after(token, entries, id))
                .orElse(0);
        List<T> part = entries.subList(start, Math.min(entries.size(), start + limit));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put(name, part.stream().map(shown).toList());
        if (start + part.size() < entries.size()) {
            answer.put("NextToken", token(id.apply(part.get(part.size() - 1))));
        }
        return answer;
    }

    private static String token(String id) {
        return Base64.getEncoder().encodeToString(id.getBytes(StandardCharsets.UTF_8));
    }

    private static <T> int after(String token, List<T> entries, Function<T, String> id) {
        List<String> ids = entries.stream().map(id).toList();
        int last = decode(token).map(ids::indexOf).orElse(-1);
        if (last < 0) {
            throw SecretErrors.badToken();
        }
        return last + 1;
    }

    private static Optional<String> decode(String token) {
        try {
            return Optional.of(new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
