package dev.partywall.policy.internal;

import dev.partywall.policy.Trace.Match;

/** Three-valued logic: what is unknown stays unknown unless the other operand decides. */
final class Logic {

    private Logic() {}

    static Match of(boolean value) {
        return value ? Match.YES : Match.NO;
    }

    static Match and(Match a, Match b) {
        if (a == Match.NO || b == Match.NO) {
            return Match.NO;
        }
        return a == Match.YES ? b : Match.UNKNOWN;
    }

    static Match or(Match a, Match b) {
        if (a == Match.YES || b == Match.YES) {
            return Match.YES;
        }
        return a == Match.NO ? b : Match.UNKNOWN;
    }

    static Match not(Match a) {
        return switch (a) {
            case YES -> Match.NO;
            case NO -> Match.YES;
            case UNKNOWN -> Match.UNKNOWN;
        };
    }
}
