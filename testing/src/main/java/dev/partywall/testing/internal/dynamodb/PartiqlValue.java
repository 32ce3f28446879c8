package dev.partywall.testing.internal.dynamodb;

import java.util.List;
import java.util.Map;

/** A value in a PartiQL statement. */
sealed interface PartiqlValue {

    /**
     * An attribute, or what is nested in it.
     *
     * @param attribute the top-level attribute
     * @param quoted whether it stands in double quotes
     * @param nested whether the path goes on
     */
    record Path(String attribute, boolean quoted, boolean nested) implements PartiqlValue {}

    /**
     * A value that the statement or its parameters give.
     *
     * @param attributeValue such as <code>{"S": "acme"}</code>
     */
    record Constant(Map<?, ?> attributeValue) implements PartiqlValue {}

    /**
     * Several values: a list, or what stands behind IN.
     *
     * @param values the values
     */
    record Several(List<PartiqlValue> values) implements PartiqlValue {}

    /**
     * A tuple, such as an item.
     *
     * @param members by name
     */
    record Tuple(Map<String, PartiqlValue> members) implements PartiqlValue {}

    /** What is computed: of functions, arithmetic. */
    record Computed() implements PartiqlValue {}
}
