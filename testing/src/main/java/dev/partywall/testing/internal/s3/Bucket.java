package dev.partywall.testing.internal.s3;

import dev.partywall.policy.AttachedPolicy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A bucket and its contents. Each method sees and leaves a whole state, so reads are consistent. */
final class Bucket {

    private final String name;
    private final Instant created;
    private final TreeMap<String, StoredObject> objects = new TreeMap<>(KeyOrder.UTF_8);
    private final Uploads uploads = new Uploads();
    private Map<String, String> tags = Map.of();
    private @Nullable BucketPolicy policy;
    private boolean deleted;

    Bucket(String name, Instant created) {
        this.name = name;
        this.created = created;
    }

    String name() {
        return name;
    }

    Instant created() {
        return created;
    }

    String arn() {
        return "arn:aws:s3:::" + name;
    }

    String arn(String key) {
        return arn() + "/" + key;
    }

    synchronized Optional<StoredObject> find(String key) {
        return Optional.ofNullable(objects.get(key));
    }

    /** Asks a question about all objects. */
    synchronized <T> T query(Function<NavigableMap<String, StoredObject>, T> question) {
        return question.apply(objects);
    }

    synchronized void put(StoredObject object, WriteCondition condition) {
        requireLive();
        condition.require(find(object.key()));
        objects.put(object.key(), object);
    }

    /** Changes an object that must be there. */
    synchronized void change(String key, UnaryOperator<StoredObject> change) {
        if (objects.computeIfPresent(key, (same, object) -> change.apply(object)) == null) {
            throw S3Exception.noSuchKey();
        }
    }

    /** Removes an object; it need not be there. */
    synchronized void remove(String key) {
        objects.remove(key);
    }

    /** Works with the uploads that are not complete yet. */
    synchronized <T> T uploads(Function<Uploads, T> work) {
        requireLive();
        return work.apply(uploads);
    }

    /** Makes an object of an upload, which then is over. */
    synchronized void complete(String uploadId, StoredObject object, WriteCondition condition) {
        uploads.find(object.key(), uploadId);
        put(object, condition);
        uploads.remove(object.key(), uploadId);
    }

    synchronized Map<String, String> tags() {
        return tags;
    }

    synchronized void tags(Map<String, String> others) {
        requireLive();
        tags = Map.copyOf(others);
    }

    synchronized Optional<BucketPolicy> policy() {
        return Optional.ofNullable(policy);
    }

    synchronized void policy(@Nullable BucketPolicy other) {
        requireLive();
        policy = other;
    }

    /** The policies that IAM hears of. */
    List<AttachedPolicy> policies() {
        return policy().map(BucketPolicy::attached).stream().toList();
    }

    /** Ends the bucket. A writer that still holds it finds no bucket. */
    synchronized void delete() {
        requireLive();
        if (!objects.isEmpty()) {
            throw S3Exception.conflict("BucketNotEmpty", "The bucket you tried to delete is not empty");
        }
        deleted = true;
    }

    private void requireLive() {
        if (deleted) {
            throw S3Exception.noSuchBucket();
        }
    }
}
