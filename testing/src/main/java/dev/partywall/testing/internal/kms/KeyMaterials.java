package dev.partywall.testing.internal.kms;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All material that a key ever had, and when the next is due. Guarded by its key's lock.
 *
 * <p>https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
 */
final class KeyMaterials {

    static final int DEFAULT_PERIOD_DAYS = 365;
    private static final int MAX_ON_DEMAND = 25;

    private final SecureRandom random;
    private final Map<String, KeyMaterial> byId = new LinkedHashMap<>();
    private final List<Rotation> rotations = new ArrayList<>();
    private KeyMaterial current;
    private int periodDays = DEFAULT_PERIOD_DAYS;
    private @Nullable Instant next;

    KeyMaterials(SecureRandom random) {
        this.random = random;
        this.current = new KeyMaterial(random);
        byId.put(current.id(), current);
    }

    KeyMaterial current() {
        return current;
    }

    Optional<KeyMaterial> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    RotationStatus status() {
        String first = byId.keySet().iterator().next();
        return new RotationStatus(first, current.id(), rotations, periodDays, next);
    }

    void rotateEvery(int days, Instant now) {
        periodDays = days;
        next = now.plus(Duration.ofDays(days));
    }

    void stopRotating() {
        next = null;
    }

    void rotateOnDemand(Instant now) {
        long onDemand = rotations.stream()
                .filter(rotation -> rotation.type().equals("ON_DEMAND"))
                .count();
        if (onDemand == MAX_ON_DEMAND) {
            throw KmsException.limitExceeded("A key can be rotated on demand " + MAX_ON_DEMAND + " times.");
        }
        rotate(now, "ON_DEMAND");
    }

    /** Makes up for the automatic rotations that have come due. */
    void catchUp(Instant now) {
        while (next != null && !next.isAfter(now)) {
            rotate(next, "AUTOMATIC");
            next = next.plus(Duration.ofDays(periodDays));
        }
    }

    /** A key that was disabled when rotations came due is rotated once when it is enabled. */
    void resume(Instant now) {
        if (next != null && !next.isAfter(now)) {
            rotate(now, "AUTOMATIC");
            rotateEvery(periodDays, now);
        }
    }

    private void rotate(Instant date, String type) {
        current = new KeyMaterial(random);
        byId.put(current.id(), current);
        rotations.add(new Rotation(current.id(), date, type));
    }

    void destroy() {
        byId.values().forEach(KeyMaterial::destroy);
    }
}
