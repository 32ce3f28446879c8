package dev.partywall.testing.internal.isolation;

import dev.partywall.core.TenantIsolationException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Looks into failures. */
final class Failures {

    private Failures() {}

    /** The refusal of Partywall's in a failure or behind it. */
    static Optional<TenantIsolationException> ofPartywall(Throwable failure) {
        return find(failure, cause -> cause instanceof TenantIsolationException refusal ? refusal : null);
    }

    /** The first in a chain of causes that is wanted. */
    static <T> Optional<T> find(Throwable failure, Function<Throwable, @Nullable T> wanted) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable cause = failure; cause != null && seen.add(cause); cause = cause.getCause()) {
            T found = wanted.apply(cause);
            if (found != null) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    /** In a line. */
    static String words(Throwable failure) {
        String message =
                String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        return failure.getClass().getSimpleName() + ": " + message;
    }
}
