package dev.partywall.lifecycle;

import dev.partywall.core.TenantId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who the tenants are: the one truth that every node follows.
 *
 * <p><b>Guarantees.</b>
 *
 * <ul>
 *   <li>{@link #find} sees every {@link #save} that returned before it began, from whichever JVM (linearizable).
 *   <li>Of several saves of the same version of a record, one wins; the others are refused and change nothing.
 *   <li>The feed of {@link #changes} has each tenant once, at its latest record, in the order of the saves: whoever reads it from
 *       any point on to its end has missed nothing that was saved before the reading began.
 * </ul>
 *
 * <p>Records are never removed: an id that was a tenant's is never another's. Safe for many threads and many JVMs. Failures
 * are {@link TenantRegistryException}.
 */
public interface TenantRegistry {

    /**
     * The record of a tenant, read consistently.
     *
     * @param tenant who
     * @return its record, or empty if there never was such a tenant
     */
    Optional<TenantRecord> find(TenantId tenant);

    /**
     * Stores a record, if the stored one still has its version; version 0 stands for a tenant that is not there yet.
     *
     * @param record the record, with the version that was read
     * @return the record as it is stored: one version later, with the time of now
     * @throws RegistryConflictException if the stored record has another version: read it again
     */
    TenantRecord save(TenantRecord record);

    /**
     * What changed after a point of the feed.
     *
     * @param after the point: 0 for the beginning, else {@link Changes#next} of an earlier answer
     * @param limit how many records at most, 1 to 1,000
     * @return the records, oldest change first; while others save, it may take several answers to come to the end
     * @throws TenantRegistryException with {@code REGISTRY_SET_BACK} if the feed ends before the point: what answers is older than
     *     what was read before
     */
    Changes changes(long after, int limit);

    /**
     * All tenants, those that changed last at the end.
     *
     * @return their records, read page by page as the stream is; one that changes meanwhile may come again, at its latest record
     */
    default Stream<TenantRecord> tenants() {
        int page = 500;
        return Stream.iterate(
                        Optional.of(changes(0, page)),
                        Optional::isPresent,
                        read -> read.filter(part -> !part.isEnd()).map(part -> changes(part.next(), page)))
                .flatMap(read -> read.orElseThrow().records().stream());
    }

    /**
     * A part of the feed.
     *
     * @param records oldest change first
     * @param next the point behind them, to go on from
     * @param isEnd whether there was nothing behind them when this was read
     */
    record Changes(List<TenantRecord> records, long next, boolean isEnd) {

        /**
         * Copies the list.
         *
         * @param records oldest change first
         * @param next the point behind them
         * @param isEnd whether there was nothing behind them
         */
        public Changes {
            records = List.copyOf(records);
        }
    }
}
