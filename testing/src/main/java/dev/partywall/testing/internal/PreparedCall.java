package dev.partywall.testing.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

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

    /** A call that is refused before IAM is asked. */
    public static PreparedCall refused(String operation, LabResponse refusal) {
        return unperformed(operation, new Access.Refused(refusal));
    }

    /** A call that the lab does not model. */
    public static PreparedCall unmodelled(String operation, String action, String missing) {
        return unperformed(operation, new Access.Unmodelled(action, missing));
    }

    private static PreparedCall unperformed(String operation, Access access) {
        return new PreparedCall(
                operation,
                CallSubject.NONE,
                caller -> access,
                caller -> CompletableFuture.failedStage(new IllegalStateException(operation + " is never performed")));
    }
}
