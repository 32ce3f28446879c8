package dev.partywall.testing.internal.dynamodb;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A PartiQL statement, as far as IAM asks about it.
 *
 * @param verb what it does
 * @param exists whether it stands in EXISTS
 * @param table the table
 * @param index the index, if it reads one
 * @param attributes the top-level attributes that it names
 * @param all whether it selects {@code *}
 * @param where its condition, if it has one
 * @param item the item that it inserts, or nothing
 * @param returning what it returns, as the {@code ReturnValues} of UpdateItem has it
 */
record PartiqlStatement(
        Verb verb,
        boolean exists,
        String table,
        @Nullable String index,
        Set<String> attributes,
        boolean all,
        Optional<PartiqlCondition> where,
        Map<String, PartiqlValue> item,
        String returning) {

    /** What statements do. */
    enum Verb {
        SELECT("PartiQLSelect"),
        INSERT("PartiQLInsert"),
        UPDATE("PartiQLUpdate"),
        DELETE("PartiQLDelete");

        private final String action;

        Verb(String action) {
            this.action = action;
        }

        /** The action that IAM is asked about: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-iam.html */
        String action() {
            return action;
        }
    }
}
