package dev.partywall.testing.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * A parsed request.
 *
 * @param subject what it is about
 * @param execution performs it; called at most once
 */
public record PreparedCall(CallSubject subject, Supplier<CompletionStage<LabResponse>> execution) {

    /** A call that is answered at once. */
    public static PreparedCall immediate(CallSubject subject, Supplier<LabResponse> execution) {
        return new PreparedCall(subject, () -> CompletableFuture.completedStage(execution.get()));
    }
}
