package dev.partywall.testing.internal.sts;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The session tags in a token: nested in one claim, or flat, each in a claim of its own
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_adding-assume-role-idp). A tag has
 * one value, alone or in an array.
 */
final class TokenTags {

    private static final String NESTED = "https://aws.amazon.com/tags";
    private static final String FLAT = NESTED + "/principal_tags/";
    private static final String FLAT_TRANSITIVE = NESTED + "/transitive_tag_keys";

    private TokenTags() {}

    /** The tags in claims. */
    static SessionTags in(Map<String, Object> claims) {
        List<Map.Entry<String, String>> tags = new ArrayList<>();
        List<String> transitive = new ArrayList<>();
        if (claims.get(NESTED) instanceof Map<?, ?> nested) {
            if (nested.get("principal_tags") instanceof Map<?, ?> principal) {
                principal.forEach((key, value) -> tags.add(Map.entry(String.valueOf(key), single(value))));
            }
            transitive.addAll(texts(nested.get("transitive_tag_keys")));
        }
        claims.forEach((claim, value) -> {
            if (claim.startsWith(FLAT)) {
                tags.add(Map.entry(claim.substring(FLAT.length()), single(value)));
            }
        });
        transitive.addAll(texts(claims.get(FLAT_TRANSITIVE)));
        return SessionTags.of(tags, transitive);
    }

    private static String single(@Nullable Object value) {
        List<String> values = texts(value);
        if (values.size() != 1) {
            throw StsException.invalidIdentityToken("A session tag in the ID Token must have a single value.");
        }
        return values.get(0);
    }

    private static List<String> texts(@Nullable Object value) {
        if (value instanceof String text) {
            return List.of(text);
        }
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }
}
