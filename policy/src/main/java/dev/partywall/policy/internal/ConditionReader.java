package dev.partywall.policy.internal;

import com.fasterxml.jackson.core.JsonToken;
import dev.partywall.policy.Condition;
import dev.partywall.policy.ConditionOperator;
import dev.partywall.policy.ConditionValue;
import dev.partywall.policy.ConditionValue.Kind;
import java.util.ArrayList;
import java.util.List;

/** Reads a Condition: operators, their keys, their values. */
final class ConditionReader {

    private final Tokens tokens;
    private final List<Condition> conditions = new ArrayList<>();

    ConditionReader(Tokens tokens) {
        this.tokens = tokens;
    }

    List<Condition> read() {
        startObject("Condition");
        tokens.object("the Condition", this::operator);
        return conditions;
    }

    private void operator(String name) {
        ConditionOperator operator = OperatorNames.find(name);
        if (operator == null) {
            throw tokens.refuse(OperatorNames.unknown(name));
        }
        startObject(name);
        int start = tokens.start();
        int before = conditions.size();
        tokens.object(name, key -> conditions.add(condition(operator, key)));
        if (conditions.size() == before) {
            throw tokens.refuseAt(start, name + " must not be empty; name at least one condition key");
        }
    }

    private Condition condition(ConditionOperator operator, String key) {
        tokens.check(ElementRules.conditionKey(key));
        int start = tokens.start();
        List<ConditionValue> values = new ArrayList<>();
        tokens.each(key, token -> values.add(value(token, key)));
        return new Condition(operator, key, values, tokens.range(start, tokens.end()));
    }

    private ConditionValue value(JsonToken token, String key) {
        return switch (token) {
            case VALUE_STRING -> new ConditionValue(tokens.string(token, key), Kind.STRING);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new ConditionValue(tokens.value(), Kind.NUMBER);
            case VALUE_TRUE, VALUE_FALSE -> new ConditionValue(tokens.value(), Kind.BOOLEAN);
            default -> throw tokens.refuse("a value of " + key + " must be a string, a number, true or false");
        };
    }

    private void startObject(String what) {
        if (tokens.next() != JsonToken.START_OBJECT) {
            throw tokens.refuse(what + " must be a JSON object; start with {");
        }
    }
}
