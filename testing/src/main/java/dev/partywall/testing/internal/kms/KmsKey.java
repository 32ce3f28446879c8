package dev.partywall.testing.internal.kms;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A symmetric KMS key. What an operation may do in which state:
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html#key-state-table
 */
final class KmsKey {

    /** The lab's keys are all alike in these. */
    static final String SPEC = "SYMMETRIC_DEFAULT";

    static final String USAGE = "ENCRYPT_DECRYPT";
    static final String ORIGIN = "AWS_KMS";

    private static final int MAX_TAGS = 50;

    private final String id;
    private final String arn;
    private final Instant created;
    private final KeyMaterials materials;
    private final TreeMap<String, String> tags = new TreeMap<>();
    private String description;
    private KeyPolicy policy;
    private KeyState state = KeyState.ENABLED;
    private @Nullable Instant deletionDate;

    KmsKey(String id, String arn, Instant created, KeyMaterials materials, String description, KeyPolicy policy) {
        this.id = id;
        this.arn = arn;
        this.created = created;
        this.materials = materials;
        this.description = description;
        this.policy = policy;
    }

    String id() {
        return id;
    }

    String arn() {
        return arn;
    }

    Instant created() {
        return created;
    }

    synchronized String description() {
        return description;
    }

    synchronized void describe(String text) {
        requireNotPendingDeletion();
        description = text;
    }

    synchronized KeyPolicy policy() {
        return policy;
    }

    synchronized void policy(KeyPolicy replacement) {
        policy = replacement;
    }

    synchronized KeyState state() {
        return state;
    }

    synchronized Optional<Instant> deletionDate() {
        return Optional.ofNullable(deletionDate);
    }

    /** Whether its waiting period is over. */
    synchronized boolean isGone(Instant now) {
        return deletionDate != null && !deletionDate.isAfter(now);
    }

    synchronized void enable(Instant now) {
        requireNotPendingDeletion();
        if (state == KeyState.DISABLED) {
            materials.resume(now);
        }
        state = KeyState.ENABLED;
    }

    synchronized void disable(Instant now) {
        requireNotPendingDeletion();
        materialsAt(now);
        state = KeyState.DISABLED;
    }

    synchronized Instant scheduleDeletion(int days, Instant now) {
        requireNotPendingDeletion();
        materialsAt(now);
        state = KeyState.PENDING_DELETION;
        deletionDate = now.plus(Duration.ofDays(days));
        return deletionDate;
    }

    synchronized void cancelDeletion() {
        if (state != KeyState.PENDING_DELETION) {
            throw KmsException.invalidState(arn + " is not pending deletion.");
        }
        state = KeyState.DISABLED;
        deletionDate = null;
    }

    /** The material that encrypts now. */
    synchronized KeyMaterial currentMaterial(Instant now) {
        requireUsable();
        return materialsAt(now).current();
    }

    /** The name of the material that encrypts, or would. */
    synchronized String currentMaterialId(Instant now) {
        return materialsAt(now).current().id();
    }

    /** The material that a ciphertext names. */
    synchronized KeyMaterial material(String materialId, Instant now) {
        requireUsable();
        return materialsAt(now).find(materialId).orElseThrow(KmsException::invalidCiphertext);
    }

    synchronized void rotateEvery(int days, Instant now) {
        requireUsable();
        materialsAt(now).rotateEvery(days, now);
    }

    synchronized void stopRotating(Instant now) {
        requireUsable();
        materialsAt(now).stopRotating();
    }

    synchronized void rotateOnDemand(Instant now) {
        requireUsable();
        materialsAt(now).rotateOnDemand(now);
    }

    synchronized RotationStatus rotationStatus(Instant now) {
        return materialsAt(now).status();
    }

    /** The materials after all rotations that are due: only an enabled key rotates. Called with the lock held. */
    private KeyMaterials materialsAt(Instant now) {
        if (state == KeyState.ENABLED) {
            materials.catchUp(now);
        }
        return materials;
    }

    synchronized SortedMap<String, String> tags() {
        return new TreeMap<>(tags);
    }

    synchronized void tag(Map<String, String> more) {
        requireNotPendingDeletion();
        TreeMap<String, String> merged = new TreeMap<>(tags);
        merged.putAll(more);
        if (merged.size() > MAX_TAGS) {
            throw KmsException.limitExceeded("A key has at most " + MAX_TAGS + " tags.");
        }
        tags.putAll(more);
    }

    synchronized void untag(Iterable<String> keys) {
        requireNotPendingDeletion();
        keys.forEach(tags::remove);
    }

    synchronized void requireUsable() {
        requireNotPendingDeletion();
        if (state == KeyState.DISABLED) {
            throw KmsException.disabled(arn);
        }
    }

    synchronized void requireNotPendingDeletion() {
        if (state == KeyState.PENDING_DELETION) {
            throw KmsException.invalidState(arn + " is pending deletion.");
        }
    }

    synchronized void destroy() {
        materials.destroy();
    }

    @Override
    public String toString() {
        return "KmsKey[" + arn + ", " + state() + "]";
    }
}
