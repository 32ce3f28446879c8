package dev.partywall.abac.internal.lint;

import java.util.ArrayList;
import java.util.List;

/** Who attacks whom. */
final class Tenants {

    /** The tenant that attacks. */
    static final String ATTACKER = "t1";

    /** A tenant whose id has nothing to do with the attacker's. */
    static final String STRANGER = "t2";

    /**
     * Ids that a pattern made for the attacker's may match by mistake: that begin or end with it, with characters behind it
     * that are allowed in ids, and in another case.
     */
    private static final List<String> VICTIMS = List.of(STRANGER, "t10", "t1-2", "t1_2", "x-t1", "xt1", "T1");

    private Tenants() {}

    /** An attack of one tenant on another. */
    record Pair(String attacker, String victim) {

        /** Whether the victim's id is a path below the attacker's. */
        boolean isBelow() {
            return victim.startsWith(attacker + "/");
        }
    }

    /** All attacks: those that must fail whatever the ids are, and those among given ids. */
    static List<Pair> pairs(List<String> given) {
        List<Pair> pairs = new ArrayList<>();
        VICTIMS.forEach(victim -> pairs.add(new Pair(ATTACKER, victim)));
        for (String attacker : given) {
            given.stream()
                    .filter(victim -> !victim.equals(attacker))
                    .forEach(victim -> pairs.add(new Pair(attacker, victim)));
        }
        return pairs;
    }
}
