package dev.partywall.lifecycle.internal.reencryption;

import dev.partywall.lifecycle.internal.reencryption.Claiming.Claimed;
import dev.partywall.lifecycle.internal.reencryption.Claiming.Held;
import dev.partywall.lifecycle.internal.reencryption.Claiming.Settled;
import dev.partywall.lifecycle.reencryption.JobConflictException;
import dev.partywall.lifecycle.reencryption.JobEntry;
import dev.partywall.lifecycle.reencryption.JobKey;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Gets partitions for a run: those that nobody has, and those whose holder is gone.
 *
 * <p>A holder is taken for gone when its row has not changed for the lease that it gave itself, by this process's monotonic clock: the clocks of two
 * machines are never compared. Should it live nevertheless, the row's version keeps the two apart.
 */
final class Claims {

    private static final int LOOKS_IN_A_LEASE = 8;
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final ReencryptionSettings settings;
    private final JobMemory memory;
    private final Mode mode;
    private final Versions versions;
    private final Retries retries;
    private final Stop stop;
    private final Owner owner;

    Claims(ReencryptionSettings settings, Mode mode, Versions versions, Retries retries, Stop stop) {
        this.settings = settings;
        this.memory = new JobMemory(settings.memory());
        this.mode = mode;
        this.versions = versions;
        this.retries = retries;
        this.stop = stop;
        this.owner = new Owner(UUID.randomUUID(), settings.lease());
    }

    /** Tries once. */
    Claiming attempt(String partition) {
        return attempt(partition, Optional.empty());
    }

    /** Tries until it is clear whether a partition's holder lives: for a lease at most since it was seen first. */
    Claiming await(Held held) {
        Held seen = held;
        while (true) {
            long left = seen.lease() - (System.nanoTime() - seen.since());
            long pause = Math.min(LONGEST_PAUSE_NANOS, seen.lease() / LOOKS_IN_A_LEASE);
            stop.sleep(Math.max(1, Math.min(left, pause)));
            Claiming next = attempt(seen.partition(), Optional.of(seen));
            if (!(next instanceof Held still) || still.version() != seen.version()) {
                return next;
            }
            seen = still;
        }
    }

    private Claiming attempt(String partition, Optional<Held> before) {
        JobKey key = settings.keyOf(partition);
        Optional<JobEntry> found = retries.of(() -> memory.find(key));
        if (found.isEmpty()) {
            return begin(key);
        }
        JobEntry entry = found.get();
        PartitionState state = memory.read(entry);
        if (mode.isSettled(state, versions)) {
            return new Settled(partition, state, versions.reaches(state.target()));
        }
        Optional<Owner> other = state.owner().filter(holder -> !holder.id().equals(owner.id()));
        if (other.isPresent()) {
            long since = before.filter(seen -> seen.version() == entry.version())
                    .map(Held::since)
                    .orElseGet(System::nanoTime);
            long lease = other.get().lease().toNanos();
            if (System.nanoTime() - since < lease) {
                return new Held(partition, entry.version(), since, lease);
            }
        }
        return claim(entry, mode.next(state, versions));
    }

    private Claiming begin(JobKey key) {
        PartitionState beginning = PartitionState.beginning(versions.target());
        return mode.isSettled(beginning, versions)
                ? new Settled(key.partition(), beginning, true)
                : claim(new JobEntry(key, 0, ""), beginning);
    }

    private Claiming claim(JobEntry read, PartitionState state) {
        String partition = read.key().partition();
        PartitionState owned = state.withOwner(Optional.of(owner));
        boolean reaches = versions.reaches(state.target());
        try {
            JobEntry entry = retries.of(() -> memory.save(read, owned));
            return new Claimed(new Claim(memory, partition, entry, owned), reaches);
        } catch (JobConflictException another) {
            // How long the other one's lease is, the next look tells.
            return new Held(
                    partition,
                    read.version() + 1,
                    System.nanoTime(),
                    owner.lease().toNanos());
        }
    }
}
