package dev.partywall.testing.internal.isolation;

import dev.partywall.core.TenantIsolationException;
import dev.partywall.testing.Barrier;
import dev.partywall.testing.LabCall;
import dev.partywall.testing.LabOutcome;
import dev.partywall.testing.internal.LabError;
import dev.partywall.testing.internal.isolation.Operation.Nature;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * What came of an attempt.
 *
 * @param barrier what stopped it
 * @param detail in words
 */
record Verdict(Barrier barrier, String detail) {

    /** Judges an attack: what it showed, what it changed, and what refused it. */
    static Verdict ofAttack(Attempt attempt, Nature nature, Reach reach) {
        if (reach.seen().isPresent()) {
            return new Verdict(
                    Barrier.NONE, "shows the data of " + reach.seen().get() + ". " + Advice.on(attempt.calls()));
        } else if (reach.changed().isPresent()) {
            LabCall changed = reach.changed().get();
            return new Verdict(
                    Barrier.NONE, "changes another's data by " + changed.action() + ". " + Advice.on(List.of(changed)));
        }
        return nature == Nature.FORBIDDEN ? ofForbidden(attempt) : ofRefusal(attempt, reach);
    }

    /** What is forbidden has to be refused by IAM, key or context: an error of another kind proves nothing. */
    static Verdict ofForbidden(Attempt attempt) {
        if (attempt.failure().isEmpty()) {
            return new Verdict(Barrier.NONE, "is not refused. " + Advice.on(attempt.calls()));
        }
        Verdict refusal = ofRefusal(attempt, Reach.NONE);
        return refusal.barrier() == Barrier.APPLICATION
                ? new Verdict(Barrier.UNDECIDED, "fails, but nobody refuses it: " + refusal.detail())
                : refusal;
    }

    private static Verdict ofRefusal(Attempt attempt, Reach reach) {
        Optional<String> undecided = undecided(attempt);
        if (undecided.isPresent()) {
            return new Verdict(Barrier.UNDECIDED, undecided.get());
        } else if (reach.stoppedByService().isPresent()) {
            return unguarded(attempt, reach.stoppedByService().get());
        }
        Optional<LabCall> denied = attempt.calls().stream()
                .filter(call -> call.outcome() instanceof LabOutcome.Denied)
                .findFirst();
        if (denied.isPresent()) {
            return new Verdict(
                    Barrier.IAM, Advice.denial((LabOutcome.Denied) denied.get().outcome()));
        }
        String allowed = reach.carriedOut().orElse("");
        return attempt.failure()
                .map(failure -> ofFailure(attempt, failure, allowed))
                .orElseGet(() -> new Verdict(
                        Barrier.NOTHING_FOUND,
                        "ends and shows nothing of it" + (allowed.isEmpty() ? "" : "; " + allowed)));
    }

    private static Verdict unguarded(Attempt attempt, String what) {
        return new Verdict(Barrier.UNGUARDED, what + ". " + Advice.on(attempt.calls()));
    }

    private static Verdict ofFailure(Attempt attempt, Throwable failure, String allowed) {
        String words = Failures.words(failure);
        if (Denials.isOfContext(failure)) {
            return new Verdict(Barrier.CONTEXT, words);
        } else if (Denials.isOfKey(failure)) {
            return new Verdict(Barrier.KEY, words);
        } else if (Failures.ofPartywall(failure).isPresent()) {
            return new Verdict(Barrier.UNDECIDED, "trouble of another kind than a refusal: " + words);
        }
        return allowed.isEmpty()
                ? new Verdict(Barrier.APPLICATION, words)
                : unguarded(
                        attempt,
                        allowed + ", and only the code under test stopped it, when it had the answer: " + words);
    }

    /** Why nothing can be said about the attempt, if so. */
    private static Optional<String> undecided(Attempt attempt) {
        Stream<String> ofCalls = attempt.calls().stream().flatMap(call -> undecided(call).stream());
        Stream<String> ofResult = attempt.visible().isCutShort()
                ? Stream.of("shows more, or holds it back longer, than could be looked through")
                : Stream.of();
        Stream<String> ofFailure = attempt.failure().filter(Verdict::isNoAnswer).map(Failures::words).stream();
        return Stream.of(ofCalls, ofResult, ofFailure)
                .flatMap(reasons -> reasons)
                .findFirst();
    }

    private static Optional<String> undecided(LabCall call) {
        if (call.outcome() instanceof LabOutcome.Unmodelled unmodelled) {
            return Optional.of(unmodelled.missing());
        } else if (call.outcome() instanceof LabOutcome.Failed failed
                && failed.errorCode().equals(LabError.UNMODELLED)) {
            return Optional.of(call.action() + " has items that the lab cannot judge");
        } else if (call.outcome() instanceof LabOutcome.Injected injected) {
            return Optional.of(call.action() + " met a fault of the test: " + injected.fault());
        } else if (call.status() >= 500) {
            return Optional.of(call.action() + " ended with status " + call.status());
        }
        return call.isInFlight() || call.outcome() instanceof LabOutcome.Abandoned
                ? Optional.of(call.action() + " was not waited for: let the operation return its future")
                : Optional.empty();
    }

    private static boolean isNoAnswer(Throwable failure) {
        return failure instanceof TimeoutException
                || failure instanceof InterruptedException
                || failure instanceof AssertionError
                || Failures.ofPartywall(failure)
                        .filter(TenantIsolationException::isRetryable)
                        .isPresent();
    }

    /**
     * Judges a run on own data. It must show the canary if the operation shows anything, or attacks that show nothing
     * prove nothing.
     */
    static Verdict ofControl(Attempt attempt, Nature nature, String canary) {
        if (nature == Nature.FORBIDDEN) {
            return ofForbidden(attempt);
        } else if (attempt.failure().isPresent()) {
            Verdict refusal = ofRefusal(attempt, Reach.NONE);
            return new Verdict(
                    refusal.barrier(),
                    "fails for its own tenant: "
                            + Failures.words(attempt.failure().get()) + ". " + refusal.detail());
        } else if (undecided(attempt).isPresent()) {
            return ofRefusal(attempt, Reach.NONE);
        } else if (nature == Nature.SHOWS && !attempt.visible().shows(canary)) {
            return new Verdict(
                    Barrier.NOTHING_FOUND,
                    "does not show the tenant its own data, so an attack that sees nothing proves nothing: let the"
                            + " operation return what it read, or call it an action if it reads nothing");
        }
        return new Verdict(Barrier.NONE, "reaches its own data");
    }
}
