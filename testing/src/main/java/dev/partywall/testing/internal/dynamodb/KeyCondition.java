package dev.partywall.testing.internal.dynamodb;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the partition key value that a Query asks for:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.KeyConditionExpressions.html
 *
 * <p>The grammar makes it easy: the partition key can only be compared by {@code =}, to a {@code :value}.
 */
final class KeyCondition {

    private static final Pattern EQUALITY = Pattern.compile("([#\\w.-]+)\\s*=\\s*(:\\w+)");

    private KeyCondition() {}

    /** The value that the partition key must have. */
    static Optional<String> partitionKeyValue(Map<?, ?> query, String partitionKey) {
        return fromExpression(query, partitionKey).or(() -> fromConditions(query, partitionKey));
    }

    private static Optional<String> fromExpression(Map<?, ?> query, String partitionKey) {
        if (!(query.get("KeyConditionExpression") instanceof String expression)) {
            return Optional.empty();
        }
        Map<?, ?> names = DynamoDbJson.object(query.get("ExpressionAttributeNames"));
        Map<?, ?> values = DynamoDbJson.object(query.get("ExpressionAttributeValues"));
        Matcher equality = EQUALITY.matcher(expression);
        while (equality.find()) {
            String written = equality.group(1);
            Object name = names.containsKey(written) ? names.get(written) : written;
            if (partitionKey.equals(name)) {
                return DynamoDbJson.keyText(values.get(equality.group(2)));
            }
        }
        return Optional.empty();
    }

    /** The older form, KeyConditions. */
    private static Optional<String> fromConditions(Map<?, ?> query, String partitionKey) {
        Map<?, ?> condition = DynamoDbJson.object(
                DynamoDbJson.object(query.get("KeyConditions")).get(partitionKey));
        return DynamoDbJson.list(condition.get("AttributeValueList")).stream()
                .findFirst()
                .flatMap(DynamoDbJson::keyText);
    }
}
