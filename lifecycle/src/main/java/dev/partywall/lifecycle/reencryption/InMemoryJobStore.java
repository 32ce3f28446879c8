package dev.partywall.lifecycle.reencryption;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A job's memory in the memory of this JVM, for tests and for jobs that may begin anew after a crash. Safe for many threads. */
public final class InMemoryJobStore implements JobStore {

    private final Map<JobKey, JobEntry> rows = new HashMap<>();

    private InMemoryJobStore() {}

    /**
     * An empty memory.
     *
     * @return the memory
     */
    public static InMemoryJobStore create() {
        return new InMemoryJobStore();
    }

    @Override
    public synchronized Optional<JobEntry> find(JobKey key) {
        return Optional.ofNullable(rows.get(key));
    }

    @Override
    public synchronized JobEntry save(JobEntry entry) {
        JobEntry stored = rows.get(entry.key());
        if ((stored == null ? 0 : stored.version()) != entry.version()) {
            throw new JobConflictException(entry);
        }
        JobEntry next = new JobEntry(entry.key(), entry.version() + 1, entry.text());
        rows.put(entry.key(), next);
        return next;
    }
}
