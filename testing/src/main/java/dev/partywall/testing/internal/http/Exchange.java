package dev.partywall.testing.internal.http;

import dev.partywall.testing.internal.Reply;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** One request and how it ends. The first end counts; whatever comes later is dropped. */
final class Exchange {

    private final CompletableFuture<Reply> end = new CompletableFuture<>();
    private final CompletionStage<Reply> recorded;

    /** An open exchange whose end goes to the recorder before anyone else hears of it. */
    Exchange(Consumer<Reply> recorder) {
        this.recorded = end.thenApply(reply -> {
            recorder.accept(reply);
            return reply;
        });
    }

    /** Ends the exchange, unless it is over. */
    void end(Reply reply) {
        end.complete(reply);
    }

    /** Whether it has ended. */
    boolean isOver() {
        return end.isDone();
    }

    /** Completes at the end. */
    CompletionStage<Reply> over() {
        return end;
    }

    /** Completes after the end was recorded. */
    CompletionStage<Reply> recorded() {
        return recorded;
    }
}
