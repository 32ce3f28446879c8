package dev.partywall.lifecycle.reencryption;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How far a run is.
 *
 * @param counts what became of the records so far, with what earlier runs for the same version did
 * @param total about how many records there are, if the source can tell
 * @param perSecond records read in a second, by this run from its beginning on
 * @param remaining how long the rest takes at this rate, if there is a total and a rate; zero if there are more records than were
 *     estimated
 */
public record ReencryptionProgress(
        ReencryptionCounts counts, OptionalLong total, double perSecond, Optional<Duration> remaining) {}
