package dev.partywall.lifecycle.reencryption;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Tagging;

/** A bucket of all tenants, with a prefix for each. */
final class S3RecordStore implements RecordStore {

    private final S3Client s3;
    private final String bucket;

    S3RecordStore(S3Client s3, String bucket) {
        this.s3 = s3;
        this.bucket = bucket;
        s3.createBucket(create -> create.bucket(bucket));
    }

    S3RecordSource.Builder builder(S3Client reader) {
        return S3RecordSource.builder(reader, bucket, TENANT + "/");
    }

    @Override
    public RecordSource source() {
        return builder(s3).build();
    }

    @Override
    public RecordSource inParts() {
        return builder(s3)
                .splitAfter("B", "a", "record-2", "record-39", "\uFB01")
                .build();
    }

    @Override
    public void put(String tenant, String id, byte[] message) {
        put(tenant, id, message, "");
    }

    /** With everything that an object of the lab can have. */
    private void put(String tenant, String id, byte[] message, String note) {
        PutObjectRequest put = PutObjectRequest.builder()
                .bucket(bucket)
                .key(tenant + "/" + id)
                .metadata(Map.of("note", note.isEmpty() ? "none" : note, "owner", "billing"))
                .contentType("application/x-sealed")
                .contentEncoding("x-own")
                .contentLanguage("de")
                .contentDisposition("attachment; filename=\"f\"")
                .cacheControl("max-age=60")
                .expires(Instant.ofEpochSecond(2_000_000_000))
                .storageClass("STANDARD_IA")
                .tagging(Tagging.builder()
                        .tagSet(
                                Tag.builder()
                                        .key("cost centre")
                                        .value("a+b=c /d")
                                        .build(),
                                Tag.builder().key("note").value(note).build())
                        .build())
                .build();
        s3.putObject(put, RequestBody.fromBytes(message));
    }

    /** The same content with other metadata and tags: S3 gives it the same entity tag. */
    @Override
    public void annotate(String id, String note) {
        put(TENANT, id, message(id).orElseThrow(), note);
    }

    @Override
    public void remove(String id) {
        s3.deleteObject(delete -> delete.bucket(bucket).key(TENANT + "/" + id));
    }

    @Override
    public Map<String, byte[]> messages(String tenant) {
        Map<String, byte[]> messages = new LinkedHashMap<>();
        String prefix = tenant + "/";
        for (S3Object object : s3.listObjectsV2Paginator(
                        list -> list.bucket(bucket).prefix(prefix))
                .contents()) {
            messages.put(
                    object.key().substring(prefix.length()),
                    s3.getObjectAsBytes(get -> get.bucket(bucket).key(object.key()))
                            .asByteArray());
        }
        return messages;
    }

    @Override
    public Optional<String> rest(String id) {
        try {
            String key = TENANT + "/" + id;
            HeadObjectResponse head =
                    s3.headObject(request -> request.bucket(bucket).key(key));
            Map<String, String> tags = s3
                    .getObjectTagging(request -> request.bucket(bucket).key(key))
                    .tagSet()
                    .stream()
                    .collect(Collectors.toMap(Tag::key, Tag::value));
            return Optional.of(String.join(
                    "|",
                    new TreeMap<>(head.metadata()).toString(),
                    head.contentType(),
                    head.contentEncoding(),
                    head.contentLanguage(),
                    head.contentDisposition(),
                    head.cacheControl(),
                    head.expiresString(),
                    head.storageClassAsString(),
                    head.serverSideEncryptionAsString(),
                    new TreeMap<>(tags).toString()));
        } catch (NoSuchKeyException gone) {
            return Optional.empty();
        }
    }
}
