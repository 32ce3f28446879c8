package dev.partywall.benchmarks.capacity;

import java.time.Duration;

/**
 * Nodes that seal and open the records of tenants, any node those of any tenant.
 *
 * <p>A branch key is loaded by one KMS request and one DynamoDB read. On each node a tenant's key is loaded by the first
 * operation that needs it, and again by the first one after {@value #REFRESH_SHARE} of its time to live, on average: each key
 * draws its share between {@value #EARLIEST_REFRESH} and {@value #LATEST_REFRESH}. So two loads are that share of the time to
 * live apart, and the wait for the next operation.
 *
 * @param nodes JVMs with a keyring, each of which serves every tenant
 * @param tenants active tenants; each old version whose messages are opened counts as one more
 * @param recordsPerHour sealed and opened in the whole fleet, the same for each tenant and node
 * @param timeToLive as set on the keyrings
 */
public record Fleet(int nodes, int tenants, double recordsPerHour, Duration timeToLive) {

    /** The share of its time to live after which a key is due for a refresh: on average, at the earliest, at the latest. */
    static final double REFRESH_SHARE = 0.8;

    static final double EARLIEST_REFRESH = 0.75;
    static final double LATEST_REFRESH = 0.85;

    private static final double HOUR_MILLIS = Duration.ofHours(1).toMillis();
    private static final double MILLION = 1e6;

    /** Checks that there is something to compute. */
    public Fleet {
        if (nodes < 1 || tenants < 1 || !(recordsPerHour > 0) || timeToLive.isNegative() || timeToLive.isZero()) {
            throw new IllegalArgumentException("a fleet has nodes, tenants, records and a time to live");
        }
    }

    /**
     * Loads of branch keys, where records come at random moments: as many KMS requests and as many DynamoDB reads.
     *
     * @return loads in an hour, on average
     */
    public double loadsPerHour() {
        return keysInMemory() / (REFRESH_SHARE * timeToLiveHours() + waitHours());
    }

    /**
     * Loads at most, however the records come: no key is loaded before {@value #EARLIEST_REFRESH} of its time to live are over,
     * none without an operation.
     *
     * @return loads in an hour, once all keys are loaded
     */
    public double mostLoadsPerHour() {
        return Math.min(recordsPerHour, keysInMemory() / (EARLIEST_REFRESH * timeToLiveHours()));
    }

    /**
     * Loads for each million records.
     *
     * @return loads, at most a million
     */
    public double loadsPerMillion() {
        return loadsPerHour() / recordsPerHour * MILLION;
    }

    /** In all nodes together. */
    private double keysInMemory() {
        return (double) nodes * tenants;
    }

    /** Between two operations of a tenant on a node, on average; so long, too, is the wait for the next. */
    private double waitHours() {
        return keysInMemory() / recordsPerHour;
    }

    private double timeToLiveHours() {
        return timeToLive.toMillis() / HOUR_MILLIS;
    }
}
