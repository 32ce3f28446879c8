package dev.partywall.keyring.internal.engine.sdk;

import dev.partywall.keyring.internal.engine.SealingStream;
import java.io.IOException;
import java.io.OutputStream;

/** The Encryption SDK's stream, which writes the final frame when it is closed, and otherwise none. */
final class EncryptionSdkStream extends SealingStream {

    private final OutputStream sealing;

    EncryptionSdkStream(OutputStream sealing) {
        this.sealing = sealing;
    }

    @Override
    public void write(int oneByte) throws IOException {
        sealing.write(oneByte);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        sealing.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
        sealing.flush();
    }

    @Override
    public void close() throws IOException {
        sealing.close();
    }

    /** The SDK has no way to forget; the stream is left to the garbage collector. */
    @Override
    public void abort() {}
}
