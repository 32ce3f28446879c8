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

    /** A table's name; requests may give its ARN instead. */
    static Optional<String> tableName(@Nullable Object value) {
        if (!(value instanceof String name)) {
            return Optional.empty();
        }
        int resource = name.startsWith("arn:") ? name.indexOf(":table/") : -1;
        return Optional.of(resource < 0 ? name : name.substring(resource + ":table/".length()));
    }

    /** A key value, such as <code>{"S": "acme"}</code>, as text. */
    static Optional<String> keyText(@Nullable Object attributeValue) {
        Map<?, ?> typed = object(attributeValue);
        return Optional.ofNullable(typed.get("S"))
                .or(() -> Optional.ofNullable(typed.get("N")))
                .or(() -> Optional.ofNullable(typed.get("B")))
                .map(Object::toString);
    }
}
