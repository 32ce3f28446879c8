package dev.partywall.testing.internal.faults;

import dev.partywall.testing.internal.LabError;
import dev.partywall.testing.internal.Reply;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** What a fault does to a request: answers in place of the service, or lets it go on after a while. */
interface FaultEffect {

    /** Strikes. Completes with the answer, or with nothing if the request is to go on. */
    CompletionStage<Optional<Reply>> strike(FaultTarget target);

    /** How many requests it keeps waiting. */
    default int waiting() {
        return 0;
    }

    /** Lets some of the waiting requests go. */
    default int release(int count) {
        return 0;
    }

    /**
     * Answers with an error.
     *
     * @param fault how the fault is called in the recorded outcome
     * @param error the error for a request
     */
    static FaultEffect answering(String fault, Function<FaultTarget, LabError> error) {
        return target ->
                done(new Reply.InjectedAnswer(target.service().protocol().error(error.apply(target)), fault));
    }

    /** Resets the connection. */
    static FaultEffect resetting() {
        return target -> done(new Reply.Disconnect(true, "reset"));
    }

    private static CompletionStage<Optional<Reply>> done(Reply reply) {
        return CompletableFuture.completedStage(Optional.of(reply));
    }
}
