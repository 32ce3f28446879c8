package dev.partywall.examples.records;

/** AWS did not do what was asked, in a way that the SDK does not throw. */
final class AwsTroubleException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    AwsTroubleException(String message) {
        super(message);
    }
}
