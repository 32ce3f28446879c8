package dev.partywall.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Sends tasks of a thousand tenants through a carrier, with a share that throws and a share that is cancelled, and
 * counts every look at a tenant that is not the task's own and every tenant left on a thread.
 *
 * <p>What is sent follows from the seed alone; the order in which threads take it does not.
 */
final class CarriageHarness {

    private static final int SUBMITTERS = 2;
    private static final int TASKS_PER_ROUND = 1_000;
    private static final int TASKS_PER_BATCH = 250;
    private static final int PROBES_PER_ROUND = 16;

    private static final List<Tenant> TENANTS = IntStream.range(0, 1000)
            .mapToObj(i -> Tenant.of("tenant-" + i).withAttribute("tier", "t" + i % 3))
            .toList();

    private final long seed;
    private final Carrier carrier;
    private final LongAdder submitted = new LongAdder();
    private final LongAdder completed = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder cancelled = new LongAdder();
    private final LongAdder started = new LongAdder();
    private final LongAdder cancelledRunning = new LongAdder();
    private final LongAdder looks = new LongAdder();
    private final LongAdder wrong = new LongAdder();
    private final LongAdder checks = new LongAdder();
    private final LongAdder residue = new LongAdder();
    private final Queue<Task> cancelledTasks = new ConcurrentLinkedQueue<>();
    private final Queue<String> surprises = new ConcurrentLinkedQueue<>();

    private CarriageHarness(long seed, Carrier.Factory factory) {
        this.seed = seed;
        this.carrier = factory.open(this::checkThread);
    }

    /**
     * What happened.
     *
     * @param submitted tasks handed in
     * @param completed tasks whose future gave a result
     * @param failed tasks whose future gave the failure that was planned
     * @param cancelled tasks whose future was cancelled
     * @param cancelledQueued those of them that never ran
     * @param cancelledRunning those of them that were cancelled while they certainly ran
     * @param looks how often tasks looked at the tenant
     * @param wrong looks that did not show the task's own tenant
     * @param checks how often threads were checked outside any task
     * @param residue checks that found a tenant
     * @param surprises outcomes that were not planned
     */
    record Report(
            long submitted,
            long completed,
            long failed,
            long cancelled,
            long cancelledQueued,
            long cancelledRunning,
            long looks,
            long wrong,
            long checks,
            long residue,
            List<String> surprises) {}

    /** Sends this many tasks through a carrier and closes it. */
    static Report send(long seed, int tasks, Carrier.Factory factory) throws Exception {
        CarriageHarness harness = new CarriageHarness(seed, factory);
        try {
            harness.sendInRounds(tasks);
        } finally {
            harness.carrier.end();
        }
        return harness.report();
    }

    private void sendInRounds(int tasks) throws Exception {
        ExecutorService submitters = Executors.newFixedThreadPool(SUBMITTERS);
        try {
            SplittableRandom random = new SplittableRandom(seed);
            for (int sent = 0; sent < tasks; sent += TASKS_PER_ROUND) {
                int round = Math.min(TASKS_PER_ROUND, tasks - sent);
                List<Future<?>> running = new ArrayList<>();
                for (int i = 0; i < SUBMITTERS; i++) {
                    int share = round / SUBMITTERS + (i < round % SUBMITTERS ? 1 : 0);
                    SplittableRandom own = random.split();
                    running.add(submitters.submit(() -> sendInBatches(share, own)));
                }
                for (Future<?> submitter : running) {
                    Object nothing = submitter.get();
                    surpriseUnless(nothing == null, "a submitter gave a result");
                }
                probe();
            }
        } finally {
            submitters.shutdownNow();
        }
    }

    private void sendInBatches(int tasks, SplittableRandom random) {
        for (int sent = 0; sent < tasks; sent += TASKS_PER_BATCH) {
            List<Task> batch = new ArrayList<>();
            for (int i = 0; i < Math.min(TASKS_PER_BATCH, tasks - sent); i++) {
                Task task = new Task(random.split());
                batch.add(task);
                send(task);
                if (i % 50 == 0 && !carrier.helps()) {
                    carrier.raw().execute(this::checkThread);
                }
            }
            batch.forEach(Task::settle);
        }
    }

    /** Hands a task in for its tenant, and sees to it that this thread is as before. */
    private void send(Task task) {
        Tenant tenant = task.tenant;
        if (tenant == null) {
            task.handIn();
        } else {
            TenantContext.run(tenant, () -> {
                task.handIn();
                task.look();
            });
        }
        checkThread();
        task.cancelAsPlanned();
    }

    private void probe() throws Exception {
        carrier.quiesce();
        List<Future<?>> probes = new ArrayList<>();
        for (int i = 0; i < PROBES_PER_ROUND; i++) {
            probes.add(carrier.raw().submit(this::checkThread));
        }
        for (Future<?> probe : probes) {
            Object nothing = probe.get();
            surpriseUnless(nothing == null, "a probe gave a result");
        }
    }

    /** Looks, outside any task, for a tenant left on this thread. */
    private void checkThread() {
        checks.increment();
        if (TenantContext.find().isPresent()) {
            residue.increment();
        }
    }

    private void surpriseUnless(boolean asPlanned, String surprise) {
        if (!asPlanned && surprises.size() < 20) {
            surprises.add(surprise);
        }
    }

    private Report report() {
        long neverRan = cancelledTasks.stream().filter(task -> !task.ran).count();
        surpriseUnless(
                started.sum() == submitted.sum() - neverRan,
                started.sum() + " runs of " + submitted.sum() + " tasks of which " + neverRan + " never ran");
        return new Report(
                submitted.sum(),
                completed.sum(),
                failed.sum(),
                cancelled.sum(),
                neverRan,
                cancelledRunning.sum(),
                looks.sum(),
                wrong.sum(),
                checks.sum(),
                residue.sum(),
                List.copyOf(surprises));
    }

    private enum Plan {
        COMPLETE,
        BIND,
        FAIL,
        CANCEL_QUEUED,
        CANCEL_RUNNING;

        boolean cancels() {
            return this == CANCEL_QUEUED || this == CANCEL_RUNNING;
        }

        /** 3 in 1000 are cancelled while they run, 40 while they wait; 60 throw; 300 bind a tenant themselves. */
        static Plan draw(SplittableRandom random) {
            int drawn = random.nextInt(1000);
            if (drawn < 3) {
                return CANCEL_RUNNING;
            } else if (drawn < 43) {
                return CANCEL_QUEUED;
            } else if (drawn < 103) {
                return FAIL;
            }
            return drawn < 403 ? BIND : COMPLETE;
        }
    }

    /** A task of one tenant, or of none, that looks at the tenant again and again. */
    private final class Task implements Carrier.Work {

        private final @Nullable Tenant tenant;
        private final Tenant other;
        private final Plan plan;
        private final int variant;
        private final @Nullable CountDownLatch running;
        private final @Nullable CountDownLatch gate;
        private @Nullable Future<?> future;
        private boolean cancelTook;
        private volatile boolean ran;

        Task(SplittableRandom random) {
            int drawn = random.nextInt(TENANTS.size() + TENANTS.size() / 50);
            this.tenant = drawn < TENANTS.size() ? TENANTS.get(drawn) : null;
            this.other = TENANTS.get((drawn + 1 + random.nextInt(TENANTS.size() - 1)) % TENANTS.size());
            this.plan = Plan.draw(random);
            this.variant = random.nextInt(1 << 20);
            this.running = plan == Plan.CANCEL_RUNNING ? new CountDownLatch(1) : null;
            this.gate = plan == Plan.CANCEL_RUNNING ? new CountDownLatch(1) : null;
        }

        void handIn() {
            submitted.increment();
            future = carrier.handIn(this, variant);
        }

        @Override
        public void run() throws Exception {
            ran = true;
            started.increment();
            look();
            if (running != null && gate != null) {
                running.countDown();
                awaitCancellation(gate);
                look();
            } else if (plan == Plan.BIND) {
                bind();
                look();
            } else if (plan == Plan.FAIL) {
                fail();
            }
        }

        @Override
        public void look() {
            looks.increment();
            if (!Objects.equals(TenantContext.find().orElse(null), tenant)) {
                wrong.increment();
            }
        }

        private void bind() {
            if (tenant != null) {
                TenantContext.run(tenant.id(), this::look);
            }
            try {
                TenantContext.run(
                        other, () -> surpriseUnless(tenant == null, "another tenant was bound inside a task"));
            } catch (TenantMismatchException e) {
                surpriseUnless(tenant != null, "a tenant was bound in a task without one");
            }
        }

        private void fail() throws Exception {
            switch (variant % 3) {
                case 0 -> throw new PlannedException();
                case 1 -> throw new PlannedRuntimeException();
                default -> throw new PlannedError();
            }
        }

        /**
         * Waits until this task's own cancellation took. Only then does it act on an interrupt: one that comes earlier
         * may be meant for another task on the same thread.
         */
        private static void awaitCancellation(CountDownLatch gate) throws InterruptedException {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            InterruptedException interrupted = null;
            boolean open = false;
            while (!open && System.nanoTime() < deadline) {
                try {
                    open = gate.await(1, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    interrupted = e;
                }
            }
            if (!open) {
                throw new IllegalStateException("the gate stayed shut");
            } else if (interrupted != null) {
                throw interrupted;
            }
        }

        void cancelAsPlanned() {
            Future<?> handedIn = handedIn();
            if (running != null && gate != null) {
                surpriseUnless(isDown(running), "a task did not start within 30 s");
                cancelTook = handedIn.cancel(true);
                gate.countDown();
                cancelledRunning.add(cancelTook ? 1 : 0);
            } else if (plan == Plan.CANCEL_QUEUED) {
                cancelTook = handedIn.cancel(variant % 2 == 0);
            }
        }

        private static boolean isDown(CountDownLatch latch) {
            try {
                return latch.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                return false;
            }
        }

        /**
         * Waits for the outcome, counts it and holds it against the plan. A cancellation that answered "too late" may
         * still show as one: newer JDKs mark a fork/join task so when it completes in the same moment.
         */
        void settle() {
            try {
                Object result = handedIn().get(60, TimeUnit.SECONDS);
                completed.increment();
                surpriseUnless(plan != Plan.FAIL && !cancelTook, plan + " completed with " + result);
            } catch (CancellationException e) {
                cancelled.increment();
                cancelledTasks.add(this);
                surpriseUnless(plan.cancels(), plan + " was cancelled");
            } catch (ExecutionException e) {
                failed.increment();
                surpriseUnless(plan == Plan.FAIL && isPlanned(e), plan + " failed with " + e);
            } catch (Exception e) {
                surpriseUnless(false, plan + " did not end: " + e);
            }
        }

        private Future<?> handedIn() {
            if (future == null) {
                throw new IllegalStateException("not handed in");
            }
            return future;
        }

        private static boolean isPlanned(Throwable failure) {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                if (cause instanceof Planned) {
                    return true;
                }
            }
            return false;
        }
    }

    /** Marks the failures that tasks were told to have. */
    private interface Planned {}

    private static final class PlannedException extends Exception implements Planned {
        private static final long serialVersionUID = 1L;

        PlannedException() {
            super("planned", null, false, false);
        }
    }

    private static final class PlannedRuntimeException extends RuntimeException implements Planned {
        private static final long serialVersionUID = 1L;

        PlannedRuntimeException() {
            super("planned", null, false, false);
        }
    }

    private static final class PlannedError extends Error implements Planned {
        private static final long serialVersionUID = 1L;

        PlannedError() {
            super("planned", null, false, false);
        }
    }
}
