package dev.partywall.cli;

/** What cannot be undone was not confirmed; nothing was done. */
final class NotConfirmedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotConfirmedException(String message) {
        super(message);
    }
}
