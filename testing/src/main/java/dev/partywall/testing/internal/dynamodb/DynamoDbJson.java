package dev.partywall.testing.internal.dynamodb;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks into DynamoDB requests leniently: whatever is not as expected counts as absent, DynamoDB itself will say so. */
final class DynamoDbJson {

    private DynamoDbJson() {}

    static Map<?, ?> object(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    static Optional<String> text(@Nullable Object value) {
        return value instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /** The names of an object's members. */
    static List<String> names(@Nullable Object value) {
        return object(value).keySet().stream().map(Object::toString).toList();
    }
}
