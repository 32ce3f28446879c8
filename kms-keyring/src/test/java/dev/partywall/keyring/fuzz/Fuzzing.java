package dev.partywall.keyring.fuzz;

/** What a fuzz target finds is an error that the fuzzer notices. */
final class Fuzzing {

    private Fuzzing() {}

    static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new AssertionError(otherwise);
        }
    }
}
