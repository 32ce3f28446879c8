package dev.partywall.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.core.ErrorCode;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import nl.jqno.equalsverifier.EqualsVerifier;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FleetSettingsTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void standard_always_asksEachSecondAndBoundsTenForEveryTier() {
        FleetSettings standard = FleetSettings.standard();

        assertThat(standard.pollInterval()).isEqualTo(SECOND);
        assertThat(standard.bounds()).containsOnlyKeys(Tier.values());
        assertThat(standard.bounds().values()).containsOnly(Duration.ofSeconds(10));
        assertThat(standard.longestBound()).isEqualTo(Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @CsvSource({"PT0.01S, PT0.03S", "PT1S, PT3S", "PT1S, PT24H", "PT8H, PT24H"})
    void of_valuesAtTheLimits_areTaken(Duration interval, Duration bound) {
        FleetSettings settings = FleetSettings.of(interval, bound);

        assertThat(settings.pollInterval()).isEqualTo(interval);
        for (Tier tier : Tier.values()) {
            assertThat(settings.boundOf(tier)).isEqualTo(bound);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "PT0.009999999S, PT1S, pollInterval",
        "PT0S, PT1S, pollInterval",
        "PT-1S, PT1S, pollInterval",
        "PT1S, PT2.999999999S, bounds",
        "PT1S, PT0S, bounds",
        "PT1S, PT-10S, bounds",
        "PT1S, PT24H0.000000001S, bounds",
        "PT8H0.000000001S, PT24H, bounds",
        "PT2562047788015215H, PT24H, bounds"
    })
    void of_valuesThatCannotWork_areRefusedByTheNameOfTheSetting(Duration interval, Duration bound, String setting) {
        assertThatThrownBy(() -> FleetSettings.of(interval, bound))
                .asInstanceOf(InstanceOfAssertFactories.type(InvalidLifecycleSettingException.class))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_LIFECYCLE_SETTING))
                .extracting(Throwable::getMessage)
                .asString()
                .contains("'" + setting + "'");
    }

    @Test
    void constructor_tierWithoutABound_isRefusedByTheTier() {
        Map<Tier, Duration> bounds = new EnumMap<>(FleetSettings.standard().bounds());
        bounds.remove(Tier.SILO);

        assertThatThrownBy(() -> new FleetSettings(SECOND, bounds))
                .isInstanceOf(InvalidLifecycleSettingException.class)
                .hasMessageContaining("SILO");
    }

    @Test
    void withBound_oneTier_changesNoOther() {
        FleetSettings settings = FleetSettings.standard().withBound(Tier.SILO, Duration.ofSeconds(4));

        assertThat(settings.boundOf(Tier.SILO)).isEqualTo(Duration.ofSeconds(4));
        assertThat(settings.boundOf(Tier.POOL)).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.boundOf(Tier.BRING_YOUR_OWN_KEY)).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.longestBound()).isEqualTo(Duration.ofSeconds(10));
        assertThat(FleetSettings.standard().boundOf(Tier.SILO)).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void longestBound_tiersDiffer_isTheLongestOfThem() {
        FleetSettings settings = FleetSettings.standard().withBound(Tier.BRING_YOUR_OWN_KEY, Duration.ofHours(1));

        assertThat(settings.longestBound()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void withBound_tooShortForTheInterval_isRefused() {
        assertThatThrownBy(() -> FleetSettings.standard().withBound(Tier.POOL, Duration.ofSeconds(2)))
                .isInstanceOf(InvalidLifecycleSettingException.class)
                .hasMessageContaining("POOL");
    }

    @Test
    void bounds_changedAfterwards_doNotChangeTheSettings() {
        Map<Tier, Duration> bounds = new HashMap<>(FleetSettings.standard().bounds());
        FleetSettings settings = new FleetSettings(SECOND, bounds);

        bounds.put(Tier.POOL, Duration.ofDays(1));

        assertThat(settings).isEqualTo(FleetSettings.standard());
        assertThatThrownBy(() -> settings.bounds().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    /** Its bounds are checked and copied as it is made, so it is given sound ones. */
    @Test
    void equals_ofSettings_isByAllTheyHold() {
        EqualsVerifier.forClass(FleetSettings.class)
                .withPrefabValues(Duration.class, Duration.ofSeconds(1), Duration.ofSeconds(2))
                .withPrefabValues(
                        Map.class,
                        FleetSettings.standard().bounds(),
                        FleetSettings.of(SECOND, Duration.ofHours(1)).bounds())
                .verify();
    }
}
