package dev.partywall.lifecycle;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * How soon every node knows what the registry says. Nodes ask the registry for changes at an interval, and a node whose last
 * answer is older than the bound of a tier serves no tenant of that tier: so at most the bound after a record was stored, no node
 * goes by what was before, whatever fails. The same settings for all nodes, and for whoever operates on tenants.
 *
 * <p>A longer bound lets a tier be served through a longer outage of the registry, and lets a suspension take as long on a node
 * that cannot be reached.
 *
 * @param pollInterval between two questions to the registry
 * @param bounds for each tier, the age of what a node knows from which on it serves nobody of that tier
 */
public record FleetSettings(Duration pollInterval, Map<Tier, Duration> bounds) {

    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(10);
    private static final Duration LONGEST_BOUND = Duration.ofHours(24);

    /**
     * Checks the settings.
     *
     * @param pollInterval between two questions to the registry: 10 milliseconds or more
     * @param bounds for each tier: three intervals at least, 24 hours at most
     * @throws InvalidLifecycleSettingException if one cannot work
     */
    public FleetSettings {
        if (pollInterval.compareTo(SHORTEST_INTERVAL) < 0) {
            throw InvalidLifecycleSettingException.setting("pollInterval", "takes " + SHORTEST_INTERVAL + " or more");
        }
        Map<Tier, Duration> whole = new EnumMap<>(Tier.class);
        for (Tier tier : Tier.values()) {
            Duration bound = bounds.get(tier);
            if (bound == null || pollInterval.compareTo(bound.dividedBy(3)) > 0 || bound.compareTo(LONGEST_BOUND) > 0) {
                throw InvalidLifecycleSettingException.setting(
                        "bounds",
                        "takes for tier " + tier + " three poll intervals at least and " + LONGEST_BOUND + " at most");
            }
            whole.put(tier, bound);
        }
        bounds = Map.copyOf(whole);
    }

    /**
     * A question each second, and a bound of 10 seconds for all tiers.
     *
     * @return the settings
     */
    public static FleetSettings standard() {
        return of(Duration.ofSeconds(1), Duration.ofSeconds(10));
    }

    /**
     * The same bound for all tiers.
     *
     * @param pollInterval between two questions to the registry
     * @param bound the age of what a node knows from which on it serves nobody
     * @return the settings
     */
    public static FleetSettings of(Duration pollInterval, Duration bound) {
        Map<Tier, Duration> bounds = new EnumMap<>(Tier.class);
        for (Tier tier : Tier.values()) {
            bounds.put(tier, bound);
        }
        return new FleetSettings(pollInterval, bounds);
    }

    /**
     * These settings with another bound for one tier.
     *
     * @param tier the tier
     * @param bound its bound
     * @return the new settings
     */
    public FleetSettings withBound(Tier tier, Duration bound) {
        Map<Tier, Duration> changed = new EnumMap<>(bounds);
        changed.put(tier, bound);
        return new FleetSettings(pollInterval, changed);
    }

    /**
     * The bound of a tier.
     *
     * @param tier the tier
     * @return the age of what a node knows from which on it serves nobody of that tier
     */
    public Duration boundOf(Tier tier) {
        return bounds.getOrDefault(tier, Duration.ZERO);
    }

    /**
     * The bound after which every node knows, whatever tier it holds a tenant for.
     *
     * @return the longest bound
     */
    public Duration longestBound() {
        return bounds.values().stream().max(Duration::compareTo).orElse(Duration.ZERO);
    }
}
