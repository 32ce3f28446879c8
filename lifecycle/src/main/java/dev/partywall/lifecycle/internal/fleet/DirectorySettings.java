package dev.partywall.lifecycle.internal.fleet;

import dev.partywall.lifecycle.FleetSettings;
import dev.partywall.lifecycle.InvalidLifecycleSettingException;
import dev.partywall.lifecycle.TenantRegistry;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** The settings of a directory, checked. */
public record DirectorySettings(TenantRegistry registry, FleetSettings fleet, Clock clock) {

    /** The settings while they are collected; the builder writes its fields. */
    public static final class Collector {

        public @Nullable TenantRegistry registry;
        public FleetSettings fleet = FleetSettings.standard();
        public Clock clock = Clock.systemUTC();

        /** The settings, or {@link InvalidLifecycleSettingException}. */
        public DirectorySettings check() {
            if (registry == null) {
                throw InvalidLifecycleSettingException.setting(
                        "registry", "is missing; call registry(...) on the builder");
            }
            return new DirectorySettings(registry, fleet, clock);
        }
    }
}
