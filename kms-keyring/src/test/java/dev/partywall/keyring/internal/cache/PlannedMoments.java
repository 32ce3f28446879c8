package dev.partywall.keyring.internal.cache;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Clocks whose readings are moments to act in: what is planned for a method of the cache runs once, when a clock is read
 * inside that method. So a test stops a thread, or breaks it, between two given steps.
 */
final class PlannedMoments {

    private static final String CACHE = PlannedMoments.class.getPackageName() + '.';

    private final List<Plan> plans = new CopyOnWriteArrayList<>();

    private record Plan(String type, String method, Runnable action, AtomicBoolean past) {

        boolean isIn(StackWalker.StackFrame frame) {
            return frame.getClassName().equals(type) && frame.getMethodName().equals(method);
        }
    }

    /** Runs an action at the next reading inside a method. */
    void inside(Class<?> type, String method, Runnable action) {
        plans.add(new Plan(type.getName(), method, action, new AtomicBoolean()));
    }

    /** Breaks a method at its next reading. */
    void breakInside(Class<?> type, String method) {
        inside(type, method, () -> {
            throw new IllegalStateException("planted");
        });
    }

    /** Whether all that was planned has run. */
    boolean arePast() {
        return plans.stream().allMatch(plan -> plan.past.get());
    }

    Ticker ticker(Ticker ticker) {
        return () -> {
            reading();
            return ticker.read();
        };
    }

    Clock clock(Clock clock) {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return clock.getZone();
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return clock.withZone(zone);
            }

            @Override
            public Instant instant() {
                reading();
                return clock.instant();
            }
        };
    }

    private void reading() {
        if (!arePast()) {
            List<StackWalker.StackFrame> frames = StackWalker.getInstance()
                    .walk(all -> all.filter(frame -> frame.getClassName().startsWith(CACHE))
                            .toList());
            for (Plan plan : plans) {
                if (frames.stream().anyMatch(plan::isIn) && plan.past.compareAndSet(false, true)) {
                    plan.action.run();
                }
            }
        }
    }
}
