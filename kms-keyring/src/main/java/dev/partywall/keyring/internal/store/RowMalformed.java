package dev.partywall.keyring.internal.store;

import org.jspecify.annotations.Nullable;

/** A row of the key store that no key store wrote. */
final class RowMalformed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RowMalformed(@Nullable Throwable cause) {
        super("a row of the key store has a malformed version or date", cause);
    }
}
