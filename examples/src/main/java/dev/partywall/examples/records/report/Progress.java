package dev.partywall.examples.records.report;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** How far a step has come. Safe for many threads. */
public final class Progress implements AutoCloseable {

    private final String label;
    private final long total;
    private final ProgressOutput output;
    private final long start;
    private final LongAdder done = new LongAdder();
    private final AtomicLong next;

    Progress(String label, long total, ProgressOutput output) {
        this.label = label;
        this.total = total;
        this.output = output;
        this.start = output.nanos();
        this.next = new AtomicLong(start + output.interval());
    }

    /**
     * Says that so many more are done, and shows it from time to time.
     *
     * @param count how many more
     */
    public void add(long count) {
        done.add(count);
        long now = output.nanos();
        long due = next.get();
        // Of all threads that find it due, one shows it.
        if (now - due >= 0 && next.compareAndSet(due, now + output.interval())) {
            output.show(ProgressText.of(label, done.sum(), total, now - start));
        }
    }

    /** The step has ended. */
    @Override
    public void close() {
        output.clear();
    }
}
