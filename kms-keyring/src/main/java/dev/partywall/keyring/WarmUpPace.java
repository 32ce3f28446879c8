package dev.partywall.keyring;

/**
 * How fast a warm-up goes.
 *
 * @param loadsPerSecond loads begun in a second at most, evenly spread: 1 to 100,000. A load is one DynamoDB GetItem and one
 *     KMS Decrypt, and the account's KMS quota is shared with everything else in the Region
 * @param parallelLoads loads under way at the same time at most: 1 to 256. Each takes a connection of the two clients
 * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/requests-per-second.html">Request quotas of KMS</a>
 */
public record WarmUpPace(int loadsPerSecond, int parallelLoads) {

    private static final int MAX_RATE = 100_000;
    private static final int MAX_PARALLEL = 256;

    /**
     * Checks both.
     *
     * @param loadsPerSecond loads begun in a second at most
     * @param parallelLoads loads under way at the same time at most
     * @throws InvalidKeySettingException if one is out of its range
     */
    public WarmUpPace {
        requireBetween("loadsPerSecond", loadsPerSecond, MAX_RATE);
        requireBetween("parallelLoads", parallelLoads, MAX_PARALLEL);
    }

    private static void requireBetween(String setting, int value, int most) {
        if (value < 1 || value > most) {
            throw InvalidKeySettingException.setting(setting, "takes 1 to " + most + ", not " + value);
        }
    }
}
