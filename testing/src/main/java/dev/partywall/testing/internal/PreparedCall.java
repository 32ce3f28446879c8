package dev.partywall.testing.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A parsed request.
 *
 * @param operation the operation, such as {@code Decrypt}
 * @param subject what it is about
 * @param access tells what AWS asks IAM, given who calls; called at most once, before the execution
 * @param execution performs it for its caller; called at most once, and only if IAM allows
 */
public record PreparedCall(
        String operation,
        CallSubject subject,
        Function<Identity, Access> access,
        Function<Identity, CompletionStage<LabResponse>> execution) {

    /** A call that is answered at once. */
    public static PreparedCall immediate(
            String operation, CallSubject subject, Function<Identity, Access> access, Supplier<LabResponse> execution) {
        return new PreparedCall(
                operation, subject, access, caller -> CompletableFuture.completedStage(execution.get()));
    }

    /** A call that is refused before IAM is asked: it is malformed, or names something that does not exist. */
    public static PreparedCall refused(String operation, CallSubject subject, LabResponse refusal) {
        return immediate(operation, subject, caller -> new Access.Open("refused before IAM is asked"), () -> refusal);
    }
}
