package dev.partywall.lifecycle.internal.json;

import org.jspecify.annotations.Nullable;

/** A text of JSON that this release cannot read. The message tells what is wrong, never what the text holds. */
public final class MalformedJsonException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** A text that cannot be read, for a reason that shows nothing of it. */
    public MalformedJsonException(String problem, @Nullable Throwable cause) {
        super(problem, cause);
    }
}
