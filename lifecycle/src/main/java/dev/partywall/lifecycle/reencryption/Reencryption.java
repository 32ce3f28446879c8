package dev.partywall.lifecycle.reencryption;

import dev.partywall.core.IsolationEventListener;
import dev.partywall.core.Tenant;
import dev.partywall.core.TenantId;
import dev.partywall.keyring.TenantKeyring;
import dev.partywall.lifecycle.InvalidLifecycleSettingException;
import dev.partywall.lifecycle.internal.reencryption.PartitionedReencryption;
import dev.partywall.lifecycle.internal.reencryption.ReencryptionSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Rewrites the records of one tenant and one purpose under the newest version of its branch key.
 *
 * <p><b>Guarantees.</b>
 *
 * <ul>
 *   <li>After a run that is complete, every record that was stored when it first began, and did not fail, is sealed under the version that was
 *       active then, or a newer one. What others write meanwhile is theirs: it is under the newest version as soon as their
 *       keyrings know that, which takes them the keyring's {@code timeToLive} after a rotation. So begin that long after it.
 *   <li>A concurrent update is never lost: a record is replaced only while it is what was read.
 *   <li>A record's purpose, id and further pairs stay as they are, and its plaintext is overwritten as soon as it is sealed anew.
 *   <li>Of several processes one is at a partition. One that stands still for longer than the lease can be overtaken; when it goes on it
 *       notices at its next checkpoint, and what it still writes is under the same condition as every write.
 *   <li>Whenever a process ends, the next goes on from the last checkpoint: records behind it are read again, found to be
 *       under the newest version, and left alone.
 * </ul>
 *
 * <p><b>KMS calls.</b> The first run of a job of this interface, and the first after a rotation, drops the tenant's branch keys from the
 * keyring's memory, so that it seals under what is active now. Then each process makes one {@code kms:Decrypt} for each version that it finds records under, and one for the active
 * version, however many records there are: at most (older versions in use + 1) for each process and each {@code timeToLive} of the keyring
 * that it takes, as long as the versions fit into {@code maximumCachedKeysPerTenant}. A {@link #dryRun} makes none.
 *
 * <p><b>Memory.</b> Up to 8 partitions are gone through at once, each with one page of messages in memory.
 *
 * <p><b>Failures.</b> One record's own trouble is collected: it cannot be read (an object that is too large, an attribute that is not
 * binary), it is refused, its version of the key is not there, its store takes it not, or
 * others change it again and again ({@code RECORD_CONTENDED}). What all records would run into ends a run by an exception, after
 * the attempts that are set, and so does a page of which the source refuses every record in the same way, if it was to store 20 or
 * more of it, or could read none of 20 or more. The exceptions are {@link RecordSourceException}, {@link JobStoreException},
 * {@link dev.partywall.keyring.KeyUnavailableException}, {@link dev.partywall.core.TenantNotServedException}. The checkpoints then stand where they were; call {@link #run} again.
 *
 * <p>An interrupt of the calling thread ends a run after the records in work; the report then is not complete, and the thread stays
 * interrupted. Threads are the job's own, and have ended when a method returns. The methods need no tenant bound; where one is
 * bound it must be the job's. Safe for many threads, which are to each other as processes are.
 */
public interface Reencryption {

    /**
     * A builder with the defaults named at each method.
     *
     * @return the builder
     */
    static Builder builder() {
        return new Builder();
    }

    /**
     * Goes on where earlier runs for the active version stopped, or begins. Partitions that are done for it are left alone. One
     * that another process holds is waited for for that one's lease: if its holder has not saved until then, it is gone, and this run
     * takes the partition over; else it is in the report as held.
     *
     * @return how far the job is
     */
    ReencryptionReport run();

    /**
     * As {@link #run}, from the beginning of each partition, even where it is done. After a crash call it again: {@link #run} would leave
     * partitions alone that were not begun anew yet. It is for one process at a time: each that calls it begins each partition anew
     * that it gets, even where another one has just done so.
     *
     * @return how far the job is
     */
    ReencryptionReport restart();

    /**
     * Goes through the headers of all records and tells which versions are in use. Opens and writes nothing, neither records nor
     * the job's memory, and calls no KMS. What it tells of messages is not verified.
     *
     * @return the counts; what {@link #run} would rewrite is what was read less {@code alreadyNewest} and {@code failed}
     */
    ReencryptionReport dryRun();

    /**
     * Tries the records again that failed and are remembered. After a rotation call {@link #run} first: what an earlier job has
     * done is not complete for the new version, and this method does not go through it.
     *
     * @return how far the job is
     */
    ReencryptionReport retryFailed();

    /**
     * The parts of the source, for an engine that runs them in processes of its own.
     *
     * @return the partitions
     * @throws RecordSourceException if the store fails
     */
    List<String> partitions();

    /**
     * As {@link #run}, of one partition. Calling it for each partition, wherever and in whatever order, is the whole job.
     *
     * @param partition one of {@link #partitions}
     * @return how far that partition is
     * @throws InvalidLifecycleSettingException if the source has no such partition
     */
    ReencryptionReport runPartition(String partition);

    /** Collects the settings. Not safe for many threads. */
    final class Builder {

        private final ReencryptionSettings.Collector settings = new ReencryptionSettings.Collector();

        private Builder() {}

        /**
         * Whose records. Required.
         *
         * @param tenant the tenant, without attributes
         * @return this builder
         */
        public Builder tenant(TenantId tenant) {
            return tenant(Tenant.of(tenant));
        }

        /**
         * Whose records, with the attributes that its sessions at AWS need.
         *
         * @param tenant the tenant
         * @return this builder
         */
        public Builder tenant(Tenant tenant) {
            settings.tenant = tenant;
            return this;
        }

        /**
         * What opens and seals. Required.
         *
         * @param keyring the keyring; the caller's to close
         * @return this builder
         */
        public Builder keyring(TenantKeyring keyring) {
            settings.keyring = keyring;
            return this;
        }

        /**
         * What the records are for. Required.
         *
         * @param purpose the purpose that they were sealed for
         * @return this builder
         */
        public Builder purpose(String purpose) {
            settings.purpose = purpose;
            return this;
        }

        /**
         * Where the records are stored. Required.
         *
         * @param source the source
         * @return this builder
         */
        public Builder source(RecordSource source) {
            settings.source = source;
            return this;
        }

        /**
         * Where the job keeps what it remembers. Required.
         *
         * @param store the same for all processes of the job
         * @return this builder
         */
        public Builder memory(JobStore store) {
            settings.memory = store;
            return this;
        }

        /**
         * How many records are in work at once, over all partitions. Default 4.
         *
         * @param records 1 to 256
         * @return this builder
         */
        public Builder parallelism(int records) {
            settings.parallelism = records;
            return this;
        }

        /**
         * How many records this process rewrites in a second at most. Default: as many as it can.
         *
         * @param records 1 to 1,000,000
         * @return this builder
         */
        public Builder perSecond(int records) {
            settings.perSecond = records;
            return this;
        }

        /**
         * How many records are read at once; after each page there is a checkpoint. Default 500.
         *
         * @param records 1 to 10,000
         * @return this builder
         */
        public Builder pageSize(int records) {
            settings.pageSize = records;
            return this;
        }

        /**
         * After how long without a sign of life this process is to be taken for gone, by the clock of whoever waits for it. It gives such
         * a sign three times as often. It is stored with each partition that the process holds, so processes with different leases
         * may be at one job. Default 30 seconds.
         *
         * @param lease 100 milliseconds to 1 hour
         * @return this builder
         */
        public Builder lease(Duration lease) {
            settings.lease = lease;
            return this;
        }

        /**
         * How often a call that may succeed later is tried, with pauses in between that grow from 50 milliseconds to 10 seconds.
         * Default 8, which takes some 6 seconds.
         *
         * @param attempts 1 to 20
         * @return this builder
         */
        public Builder attempts(int attempts) {
            settings.attempts = attempts;
            return this;
        }

        /**
         * Who is told how far a run is, each second and at its end. It is called by one thread at a time; what it throws ends the
         * run. Default: nobody.
         *
         * @param listener the listener
         * @return this builder
         */
        public Builder progress(Consumer<ReencryptionProgress> listener) {
            settings.progress = listener;
            return this;
        }

        /**
         * Who is told when a partition is done ({@code OperationStepCompleted}, operation {@code REENCRYPT}, the partition as step), and
         * when one ended with a failure ({@code OperationFailed}). What is opened and sealed, the keyring tells its own listener.
         * Default: nobody.
         *
         * @param listener the listener
         * @return this builder
         */
        public Builder listener(IsolationEventListener listener) {
            settings.listener = listener;
            return this;
        }

        /**
         * The clock for events. Default: the system's.
         *
         * @param clock the clock
         * @return this builder
         */
        public Builder clock(Clock clock) {
            settings.clock = clock;
            return this;
        }

        /**
         * The job. Calls nothing.
         *
         * @return the job
         * @throws InvalidLifecycleSettingException if a required setting is missing or one cannot work
         * @throws dev.partywall.keyring.InvalidKeySettingException if the purpose is none
         */
        public Reencryption build() {
            return new PartitionedReencryption(settings.check());
        }
    }
}
