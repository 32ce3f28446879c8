package dev.partywall.benchmarks.capacity;

/**
 * What a million records cost.
 *
 * @param kmsRequests to AWS KMS
 * @param dynamoDbReads of one read request unit each
 * @param processorSeconds of all nodes together
 * @param dollars for all three
 */
public record Bill(double kmsRequests, double dynamoDbReads, double processorSeconds, double dollars) {

    private static final double MILLION = 1e6;
    private static final double TEN_THOUSAND = 1e4;
    private static final double SECONDS_IN_AN_HOUR = 3_600;

    /**
     * The bill of a fleet.
     *
     * @param fleet whose
     * @param time what its work takes
     * @param prices what AWS asks
     * @return for each million records
     */
    public static Bill of(Fleet fleet, ProcessorTime time, Prices prices) {
        return of(fleet.loadsPerMillion(), time, prices);
    }

    /**
     * The bill where so many keys are loaded.
     *
     * @param loads for each million records
     * @param time what the work takes
     * @param prices what AWS asks
     * @return for each million records
     */
    public static Bill of(double loads, ProcessorTime time, Prices prices) {
        // A microsecond for each of a million records is a second.
        double seconds = time.microsPerRecord() + loads * time.microsPerLoad() / MILLION;
        double dollars = loads / TEN_THOUSAND * prices.kmsPerTenThousand()
                + loads / MILLION * prices.readsPerMillion()
                + seconds / SECONDS_IN_AN_HOUR * prices.processorHour();
        return new Bill(loads, loads, seconds, dollars);
    }
}
