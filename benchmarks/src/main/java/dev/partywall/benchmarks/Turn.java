package dev.partywall.benchmarks;

import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.ThreadParams;

/** Which tenant is a thread's next: each thread goes round, and they begin far from each other. */
@State(Scope.Thread)
public class Turn {

    private int tenants = 1;
    private int next;

    /** For JMH. */
    public Turn() {}

    /**
     * Begins the round.
     *
     * @param state how many tenants there are
     * @param thread which thread it is
     */
    @Setup
    public void begin(SealingState state, ThreadParams thread) {
        begin(state.tenants, thread.getThreadIndex(), thread.getThreadCount());
    }

    void begin(int allTenants, int thread, int threads) {
        tenants = allTenants;
        next = (int) ((long) allTenants * thread / threads);
    }

    int next() {
        int turn = next;
        next = turn + 1 == tenants ? 0 : turn + 1;
        return turn;
    }
}
