package dev.partywall.lifecycle.reencryption;

import dev.partywall.keyring.RecordId;
import dev.partywall.lifecycle.internal.source.S3Records;
import dev.partywall.lifecycle.internal.source.S3SourceSettings;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Records in objects of Amazon S3, each message an object by itself, all of a tenant's under a prefix of its own. Needs
 * {@code software.amazon.awssdk:s3} on the class path.
 *
 * <pre>{@code
 * RecordSource files = S3RecordSource.builder(s3, "tenant-files", "tenants/acme/").untagged().build();
 * }</pre>
 *
 * <p><b>Guarantees.</b> A replacement is a PutObject with {@code If-Match}: it writes only over the object with the entity tag that was
 * read, and makes none. The new object has the old one's metadata, content type, encoding, language and disposition, cache control,
 * expiry, storage class, redirection, tags, and server-side encryption with its KMS key and bucket key. An object that is locked, or has
 * metadata that S3 cannot give back, is refused with {@code RECORD_SOURCE_UNUSABLE} and stays; S3 shows a lock only to who has
 * {@code s3:GetObjectRetention} and {@code s3:GetObjectLegalHold}. Without these two permissions no lock is seen, and the new
 * object, a version of its own, is not locked as the former one is. The prefix ends with a slash, so {@code acme/} does not
 * read {@code acme2/}. With a client that is scoped to the bound tenant, IAM holds it to that as well.
 *
 * <p><b>What is not kept.</b> Access control lists: the new object has the bucket's default. An encryption context of SSE-KMS, and the
 * algorithm of the checksum: S3 does not tell the one, and the SDK chooses the other. An entity tag goes by the content: metadata or
 * tags that somebody changes in the moment of a replacement, leaving the content, may be set back. In a bucket with versions the former message
 * stays as a version, sealed under the former branch key: let a lifecycle rule of the bucket remove such.
 *
 * <p><b>Replication.</b> {@code If-Match} holds in the one bucket that is asked. Where a bucket is replicated in both directions,
 * run this on the one that all writes go to; a write to the other at the same time may win over the new message, or be lost to it.
 *
 * <p>Objects without content whose key ends with a slash, which show folders, are passed over. Archived objects, and those encrypted
 * with a key of the client's (SSE-C), end the reading with {@code RECORD_SOURCE_UNUSABLE}.
 *
 * <p><b>Costs.</b> A GET for each object and a listing for each page; for each replacement HEAD, the tags' GET, and PUT. A page ends behind
 * 32 MiB of messages.
 *
 * <p><b>Permissions:</b> {@code s3:ListBucket} for the prefix; {@code s3:GetObject} and {@code PutObject} on its objects,
 * {@code GetObjectTagging} and {@code PutObjectTagging} besides unless {@link Builder#untagged}; in buckets with object lock
 * {@code GetObjectRetention} and {@code GetObjectLegalHold}; for SSE-KMS
 * {@code kms:Decrypt} and {@code GenerateDataKey}.
 *
 * <p>Safe for many threads. The client is the caller's to close.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html">Conditional writes</a>
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html">ListObjectsV2</a>
 */
public final class S3RecordSource implements RecordSource {

    private final S3Records records;

    private S3RecordSource(S3SourceSettings settings) {
        this.records = new S3Records(settings);
    }

    /**
     * Begins a source.
     *
     * @param s3 the client for the bucket
     * @param bucket a general purpose bucket
     * @param prefix how the keys of the tenant's objects begin, with a slash at the end, such as {@code tenants/acme/}
     * @return the builder
     */
    public static Builder builder(S3Client s3, String bucket, String prefix) {
        return new Builder(s3, bucket, prefix);
    }

    @Override
    public String name() {
        return records.name();
    }

    @Override
    public List<String> partitions() {
        return records.partitions();
    }

    @Override
    public RecordPage read(String partition, Optional<String> after, int limit) {
        return records.read(partition, after, limit);
    }

    @Override
    public Optional<StoredRecord> find(String key) {
        return records.find(key);
    }

    @Override
    public boolean replace(StoredRecord read, byte[] message) {
        return records.replace(read, message);
    }

    /** Collects the settings of a source. Not safe for many threads. */
    public static final class Builder {

        private static final int DEFAULT_LARGEST = 64 << 20;

        private final S3Client s3;
        private final String bucket;
        private final String prefix;
        private List<String> boundaries = List.of();
        private Function<String, RecordId> recordId = RecordId::of;
        private int largest = DEFAULT_LARGEST;
        private boolean tagged = true;
        private Optional<String> name = Optional.empty();

        private Builder(S3Client s3, String bucket, String prefix) {
            this.s3 = Objects.requireNonNull(s3, "s3");
            this.bucket = Objects.requireNonNull(bucket, "bucket");
            this.prefix = Objects.requireNonNull(prefix, "prefix");
        }

        /**
         * Splits the keys into parts that can be gone through at the same time: each boundary is the last key that can be in its
         * part. However keys are split, each object is in one part; name sub-prefixes, or digits where keys are digests. Not
         * split unless this is called.
         *
         * @param behindPrefix the boundaries, without the prefix, ascending by their bytes of UTF-8
         * @return this builder
         */
        public Builder splitAfter(String... behindPrefix) {
            this.boundaries = List.of(behindPrefix);
            return this;
        }

        /**
         * Which record id an object's message was sealed for. What comes behind the prefix in its key, unless this is called.
         *
         * @param ofName makes the record id of what comes behind the prefix. Called on the threads that read; what it throws goes
         *     to their callers
         * @return this builder
         */
        public Builder recordId(Function<String, RecordId> ofName) {
            this.recordId = Objects.requireNonNull(ofName, "ofName");
            return this;
        }

        /**
         * The largest object that is read, for each is in memory as a whole. 64 MiB unless this is called. A larger one
         * is an {@link UnreadableRecord} with {@code RECORD_SOURCE_UNUSABLE}.
         *
         * @param bytes at least 1
         * @return this builder
         */
        public Builder largestObject(int bytes) {
            this.largest = bytes;
            return this;
        }

        /**
         * The tenant's objects have no tags, so none are asked for. Call it only where that is so: a replacement takes the tags
         * away from an object that has some, unless S3 tells that it has: it tells who may read them, and then the object is refused with
         * {@code RECORD_SOURCE_UNUSABLE}. The policies of {@code TenantPolicies} do not let tenants read tags.
         *
         * @return this builder
         */
        public Builder untagged() {
            this.tagged = false;
            return this;
        }

        /**
         * The source's name, by which a job remembers how far it came. {@code s3:}, the bucket and the prefix unless this is called.
         *
         * @param text 1 to 200 printable ASCII characters without spaces
         * @return this builder
         */
        public Builder name(String text) {
            this.name = Optional.of(text);
            return this;
        }

        /**
         * Builds the source. No call is made.
         *
         * @return the source
         * @throws dev.partywall.lifecycle.InvalidLifecycleSettingException if a setting cannot work
         */
        public S3RecordSource build() {
            return new S3RecordSource(
                    new S3SourceSettings(s3, bucket, prefix, boundaries, recordId, largest, tagged, name));
        }
    }
}
