package dev.partywall.benchmarks.capacity;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;

/** When the operations of one tenant come to one node, in milliseconds from the beginning. */
record Traffic(List<Long> moments) {

    Traffic {
        moments = List.copyOf(moments);
    }

    /** At random moments, so many of them in a while as the mean gap says, and often none. */
    static Traffic random(Random random, Duration meanGap, Duration end) {
        List<Long> moments = new ArrayList<>();
        double moment = 0;
        while (true) {
            moment += -Math.log(1 - random.nextDouble()) * meanGap.toMillis();
            if (moment >= end.toMillis()) {
                return new Traffic(moments);
            }
            moments.add((long) moment);
        }
    }

    /** Every so often. */
    static Traffic even(Duration gap, int count) {
        List<Long> moments = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            moments.add(index * gap.toMillis());
        }
        return new Traffic(moments);
    }

    /** Loads by the rule: the first operation loads, and so does the first one after each load's share of the time to live. */
    int loads(Duration timeToLive, DoubleSupplier share) {
        int loads = 0;
        double due = Double.NEGATIVE_INFINITY;
        for (long moment : moments) {
            if (moment >= due) {
                loads++;
                due = moment + share.getAsDouble() * timeToLive.toMillis();
            }
        }
        return loads;
    }
}
