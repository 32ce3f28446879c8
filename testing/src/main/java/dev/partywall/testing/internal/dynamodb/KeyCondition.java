package dev.partywall.testing.internal.dynamodb;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the partition key value that a Query asks for:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.KeyConditionExpressions.html
 *
 * <p>The grammar makes it easy: there are only conjunctions, and the partition key can only be equal to a {@code :value}.
 */
final class KeyCondition {

    private final Map<?, ?> names;
    private final Map<?, ?> values;
    private final String partitionKey;
    private final List<String> tokens;
    private final List<Object> found = new ArrayList<>();
    private int at;
    private boolean sound = true;

    private KeyCondition(Map<?, ?> query, String partitionKey, List<String> tokens) {
        this.names = DynamoDbJson.object(query.get("ExpressionAttributeNames"));
        this.values = DynamoDbJson.object(query.get("ExpressionAttributeValues"));
        this.partitionKey = partitionKey;
        this.tokens = tokens;
    }

    /** The value that the partition key must have; unknown if the conditions are not those of a Query. */
    static LeadingKeys of(Map<?, ?> query, String partitionKey) {
        boolean old = query.get("KeyConditions") != null;
        boolean expression = query.get("KeyConditionExpression") != null;
        if (old == expression) {
            return LeadingKeys.UNKNOWN;
        }
        return old
                ? legacy(query, partitionKey)
                : DynamoDbJson.text(query.get("KeyConditionExpression"))
                        .flatMap(ExpressionTokens::of)
                        .map(tokens -> new KeyCondition(query, partitionKey, tokens).read())
                        .orElse(LeadingKeys.UNKNOWN);
    }

    /** The older form: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.KeyConditions.html */
    private static LeadingKeys legacy(Map<?, ?> query, String partitionKey) {
        Map<?, ?> condition = DynamoDbJson.object(
                DynamoDbJson.object(query.get("KeyConditions")).get(partitionKey));
        List<?> wanted = DynamoDbJson.list(condition.get("AttributeValueList"));
        return "EQ".equals(condition.get("ComparisonOperator")) && wanted.size() == 1
                ? LeadingKeys.of(wanted)
                : LeadingKeys.UNKNOWN;
    }

    private LeadingKeys read() {
        conjunction();
        return sound && at == tokens.size() && found.size() == 1 ? LeadingKeys.of(found) : LeadingKeys.UNKNOWN;
    }

    private void conjunction() {
        condition();
        while (sound && accept("AND")) {
            condition();
        }
    }

    private void condition() {
        if (accept("(")) {
            conjunction();
            expect(")");
        } else if (accept("begins_with")) {
            expect("(");
            mustNotBeKey(next());
            expect(",");
            next();
            expect(")");
        } else {
            comparison(next());
        }
    }

    private void comparison(String left) {
        if (accept("BETWEEN")) {
            mustNotBeKey(left);
            next();
            expect("AND");
            next();
        } else if (accept("=")) {
            equality(left, next());
        } else {
            sound &= accept("<") || accept("<=") || accept(">") || accept(">=");
            mustNotBeKey(left);
            mustNotBeKey(next());
        }
    }

    private void equality(String left, String right) {
        String name = left.startsWith(":") ? right : left;
        String value = left.startsWith(":") ? left : right;
        sound &= value.startsWith(":") && ExpressionTokens.isName(name);
        if (isKey(name)) {
            Object wanted = values.get(value);
            sound &= wanted != null;
            found.add(wanted == null ? Map.of() : wanted);
        }
    }

    private void mustNotBeKey(String token) {
        sound &= !isKey(token);
    }

    private boolean isKey(String token) {
        Optional<String> name = ExpressionTokens.isName(token) ? Expression.resolve(token, names) : Optional.empty();
        return name.filter(partitionKey::equals).isPresent();
    }

    private String next() {
        if (at >= tokens.size()) {
            sound = false;
            return ",";
        }
        return tokens.get(at++);
    }

    private boolean accept(String word) {
        boolean is = at < tokens.size() && tokens.get(at).equalsIgnoreCase(word);
        at += is ? 1 : 0;
        return is;
    }

    private void expect(String word) {
        sound &= accept(word);
    }
}
