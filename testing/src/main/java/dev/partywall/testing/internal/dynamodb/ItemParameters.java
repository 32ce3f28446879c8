package dev.partywall.testing.internal.dynamodb;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The condition keys that stand for parameters of a request
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html).
 */
final class ItemParameters {

    /** Of {@code INDEXES} the reference says nothing. */
    private static final Set<String> CAPACITY = Set.of("TOTAL", "NONE");

    private ItemParameters() {}

    /**
     * {@code Select}: "always has a value (ALL_ATTRIBUTES, unless otherwise specified)". What else it can be without being
     * specified: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html
     */
    static DataAccess withSelect(DataAccess access, Map<?, ?> request) {
        if (request.get("Select") instanceof String given) {
            return access.with("Select", given);
        }
        boolean some = request.get("ProjectionExpression") != null || request.get("AttributesToGet") != null;
        String all = access.index() == null ? "ALL_ATTRIBUTES" : "ALL_PROJECTED_ATTRIBUTES";
        return access.with("Select", some ? "SPECIFIC_ATTRIBUTES" : all);
    }

    /**
     * {@code ReturnValues}: "always has a value (NONE unless otherwise specified)". Whether it knows of items that come back
     * with a failed condition is not documented.
     */
    static DataAccess withReturnValues(DataAccess access, Map<?, ?> request) {
        @Nullable Object onFailure = request.get("ReturnValuesOnConditionCheckFailure");
        if (onFailure != null && !onFailure.equals("NONE")) {
            return access.withUnknown("ReturnValues");
        }
        return access.with("ReturnValues", request.get("ReturnValues") instanceof String given ? given : "NONE");
    }

    /** {@code ReturnConsumedCapacity}: not documented is whether it has a value without being specified. */
    static DataAccess withCapacity(DataAccess access, Map<?, ?> request) {
        return request.get("ReturnConsumedCapacity") instanceof String given && CAPACITY.contains(given)
                ? access.with("ReturnConsumedCapacity", given)
                : access.withUnknown("ReturnConsumedCapacity");
    }
}
