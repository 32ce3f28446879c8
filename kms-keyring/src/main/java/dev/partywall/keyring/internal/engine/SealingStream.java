package dev.partywall.keyring.internal.engine;

import java.io.OutputStream;

/** Seals what is written to it. The message is complete when the stream is closed, and only then. */
public abstract class SealingStream extends OutputStream {

    /** For the engines. */
    protected SealingStream() {}

    /** Ends without a final frame, so that what was written never opens, and overwrites keys and plaintext. */
    public abstract void abort();
}
