package dev.partywall.lifecycle.internal.source;

import dev.partywall.lifecycle.reencryption.StoredRecord;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.StorageClass;
import software.amazon.awssdk.services.s3.model.Tagging;

/** Objects as records, read whole and replaced with all that is kept with them. */
final class S3Objects {

    private final S3SourceSettings settings;
    private final SourceFailures failures;
    private final S3Calls calls;

    S3Objects(S3SourceSettings settings, SourceFailures failures, S3Calls calls) {
        this.settings = settings;
        this.failures = failures;
        this.calls = calls;
    }

    /** The record of an object; empty if there is no such object. What the caller's own function throws is no trouble of S3's. */
    Optional<StoredRecord> record(String key) {
        String behindPrefix = key.substring(settings.prefix().length());
        return content(key)
                .map(content -> StoredRecord.of(
                                KeyText.encode(key).orElseThrow(),
                                settings.recordId().apply(behindPrefix),
                                content.asByteArrayUnsafe())
                        .withRevision(content.response().eTag()));
    }

    private Optional<ResponseBytes<GetObjectResponse>> content(String key) {
        return calls.of(key, () -> {
            try (ResponseInputStream<GetObjectResponse> object = settings.client()
                    .getObject(get -> get.bucket(settings.bucket()).key(key))) {
                return content(object);
            } catch (IOException broken) {
                throw failures.unavailable(true, broken);
            }
        });
    }

    private ResponseBytes<GetObjectResponse> content(ResponseInputStream<GetObjectResponse> object) throws IOException {
        byte[] message = object.readNBytes(settings.largest());
        if (object.read() >= 0) {
            object.abort();
            throw tooLarge();
        }
        return ResponseBytes.fromByteArrayUnsafe(object.response(), message);
    }

    RuntimeException tooLarge() {
        return failures.unusable(
                "holds an object of more than " + settings.largest()
                        + " bytes; raise the setting largestObject, or move it" + " out of the prefix",
                null);
    }

    /**
     * Writes the message in the place of the object of this tag, with all that can be kept with it. Empty if the object is gone or
     * another: then nothing was written.
     */
    Optional<PutObjectResponse> replace(String key, String tag, byte[] message) {
        Optional<HeadObjectResponse> head = calls.of(
                key,
                () -> settings.client()
                        .headObject(request ->
                                request.bucket(settings.bucket()).key(key).ifMatch(tag)));
        if (head.isEmpty()) {
            return Optional.empty();
        }
        requireNothingLost(head.get());
        PutObjectRequest.Builder put =
                keeping(head.get()).bucket(settings.bucket()).key(key).ifMatch(tag);
        if (settings.tagged()) {
            Optional<Tagging> tags = tags(key);
            if (tags.isEmpty()) {
                return Optional.empty();
            }
            put.tagging(tags.get());
        }
        return calls.of(key, () -> settings.client().putObject(put.build(), RequestBody.fromBytes(message)));
    }

    private Optional<Tagging> tags(String key) {
        return calls.of(
                        key,
                        () -> settings.client()
                                .getObjectTagging(request ->
                                        request.bucket(settings.bucket()).key(key)))
                .map(answer -> Tagging.builder().tagSet(answer.tagSet()).build());
    }

    private void requireNothingLost(HeadObjectResponse head) {
        boolean held = head.objectLockLegalHoldStatus() != null
                && head.objectLockLegalHoldStatus() != ObjectLockLegalHoldStatus.OFF;
        if (head.objectLockMode() != null || held) {
            throw calls.wouldLose("an object lock");
        }
        if (!settings.tagged() && head.tagCount() != null && head.tagCount() > 0) {
            throw calls.wouldLose("tags, though the setting untagged says that there are none");
        }
        if (head.missingMeta() != null && head.missingMeta() > 0) {
            throw calls.wouldLose("metadata that S3 cannot give back in headers");
        }
    }

    /**
     * What S3 tells of an object and takes with another. Of a bucket key it tells only if there is one; without it the bucket's own
     * setting would hold, which may be another. The date of Expires goes back as it was written, which need not be one.
     */
    private static PutObjectRequest.Builder keeping(HeadObjectResponse head) {
        PutObjectRequest.Builder put = PutObjectRequest.builder()
                .metadata(head.metadata())
                .contentType(head.contentType())
                .contentEncoding(head.contentEncoding())
                .contentLanguage(head.contentLanguage())
                .contentDisposition(head.contentDisposition())
                .cacheControl(head.cacheControl())
                .websiteRedirectLocation(head.websiteRedirectLocation())
                .storageClass(
                        head.storageClass() == null ? StorageClass.STANDARD.toString() : head.storageClassAsString())
                .serverSideEncryption(head.serverSideEncryptionAsString())
                .ssekmsKeyId(head.ssekmsKeyId())
                .bucketKeyEnabled(bucketKey(head));
        if (head.expiresString() != null) {
            put.overrideConfiguration(request -> request.putHeader("Expires", head.expiresString()));
        }
        return put;
    }

    private static @Nullable Boolean bucketKey(HeadObjectResponse head) {
        boolean ofKms = head.serverSideEncryption() == ServerSideEncryption.AWS_KMS;
        return (ofKms && head.bucketKeyEnabled() == null) ? Boolean.FALSE : head.bucketKeyEnabled();
    }
}
