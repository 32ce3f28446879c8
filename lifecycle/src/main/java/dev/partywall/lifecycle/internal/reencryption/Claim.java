package dev.partywall.lifecycle.internal.reencryption;

import dev.partywall.core.TenantIsolationException;
import dev.partywall.lifecycle.reencryption.JobConflictException;
import dev.partywall.lifecycle.reencryption.JobEntry;
import java.util.Optional;

/**
 * A partition that this run is at, until somebody else takes it over. Each save shows others that it lives; a save that finds
 * another's row is how it learns that they have not believed it.
 */
final class Claim {

    /** Ends the work on a partition that is another's now. */
    static final class Lost extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Lost() {
            super("another process has taken the partition over", null, false, false);
        }
    }

    private final JobMemory memory;
    private final String partition;
    private JobEntry entry;
    private PartitionState state;
    private long savedAt = System.nanoTime();
    private boolean released;
    private boolean inDoubt;
    private Optional<RuntimeException> silence = Optional.empty();
    private volatile boolean lost;

    /** A row that was just stored with this run as its owner. */
    Claim(JobMemory memory, String partition, JobEntry entry, PartitionState state) {
        this.memory = memory;
        this.partition = partition;
        this.entry = entry;
        this.state = state;
    }

    String partition() {
        return partition;
    }

    synchronized PartitionState state() {
        return state;
    }

    void requireHeld() {
        if (lost) {
            throw new Lost();
        }
    }

    /**
     * Stores a checkpoint; trying again is the caller's. Until one is known to be stored there is no sign of life, which would set back
     * what may be stored already.
     */
    @SuppressWarnings("ReferenceEquality") // An exception cannot be suppressed by itself.
    synchronized void save(PartitionState next) {
        requireHeld();
        inDoubt = true;
        try {
            store(next);
        } catch (TenantIsolationException failure) {
            silence.filter(earlier -> earlier != failure).ifPresent(failure::addSuppressed);
            throw failure;
        }
        inDoubt = false;
        silence = Optional.empty();
    }

    private void store(PartitionState next) {
        try {
            entry = stored(next);
        } catch (JobConflictException overtaken) {
            lost = true;
            throw new Lost();
        }
        state = next;
        released = next.owner().isEmpty();
        savedAt = System.nanoTime();
    }

    /** Where the stored row still names this run as its owner, the answer to a save of its own was lost, and nobody else came. */
    private JobEntry stored(PartitionState next) {
        try {
            return memory.save(entry, next);
        } catch (JobConflictException conflict) {
            entry = memory.find(entry.key()).filter(this::isOwn).orElseThrow(() -> conflict);
            return memory.save(entry, next);
        }
    }

    private boolean isOwn(JobEntry found) {
        return state.owner().isPresent() && memory.read(found).owner().equals(state.owner());
    }

    /** Gives the partition back, with its last checkpoint. */
    synchronized void release() {
        if (!released && !lost) {
            save(state.withOwner(Optional.empty()));
        }
    }

    /**
     * Shows that this run lives, unless it did so a short while ago. Where the memory fails, the next beat tries again, and the next
     * checkpoint that fails names it: until then nothing is lost but, perhaps, the partition.
     */
    synchronized void beat(long age) {
        if (released || lost || inDoubt || System.nanoTime() - savedAt < age) {
            return;
        }
        try {
            store(state);
        } catch (RuntimeException failure) {
            silence = Optional.of(failure);
            savedAt = System.nanoTime();
        }
    }
}
