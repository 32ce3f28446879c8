package dev.partywall.testing.internal.kms;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A key's rotation at one moment.
 *
 * @param firstMaterialId the material it was made with
 * @param currentMaterialId the material that encrypts
 * @param rotations the changes between them, oldest first
 * @param periodDays how long between automatic rotations
 * @param nextDate when the next is due, null if they are off
 */
record RotationStatus(
        String firstMaterialId,
        String currentMaterialId,
        List<Rotation> rotations,
        int periodDays,
        @Nullable Instant nextDate) {

    RotationStatus {
        rotations = List.copyOf(rotations);
    }

    Optional<Instant> next() {
        return Optional.ofNullable(nextDate);
    }
}
