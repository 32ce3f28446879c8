package dev.partywall.keyring.internal.engine.jca;

/** Something whose secrets are overwritten when it is closed, and that somebody must own until then. */
interface Secret extends AutoCloseable {

    @Override
    void close();

    /** What is done with a secret before it is its next owner's. */
    interface HandOver<S extends Secret, T, X extends Exception> {
        T to(S secret) throws X;
    }

    /** Hands a secret over to whoever this returns; if that fails, in whatever way, it is closed here. */
    static <S extends Secret, T, X extends Exception> T handOver(S secret, HandOver<S, T, X> handOver) throws X {
        boolean owned = false;
        try {
            T owner = handOver.to(secret);
            owned = true;
            return owner;
        } finally {
            if (!owned) {
                secret.close();
            }
        }
    }
}
