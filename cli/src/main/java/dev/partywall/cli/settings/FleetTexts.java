package dev.partywall.cli.settings;

import dev.partywall.lifecycle.FleetSettings;
import dev.partywall.lifecycle.Tier;
import java.time.Duration;
import java.util.Map;

/** How soon nodes know of changes, from settings; what they do not say is as in {@link FleetSettings#standard}. */
final class FleetTexts {

    private static final Map<Tier, SettingKey> BOUNDS = Map.of(
            Tier.POOL, SettingKey.FLEET_BOUND_POOL,
            Tier.SILO, SettingKey.FLEET_BOUND_SILO,
            Tier.BRING_YOUR_OWN_KEY, SettingKey.FLEET_BOUND_BYOK);

    private FleetTexts() {}

    /** All at once, for a longer interval takes longer bounds. */
    static FleetSettings of(SettingTexts settings) {
        FleetSettings standard = FleetSettings.standard();
        Duration interval = duration(settings, SettingKey.FLEET_POLL_INTERVAL, standard.pollInterval());
        Duration bound = duration(settings, SettingKey.FLEET_BOUND, standard.longestBound());
        return new FleetSettings(
                interval,
                Map.of(
                        Tier.POOL, duration(settings, boundOf(Tier.POOL), bound),
                        Tier.SILO, duration(settings, boundOf(Tier.SILO), bound),
                        Tier.BRING_YOUR_OWN_KEY, duration(settings, boundOf(Tier.BRING_YOUR_OWN_KEY), bound)));
    }

    private static SettingKey boundOf(Tier tier) {
        return BOUNDS.getOrDefault(tier, SettingKey.FLEET_BOUND);
    }

    private static Duration duration(SettingTexts settings, SettingKey key, Duration otherwise) {
        return settings.find(key, Durations::parse, Durations.FORM).orElse(otherwise);
    }
}
