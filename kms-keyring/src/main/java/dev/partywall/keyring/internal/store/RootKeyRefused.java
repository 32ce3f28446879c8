package dev.partywall.keyring.internal.store;

/** A row of the key store names a KMS key that is not the tenant's, so KMS was not asked. */
final class RootKeyRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RootKeyRefused() {
        super("a row of the key store is wrapped by a KMS key that is not the tenant's", null, false, false);
    }
}
