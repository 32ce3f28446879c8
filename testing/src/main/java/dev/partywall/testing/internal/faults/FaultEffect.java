package dev.partywall.testing.internal.faults;

import dev.partywall.testing.internal.InjectedError;
import dev.partywall.testing.internal.LabError;
import dev.partywall.testing.internal.Reply;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

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

    /** Answers with the service's wording of an error. */
    static FaultEffect answering(InjectedError kind) {
        return target -> answer(target, target.service().inject(kind, target.request()), kind.faultName());
    }

    /** Answers with a given error. */
    static FaultEffect answering(LabError error) {
        return target -> answer(target, error, error.code());
    }

    /** Resets the connection. */
    static FaultEffect resetting() {
        return target -> done(new Reply.Disconnect(true, "reset"));
    }

    private static CompletionStage<Optional<Reply>> answer(FaultTarget target, LabError error, String fault) {
        return done(new Reply.InjectedAnswer(target.service().protocol().error(error), fault));
    }

    private static CompletionStage<Optional<Reply>> done(Reply reply) {
        return CompletableFuture.completedStage(Optional.of(reply));
    }
}
