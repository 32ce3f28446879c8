package dev.partywall.testing.internal.kms;

import java.time.Instant;

/**
 * A change of a key's material.
 *
 * @param materialId the new material
 * @param date when
 * @param type {@code AUTOMATIC} or {@code ON_DEMAND}
 */
record Rotation(String materialId, Instant date, String type) {}
