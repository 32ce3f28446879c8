package dev.partywall.abac.internal.credentials;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The session tags in the payload of a JWT; the signature is for STS to verify. Tag keys are compared as IAM does, without
 * regard to case; a key with several values, or that stands twice, has no value here.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html">Pass session tags using
 *     AssumeRoleWithWebIdentity</a>
 */
final class TokenTags {

    static final String CLAIM = "https://aws.amazon.com/tags";

    private static final String FLAT = CLAIM + "/principal_tags/";
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Map<String, Optional<String>> values = new HashMap<>();

    private TokenTags() {}

    /** The tags of a token, if it is one. */
    static Optional<TokenTags> of(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        TokenTags tags = new TokenTags();
        try (JsonParser payload = JSON.createParser(Base64.getUrlDecoder().decode(parts[1]))) {
            tags.read(payload);
            return Optional.of(tags);
        } catch (IOException | IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    /** The one value of a tag. */
    Optional<String> value(String key) {
        return values.getOrDefault(key.toLowerCase(Locale.ROOT), Optional.empty());
    }

    private void read(JsonParser payload) throws IOException {
        require(payload.nextToken() == JsonToken.START_OBJECT);
        while (payload.nextToken() != JsonToken.END_OBJECT) {
            String claim = payload.currentName();
            payload.nextToken();
            if (claim.equals(CLAIM) && payload.currentToken() == JsonToken.START_OBJECT) {
                readNested(payload);
            } else if (claim.startsWith(FLAT)) {
                readValue(claim.substring(FLAT.length()), payload);
            } else {
                payload.skipChildren();
            }
        }
        require(payload.nextToken() == null);
    }

    private void readNested(JsonParser payload) throws IOException {
        while (payload.nextToken() != JsonToken.END_OBJECT) {
            String member = payload.currentName();
            payload.nextToken();
            if (member.equals("principal_tags") && payload.currentToken() == JsonToken.START_OBJECT) {
                while (payload.nextToken() != JsonToken.END_OBJECT) {
                    String key = payload.currentName();
                    payload.nextToken();
                    readValue(key, payload);
                }
            } else {
                payload.skipChildren();
            }
        }
    }

    /** A text, or a list of one text. */
    private void readValue(String key, JsonParser payload) throws IOException {
        Optional<String> value = Optional.empty();
        if (payload.currentToken() == JsonToken.VALUE_STRING) {
            value = Optional.of(payload.getText());
        } else if (payload.currentToken() == JsonToken.START_ARRAY) {
            int count = 0;
            while (payload.nextToken() != JsonToken.END_ARRAY) {
                count++;
                value = count == 1 && payload.currentToken() == JsonToken.VALUE_STRING
                        ? Optional.of(payload.getText())
                        : Optional.empty();
                payload.skipChildren();
            }
        } else {
            payload.skipChildren(); // or what is inside an object would pass for tags
        }
        Optional<String> read = value;
        values.merge(key.toLowerCase(Locale.ROOT), read, (first, second) -> Optional.empty());
    }

    private static void require(boolean wellFormed) throws IOException {
        if (!wellFormed) {
            throw new IOException("not a JSON object");
        }
    }
}
