package dev.partywall.lifecycle.internal.registry;

import org.jspecify.annotations.Nullable;

/** A stored record that this release cannot read. The message tells what is wrong, never what the record holds. */
public final class MalformedRecordException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** A text that cannot be read, for a reason that shows nothing of it. */
    public MalformedRecordException(String problem, @Nullable Throwable cause) {
        super(problem, cause);
    }
}
