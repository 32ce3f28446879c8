package dev.partywall.cli;

/** Standard output took no more: a full disk, or a pipe that was closed. */
final class OutputLostException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OutputLostException(String message) {
        super(message);
    }
}
