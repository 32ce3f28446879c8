package dev.partywall.lifecycle.internal.reencryption;

import org.jspecify.annotations.Nullable;

/** The first failure of several, with the others suppressed; an end that was asked for gives way to a failure. Safe for many threads. */
final class Failures {

    private @Nullable Throwable first;

    /** Does something, and keeps its failure. */
    void run(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error failure) {
            add(failure);
        }
    }

    @SuppressWarnings("ReferenceEquality") // An exception cannot be suppressed by itself, however equal others are.
    synchronized void add(Throwable failure) {
        if (first == null || (isEnd(first) && !isEnd(failure))) {
            first = failure;
        } else if (failure != first && !isEnd(failure)) {
            first.addSuppressed(failure);
        }
    }

    /** Whether it only ends work, and nothing is wrong. */
    static boolean isEnd(Throwable failure) {
        return failure instanceof Stop.Stopped || failure instanceof Claim.Lost;
    }

    synchronized void throwFirst() {
        if (first != null) {
            throw unchecked(first);
        }
    }

    /** All but an end that was asked for. */
    synchronized void throwFirstBut(Class<? extends RuntimeException> end) {
        if (!end.isInstance(first)) {
            throwFirst();
        }
    }

    /** What a thread failed with that declares nothing. */
    static RuntimeException unchecked(@Nullable Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException unchecked) {
            return unchecked;
        }
        return new IllegalStateException(failure);
    }
}
