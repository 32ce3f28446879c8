package dev.partywall.testing.internal.sqs;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Looks for messages again and again until some are there or the time is over, and blocks no thread meanwhile. The wait is
 * one of the client's, so it goes by the system's time; what is there is decided by the lab's clock.
 */
final class LongPoll {

    private static final Duration PAUSE = Duration.ofMillis(20);

    private final ScheduledExecutorService timer;

    LongPoll(ScheduledExecutorService timer) {
        this.timer = timer;
    }

    /** What the first look that finds something finds, or nothing when the time is over. */
    CompletionStage<List<Map<String, Object>>> until(Duration patience, Supplier<List<Map<String, Object>>> look) {
        CompletableFuture<List<Map<String, Object>>> found = new CompletableFuture<>();
        look(System.nanoTime() + patience.toNanos(), look, found);
        return found;
    }

    private void look(
            long deadline,
            Supplier<List<Map<String, Object>>> look,
            CompletableFuture<List<Map<String, Object>>> found) {
        try {
            List<Map<String, Object>> messages = look.get();
            if (!messages.isEmpty() || System.nanoTime() >= deadline) {
                found.complete(messages);
            } else {
                Future<?> unused =
                        timer.schedule(() -> look(deadline, look, found), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (RejectedExecutionException closing) {
            found.complete(List.of());
        } catch (RuntimeException refusal) {
            found.completeExceptionally(refusal);
        }
    }
}
