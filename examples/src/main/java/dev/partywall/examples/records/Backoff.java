package dev.partywall.examples.records;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Waits before trying again: up to 50 ms, then twice that, and so on up to 5 s; at random, so that threads spread. */
@FunctionalInterface
interface Backoff {

    /** Waits before the given attempt, 1 being the first repetition. */
    void pause(int attempt);

    /** The real one. */
    static Backoff sleeping() {
        return attempt -> {
            long limit = Math.min(5_000, 50L << Math.min(attempt - 1, 10));
            try {
                Thread.sleep(Duration.ofMillis(ThreadLocalRandom.current().nextLong(limit + 1))
                        .toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AwsTroubleException("the run was interrupted while DynamoDB asked for patience");
            }
        };
    }
}
