package dev.partywall.keyring.internal.store;

/** The key store has no such row; the material providers would say so in words only. */
final class RowMissing extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RowMissing() {
        super("no such row in the key store", null, false, false);
    }
}
