package dev.partywall.lifecycle.reencryption;

import dev.partywall.lifecycle.internal.source.IteratedRecords;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Records of any store that can only be gone through from the beginning: a file, an export, a result that is streamed.
 *
 * <pre>{@code
 * RecordSource notes = IteratorRecordSource.of(
 *         "files:notes", // what tells this source from the tenant's others
 *         () -> export.iterator(), // all records, from the first
 *         key -> files.find(key), // one, as it is stored now
 *         (read, message) -> files.replaceIfSame(read, message));
 * }</pre>
 *
 * <p><b>What it takes.</b> A position is the number of records that were gone through. So every iterator must give the same
 * records in the same order, in every process and for as long as a job runs: of a store that changes meanwhile give an export
 * that was made once, of keys if nothing else. A record of the export that was changed or removed since is no harm, for its
 * replacement answers false. One that a later iterator leaves out is: another one behind it is then left out as well. To go on at
 * a position the records before it are gone through again, unless the page before was the last that this object read.
 *
 * <p>One partition, and one iterator at a time. An iterator that is {@link AutoCloseable} is closed at its end, after a failure, and
 * when another one takes its place; a job that stops half way leaves the last one open. {@link java.io.UncheckedIOException} of the functions
 * becomes a retryable {@code RECORD_SOURCE_UNAVAILABLE}; what else they throw goes to the caller as it is.
 *
 * <p>Safe for many threads if the functions are. Pages are read by one thread at a time.
 */
public final class IteratorRecordSource implements RecordSource {

    private final IteratedRecords records;

    private IteratorRecordSource(IteratedRecords records) {
        this.records = records;
    }

    /** Replaces a record's message, if it still is the one that was read. */
    @FunctionalInterface
    public interface Replacement {

        /**
         * As {@link RecordSource#replace}: in one atomic step, changing nothing else, and never making a record.
         *
         * @param read the record as it was read
         * @param message the message to be stored in the place of its own
         * @return false if the record was changed or removed since: then nothing was written
         */
        boolean replace(StoredRecord read, byte[] message);
    }

    /**
     * The records of an iterator.
     *
     * @param name what tells this source from all others of the tenant: 1 to 200 printable ASCII characters without spaces
     * @param iterators an iterator over all records from the first, at each call
     * @param find the record of a key as it is stored now; empty if it is gone
     * @param replacement replaces a record's message
     * @return the source
     * @throws dev.partywall.lifecycle.InvalidLifecycleSettingException if it cannot be named so
     */
    public static IteratorRecordSource of(
            String name,
            Supplier<? extends Iterator<StoredRecord>> iterators,
            Function<String, Optional<StoredRecord>> find,
            Replacement replacement) {
        return new IteratorRecordSource(new IteratedRecords(name, iterators, find, replacement));
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
}
