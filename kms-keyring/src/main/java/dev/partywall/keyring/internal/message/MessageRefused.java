package dev.partywall.keyring.internal.message;

import dev.partywall.core.ErrorCode;

/** A message is not what it should be; says why to whoever makes the one opaque exception of it. */
public final class MessageRefused extends Exception {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    /** For this reason. */
    public MessageRefused(ErrorCode code) {
        super(code.toString(), null, false, false);
        this.code = code;
    }

    /** Why. */
    public ErrorCode code() {
        return code;
    }
}
