package dev.partywall.lifecycle.internal;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantId;
import dev.partywall.core.TenantIsolationException;
import dev.partywall.keyring.BranchKeyDescription;
import dev.partywall.keyring.BranchKeyDescription.VersionDescription;
import dev.partywall.keyring.BranchKeys;
import dev.partywall.keyring.Rotation;
import dev.partywall.lifecycle.LifecycleException;
import dev.partywall.lifecycle.RotationReport;
import dev.partywall.lifecycle.RotationSchedule;
import dev.partywall.lifecycle.TenantRecord;
import dev.partywall.lifecycle.TenantRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One round over tenants: those whose active version is old enough get a new one. */
final class ScheduledRotation {

    private final BranchKeys branchKeys;
    private final TenantRegistry registry;
    private final RotationSchedule schedule;
    private final Clock clock;
    private final Queue<TenantId> left;
    private final Map<TenantId, Rotation> due = new ConcurrentHashMap<>();
    private final Set<TenantId> notDue = ConcurrentHashMap.newKeySet();
    private final Map<TenantId, TenantIsolationException> failed = new ConcurrentHashMap<>();
    private final Pace pace;
    private final CountDownLatch stopped = new CountDownLatch(1);

    ScheduledRotation(
            BranchKeys branchKeys,
            TenantRegistry registry,
            RotationSchedule schedule,
            Clock clock,
            List<TenantId> tenants) {
        this.branchKeys = branchKeys;
        this.registry = registry;
        this.schedule = schedule;
        this.clock = clock;
        this.pace = new Pace(schedule.perSecond());
        this.left = new ConcurrentLinkedQueue<>(tenants);
    }

    /** Waits for the end of the round, or for an interrupt: the report then says what is left. */
    RotationReport run() {
        List<Thread> lanes = new ArrayList<>();
        for (int lane = 0; lane < schedule.parallel(); lane++) {
            Thread thread = new Thread(this::lane, "partywall-rotation-" + lane);
            thread.start();
            lanes.add(thread);
        }
        boolean interrupted = false;
        for (Thread lane : lanes) {
            interrupted |= !joined(lane);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return new RotationReport(due, notDue, failed, new HashSet<>(left));
    }

    /** Whether the lane ended without an interrupt of this thread. One that is at a rotation ends that first. */
    private boolean joined(Thread lane) {
        boolean byItself = true;
        while (lane.isAlive()) {
            try {
                lane.join();
            } catch (InterruptedException stop) {
                byItself = false;
                stopped.countDown();
            }
        }
        return byItself;
    }

    private void lane() {
        for (TenantId tenant = left.poll(); tenant != null; tenant = left.poll()) {
            if (!awaitTurn()) {
                left.add(tenant);
                return;
            }
            rotateIfDue(tenant);
        }
    }

    /** Waits for this lane's turn; false where the round is to end. */
    private boolean awaitTurn() {
        try {
            return !stopped.await(pace.reserve(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException nobodyElseHasThisThread) {
            return false;
        }
    }

    private void rotateIfDue(TenantId tenant) {
        try {
            // A round may take longer than a tenant is served.
            if (registry.find(tenant).filter(TenantRecord::isServed).isEmpty()) {
                notDue.add(tenant);
                return;
            }
            BranchKeyDescription description = branchKeys.describe(tenant).orElseThrow(() -> missing(tenant));
            if (isDue(description)) {
                due.put(tenant, branchKeys.rotate(tenant, description.active()));
            } else {
                notDue.add(tenant);
            }
        } catch (TenantIsolationException failure) {
            failed.put(tenant, failure);
        } catch (RuntimeException ofListener) {
            failed.put(
                    tenant,
                    new LifecycleException(
                            ErrorCode.BUG,
                            tenant,
                            false,
                            "its rotation broke; look at the cause, and report it unless it is a listener of your own",
                            ofListener));
        }
    }

    private static LifecycleException missing(TenantId tenant) {
        return new LifecycleException(
                ErrorCode.TENANT_STATUS_CONFLICT,
                tenant,
                false,
                "it is served and has no active branch key; restore the key store's table from a backup",
                null);
    }

    private boolean isDue(BranchKeyDescription description) {
        return description.versions().stream()
                .filter(version -> version.version().equals(description.active()))
                .map(VersionDescription::createdAt)
                .anyMatch(made -> Duration.between(made, clock.instant()).compareTo(schedule.maximumAge()) >= 0);
    }
}
