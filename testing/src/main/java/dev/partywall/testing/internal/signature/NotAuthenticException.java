package dev.partywall.testing.internal.signature;

import dev.partywall.testing.internal.AuthenticationFailure;

/** A request is not what its caller signed. Never leaves this package, and carries nothing secret. */
final class NotAuthenticException extends Exception {

    private static final long serialVersionUID = 1L;

    private final AuthenticationFailure.Kind kind;
    private final String words;

    NotAuthenticException(AuthenticationFailure.Kind kind, String words) {
        super(words, null, false, false);
        this.kind = kind;
        this.words = words;
    }

    AuthenticationFailure failure() {
        return new AuthenticationFailure(kind, words);
    }
}
