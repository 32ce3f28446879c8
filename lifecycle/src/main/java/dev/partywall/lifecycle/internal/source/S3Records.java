package dev.partywall.lifecycle.internal.source;

import dev.partywall.core.ErrorCode;
import dev.partywall.lifecycle.reencryption.RecordPage;
import dev.partywall.lifecycle.reencryption.RecordSource;
import dev.partywall.lifecycle.reencryption.RecordSourceException;
import dev.partywall.lifecycle.reencryption.StoredRecord;
import dev.partywall.lifecycle.reencryption.UnreadableRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Objects of a bucket, in the order of their keys. */
public final class S3Records implements RecordSource {

    /** Behind so many bytes of messages a page ends. */
    private static final long PAGE_BYTES = 32L << 20;

    /** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
    private static final int MOST_LISTED = 1_000;

    private final S3SourceSettings settings;
    private final Map<String, S3Partition> partitions;
    private final SourceFailures failures;
    private final S3Calls calls;
    private final S3Objects objects;

    /** The objects that the settings say. */
    public S3Records(S3SourceSettings settings) {
        this.settings = settings;
        this.partitions = S3Partition.of(settings);
        this.failures = new SourceFailures("bucket '" + settings.bucket() + "'");
        this.calls = new S3Calls(settings, failures);
        this.objects = new S3Objects(settings, failures, calls);
    }

    @Override
    public String name() {
        return settings.sourceName();
    }

    @Override
    public List<String> partitions() {
        return List.copyOf(partitions.keySet());
    }

    @Override
    public RecordPage read(String partition, Optional<String> after, int limit) {
        S3Partition part = partitions.get(partition);
        if (part == null) {
            throw failures.unknownPartition(partition);
        }
        Optional<String> last = after.map(this::position);
        if (last.isPresent() && !part.canGoOnAfter(last.get())) {
            throw failures.unknownPlace();
        }
        return page(part, calls.list(last.orElse(part.after()), Math.min(limit, MOST_LISTED)));
    }

    private RecordPage page(S3Partition part, ListObjectsV2Response listing) {
        List<StoredRecord> records = new ArrayList<>();
        List<UnreadableRecord> unreadable = new ArrayList<>();
        Optional<String> last = Optional.empty();
        long bytes = 0;
        for (S3Object object : listing.contents()) {
            if (part.endsBefore(object.key())) {
                return new RecordPage(records, unreadable, Optional.empty());
            }
            if (bytes > 0 && bytes + object.size() > PAGE_BYTES) {
                return new RecordPage(records, unreadable, last);
            }
            Optional<StoredRecord> record = isFolder(object) ? Optional.empty() : read(object, unreadable);
            record.ifPresent(records::add);
            bytes += record.map(found -> found.message().length).orElse(0);
            last = KeyText.encode(object.key());
        }
        return new RecordPage(records, unreadable, listing.isTruncated() ? last : Optional.empty());
    }

    /** What the console makes to show a folder. */
    private static boolean isFolder(S3Object object) {
        return object.size() == 0 && object.key().endsWith("/");
    }

    /** Empty if it was removed since it was listed, or cannot be read. */
    private Optional<StoredRecord> read(S3Object object, List<UnreadableRecord> unreadable) {
        try {
            if (object.size() > settings.largest()) {
                throw objects.tooLarge();
            }
            return objects.record(object.key());
        } catch (RecordSourceException reason) {
            if (reason.code() != ErrorCode.RECORD_SOURCE_UNUSABLE) {
                throw reason;
            }
            unreadable.add(new UnreadableRecord(KeyText.encode(object.key()).orElseThrow(), reason));
            return Optional.empty();
        }
    }

    @Override
    public Optional<StoredRecord> find(String key) {
        return objects.record(key(key));
    }

    @Override
    public boolean replace(StoredRecord read, byte[] message) {
        if (read.revision().isEmpty()) {
            throw failures.unknownPlace(); // without a tag the write would have no condition
        }
        return objects.replace(key(read.key()), read.revision(), message).isPresent();
    }

    /** A key behind the prefix: through this source nothing else is read or written. */
    private String key(String text) {
        String key = position(text);
        if (key.length() == settings.prefix().length()) {
            throw failures.unknownPlace();
        }
        return key;
    }

    /** The prefix itself as well: as a folder it is listed. */
    private String position(String text) {
        return KeyText.decode(text)
                .filter(key -> key.startsWith(settings.prefix()))
                .orElseThrow(failures::unknownPlace);
    }
}
