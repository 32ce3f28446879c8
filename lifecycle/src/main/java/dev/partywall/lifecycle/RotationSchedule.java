package dev.partywall.lifecycle;

import java.time.Duration;

/**
 * Which branch keys are due, and how fast they are rotated. A rotation is three calls to KMS and two to DynamoDB.
 *
 * @param maximumAge the age of an active version from which on it is due; 1 second or more. Versions tell their age to a second
 * @param perSecond how many tenants are looked at or rotated in a second at most: 1 to 1,000
 * @param parallel how many at the same time at most: 1 to 64
 */
public record RotationSchedule(Duration maximumAge, int perSecond, int parallel) {

    private static final int FASTEST = 1_000;
    private static final int MOST_PARALLEL = 64;

    /**
     * Checks the settings.
     *
     * @param maximumAge the age of an active version from which on it is due
     * @param perSecond how many tenants in a second at most
     * @param parallel how many at the same time at most
     * @throws InvalidLifecycleSettingException if one cannot work
     */
    public RotationSchedule {
        require(maximumAge.compareTo(Duration.ofSeconds(1)) >= 0, "maximumAge", "takes 1 second or more");
        require(perSecond >= 1 && perSecond <= FASTEST, "perSecond", "takes 1 to " + FASTEST);
        require(parallel >= 1 && parallel <= MOST_PARALLEL, "parallel", "takes 1 to " + MOST_PARALLEL);
    }

    /**
     * Ten tenants a second, four at the same time.
     *
     * @param maximumAge the age of an active version from which on it is due
     * @return the schedule
     */
    public static RotationSchedule olderThan(Duration maximumAge) {
        return new RotationSchedule(maximumAge, 10, 4);
    }

    private static void require(boolean condition, String setting, String problem) {
        if (!condition) {
            throw InvalidLifecycleSettingException.setting(setting, problem);
        }
    }
}
