package dev.partywall.lifecycle.reencryption;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where sealed records of one tenant and one purpose are stored: read part by part, and replaced one by one.
 *
 * <p>A source is of one tenant. It is called with that tenant bound, so clients that are scoped to the bound tenant may be used;
 * those for DynamoDB, SQL and S3 in this package are such. The one over an iterator is for
 * whatever can be gone through only once.
 *
 * <p><b>What an implementation must hold to.</b>
 *
 * <ul>
 *   <li>{@link #partitions} names the same partitions for as long as a job runs, in every process: a job remembers how far it came
 *       in each. Each record is in one partition and stays in it.
 *   <li>{@link #read} gives the records of a partition in an order that does not change, so that what was stored before
 *       the first page was read and is not removed is on exactly one page. Records that come in between may be missed: they are
 *       sealed under the newest version already.
 *   <li>A record that is there and cannot be read, for reasons of its own, is on its page as an {@link UnreadableRecord}; {@link #find}
 *       throws that reason.
 *   <li>{@link #replace} changes the message of a record and nothing else of it, and only where the stored message still is the one
 *       that was read, in one atomic step. It never makes a record that is not there.
 *   <li>Failures of the store are {@link RecordSourceException}; whether they are retryable decides if a job waits and tries again.
 * </ul>
 *
 * <p>Safe for many threads.
 */
public interface RecordSource {

    /**
     * What tells this source from all others of the tenant, such as {@code dynamodb:invoices:body}. A job's memory is kept under
     * it. No secrets.
     *
     * @return 1 to 200 printable ASCII characters without spaces; the same in every process
     */
    String name();

    /**
     * The parts that can be gone through at the same time, and by several processes.
     *
     * @return their ids, each 1 to 200 printable ASCII characters without spaces; at least one
     * @throws RecordSourceException if the store fails
     */
    List<String> partitions();

    /**
     * The next page of a partition.
     *
     * @param partition one of {@link #partitions}
     * @param after where to go on: {@link RecordPage#next} of the page before; empty for the beginning
     * @param limit how many records at most, 1 to 10,000; a page may hold fewer, even none, and need not be the last for that
     * @return the page
     * @throws RecordSourceException if the store fails, or knows no such partition or place
     */
    RecordPage read(String partition, Optional<String> after, int limit);

    /**
     * One record, read consistently.
     *
     * @param key its {@link StoredRecord#key}
     * @return the record as it is stored now; empty if it is gone
     * @throws RecordSourceException if the store fails
     */
    Optional<StoredRecord> find(String key);

    /**
     * Replaces a record's message, if it still is the one that was read.
     *
     * @param read the record as it was read
     * @param message the message to be stored in the place of its own
     * @return false if the record was changed or removed since it was read: then nothing was written
     * @throws RecordSourceException if the store fails. It may have written nevertheless, where its answer was lost
     */
    boolean replace(StoredRecord read, byte[] message);

    /**
     * About how many records there are in all partitions, where that is cheap to know: for the estimate of how long a job
     * takes.
     *
     * @return the estimate; empty if the store cannot tell
     * @throws RecordSourceException if the store fails
     */
    default OptionalLong estimatedRecords() {
        return OptionalLong.empty();
    }
}
