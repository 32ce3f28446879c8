package dev.partywall.testing.internal.dynamodb;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A condition behind WHERE. */
sealed interface PartiqlCondition {

    /** All of them. */
    record And(List<PartiqlCondition> all) implements PartiqlCondition {}

    /** One of them. */
    record Or(List<PartiqlCondition> any) implements PartiqlCondition {}

    /** The contrary. */
    record Not(PartiqlCondition condition) implements PartiqlCondition {}

    /** A path is equal to one of some values. */
    record OneOf(PartiqlValue.Path path, List<PartiqlValue> values) implements PartiqlCondition {}

    /** The same the other way round: whether DynamoDB takes it for a key condition is not documented. */
    record Reversed(PartiqlValue.Path path) implements PartiqlCondition {}

    /** Any other. */
    record Other() implements PartiqlCondition {}

    /** How a condition pins the partition key. */
    sealed interface Pin {

        /** To these attribute values. */
        record To(List<Map<?, ?>> values) implements Pin {}

        /** Not at all: the table is scanned. */
        record Nowhere() implements Pin {}

        /** The lab cannot tell. */
        record Unsure() implements Pin {}
    }

    /**
     * How it pins the partition key: by {@code =} or IN, alone or with others by AND, or by a disjunction of such and nothing
     * else (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.select.html).
     */
    default Pin pin(String partitionKey) {
        if (this instanceof And and) {
            return pinOfAll(
                    and.all().stream().map(each -> each.pin(partitionKey)).toList());
        } else if (this instanceof Or or) {
            return pinOfAny(or, partitionKey);
        } else if (this instanceof Not not) {
            return not.condition().pin(partitionKey) instanceof Pin.Nowhere ? new Pin.Nowhere() : new Pin.Unsure();
        } else if (this instanceof OneOf oneOf) {
            return pinOf(oneOf, partitionKey);
        } else if (this instanceof Reversed reversed) {
            return reversed.path().attribute().equalsIgnoreCase(partitionKey) ? new Pin.Unsure() : new Pin.Nowhere();
        }
        return new Pin.Nowhere();
    }

    private static Pin pinOf(OneOf oneOf, String partitionKey) {
        PartiqlValue.Path path = oneOf.path();
        if (path.nested()) {
            return new Pin.Nowhere(); // a key has nothing in it
        } else if (!path.attribute().equals(partitionKey)) {
            boolean almost = !path.quoted() && path.attribute().equalsIgnoreCase(partitionKey);
            return almost ? new Pin.Unsure() : new Pin.Nowhere();
        }
        List<Map<?, ?>> values = new ArrayList<>();
        for (PartiqlValue value : oneOf.values()) {
            if (!(value instanceof PartiqlValue.Constant constant)) {
                return new Pin.Unsure();
            }
            values.add(constant.attributeValue());
        }
        return values.isEmpty() ? new Pin.Unsure() : new Pin.To(values);
    }

    private static Pin pinOfAll(List<Pin> pins) {
        List<Pin> pinning =
                pins.stream().filter(pin -> !(pin instanceof Pin.Nowhere)).toList();
        if (pinning.isEmpty()) {
            return new Pin.Nowhere();
        }
        return pinning.size() == 1 ? pinning.get(0) : new Pin.Unsure();
    }

    private static Pin pinOfAny(Or or, String partitionKey) {
        List<Map<?, ?>> values = new ArrayList<>();
        boolean open = false;
        for (PartiqlCondition each : or.any()) {
            Pin pin = each.pin(partitionKey);
            if (pin instanceof Pin.Unsure || (pin instanceof Pin.To && each instanceof And)) {
                return new Pin.Unsure();
            } else if (pin instanceof Pin.To to) {
                values.addAll(to.values());
            } else {
                open = true;
            }
        }
        return open ? new Pin.Nowhere() : new Pin.To(values);
    }
}
