package dev.partywall.testing.internal.dynamodb;

import dev.partywall.testing.internal.Access;
import dev.partywall.testing.internal.CallSubject;
import java.util.Map;
import java.util.Optional;

/**
 * What a request was understood to mean.
 *
 * @param access what IAM is asked
 * @param subject what it is about
 * @param judgedBy the tables whose items it goes to, as they were known then
 * @param atHome whether all its tables are the lab's
 */
record Reading(Access access, CallSubject subject, Map<String, Optional<TableSchema>> judgedBy, boolean atHome) {

    Reading {
        judgedBy = Map.copyOf(judgedBy);
    }

    /** A request that names no table. */
    static Reading of(Access access, CallSubject subject) {
        return new Reading(access, subject, Map.of(), true);
    }

    /** Whether the request may go on and still means the same: no table in it was made, deleted or given other keys meanwhile. */
    boolean holds(Tables tables) {
        return atHome
                && judgedBy.entrySet().stream().allMatch(table -> same(table.getValue(), tables.find(table.getKey())));
    }

    private static boolean same(Optional<TableSchema> then, Optional<TableSchema> now) {
        return then.isPresent() == now.isPresent()
                && (then.isEmpty() || then.get().hasKeysOf(now.orElseThrow()));
    }
}
