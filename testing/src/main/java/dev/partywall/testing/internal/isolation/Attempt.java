package dev.partywall.testing.internal.isolation;

import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.testing.Attack;
import dev.partywall.testing.IsolationProbe;
import dev.partywall.testing.LabCall;
import dev.partywall.testing.LabCalls;
import dev.partywall.testing.internal.principals.LabUser;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One run of an operation.
 *
 * @param visible all that it showed, in its result or in its failure
 * @param failure how it failed, if it did
 * @param calls what reached the lab meanwhile, ended or given up waiting for
 */
record Attempt(Visible visible, Optional<Throwable> failure, List<LabCall> calls) {

    /** For calls that an operation does not wait for itself. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    Attempt {
        calls = List.copyOf(calls);
    }

    /** Runs an operation on a fixture in the way of an attack. */
    static <F> Attempt run(IsolationProbe<F> probe, F fixture, Attack.Kind kind, TenantId attacker, LabCalls calls) {
        long mark = calls.mark();
        Visible visible = Visible.empty();
        Throwable failure = null;
        try {
            read(visible, probe, fixture, kind, attacker);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failure = e;
        } catch (ExecutionException e) {
            failure = e.getCause() == null ? e : e.getCause();
        } catch (Exception | AssertionError e) {
            failure = e;
        }
        if (failure != null) {
            readFailure(visible, failure);
        }
        return new Attempt(visible, Optional.ofNullable(failure), settled(calls.since(mark)));
    }

    private static void readFailure(Visible visible, Throwable failure) {
        try {
            visible.add(failure);
        } catch (Exception e) {
            failure.addSuppressed(e);
        }
    }

    /** The calls, after those that go on have ended. */
    private static List<LabCall> settled(LabCalls calls) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (calls.inFlight().count() > 0 && System.nanoTime() < deadline) {
            pause();
        }
        return calls.matching(call -> !isStartOfASession(call)).list();
    }

    /**
     * Sessions are kept, so only the first run of all would have the start of its tenant's in its record, and no run after it
     * could show what another trust policy changes. A start that is refused is why a run fails, and stays.
     */
    private static boolean isStartOfASession(LabCall call) {
        return call.isSucceeded() && LabUser.isCaller(call.caller());
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(2);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static <F> void read(
            Visible visible, IsolationProbe<F> probe, F fixture, Attack.Kind kind, TenantId attacker) throws Exception {
        switch (kind) {
            case UNBOUND -> visible.add(probe.run(fixture));
            case OTHER_THREAD ->
                TenantContext.run(attacker, () -> onAnotherThread(() -> visible.add(probe.run(fixture))));
            case BOUND_LATE -> {
                Object result = probe.run(fixture);
                TenantContext.run(attacker, () -> visible.add(result));
            }
            default -> TenantContext.run(attacker, () -> visible.add(probe.run(fixture)));
        }
    }

    private static void onAnotherThread(Step step) throws Exception {
        FutureTask<@Nullable Object> future = new FutureTask<>(() -> {
            step.run();
            return null;
        });
        Thread thread = new Thread(future, "isolation-probe");
        thread.setDaemon(true);
        thread.start();
        Object unused = future.get();
    }

    @FunctionalInterface
    private interface Step {
        void run() throws Exception;
    }
}
