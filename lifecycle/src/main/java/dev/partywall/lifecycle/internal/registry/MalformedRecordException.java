package dev.partywall.lifecycle.internal.registry;

import org.jspecify.annotations.Nullable;

/** A stored record that this release cannot read. The message tells what is wrong, never what the record holds. */
final class MalformedRecordException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MalformedRecordException(String problem, @Nullable Throwable cause) {
        super(problem, cause);
    }
}
