package dev.partywall.testing.internal.kms;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Rotation, by the lab's clock and on demand: https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html */
final class RotationOperations {

    private static final Page ROTATIONS = new Page("Rotations", 100, 1000);
    private static final int MIN_PERIOD_DAYS = 90;
    private static final int MAX_PERIOD_DAYS = 2560;

    private final KeyRegistry keys;
    private final KeyResolver resolver;

    RotationOperations(KeyRegistry keys) {
        this.keys = keys;
        this.resolver = new KeyResolver(keys);
    }

    Map<String, KmsOperation> operations() {
        return Map.of(
                "EnableKeyRotation", this::enableKeyRotation,
                "DisableKeyRotation", this::disableKeyRotation,
                "GetKeyRotationStatus", this::getKeyRotationStatus,
                "RotateKeyOnDemand", this::rotateKeyOnDemand,
                "ListKeyRotations", this::listKeyRotations);
    }

    private Map<String, ?> enableKeyRotation(KmsRequest request) {
        int days = request.number("RotationPeriodInDays", MIN_PERIOD_DAYS, MAX_PERIOD_DAYS)
                .orElse(KeyMaterials.DEFAULT_PERIOD_DAYS);
        resolver.keyReference(request, "KeyId").rotateEvery(days, keys.now());
        return KmsOperation.NOTHING;
    }

    private Map<String, ?> disableKeyRotation(KmsRequest request) {
        resolver.keyReference(request, "KeyId").stopRotating(keys.now());
        return KmsOperation.NOTHING;
    }

    private Map<String, ?> rotateKeyOnDemand(KmsRequest request) {
        KmsKey key = resolver.keyReference(request, "KeyId");
        key.rotateOnDemand(keys.now());
        return new Answer().with("KeyId", key.arn()).map();
    }

    private Map<String, ?> getKeyRotationStatus(KmsRequest request) {
        KmsKey key = resolver.keyReference(request, "KeyId");
        RotationStatus status = key.rotationStatus(keys.now());
        Answer answer = new Answer()
                .with("KeyId", key.arn())
                .with("KeyRotationEnabled", status.next().isPresent())
                .with("NextRotationDate", status.next());
        return status.next().isPresent()
                ? answer.with("RotationPeriodInDays", status.periodDays()).map()
                : answer.map();
    }

    private Map<String, ?> listKeyRotations(KmsRequest request) {
        KmsKey key = resolver.keyReference(request, "KeyId");
        boolean all = request.oneOf("IncludeKeyMaterial", List.of("ROTATIONS_ONLY", "ALL_KEY_MATERIAL"))
                .equals("ALL_KEY_MATERIAL");
        RotationStatus status = key.rotationStatus(keys.now());
        TreeMap<String, Map<String, ?>> entries = new TreeMap<>();
        if (all) {
            entries.put(
                    order(0), material(key, status, status.firstMaterialId()).map());
        }
        for (int i = 0; i < status.rotations().size(); i++) {
            entries.put(order(i + 1), rotation(key, status, status.rotations().get(i)));
        }
        return ROTATIONS.of(entries, request);
    }

    private static String order(int position) {
        return String.format("%09d", position);
    }

    private static Map<String, ?> rotation(KmsKey key, RotationStatus status, Rotation rotation) {
        return material(key, status, rotation.materialId())
                .with("RotationDate", rotation.date())
                .with("RotationType", rotation.type())
                .map();
    }

    private static Answer material(KmsKey key, RotationStatus status, String materialId) {
        return new Answer()
                .with("KeyId", key.id())
                .with("KeyMaterialId", materialId)
                .with("KeyMaterialState", materialId.equals(status.currentMaterialId()) ? "CURRENT" : "NON_CURRENT");
    }
}
