package dev.partywall.keyring.internal.engine.jca;

import dev.partywall.keyring.internal.engine.SealingStream;
import dev.partywall.keyring.internal.message.MessageBody;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;

/**
 * Seals what is written to it, frame by frame, and writes the final frame when it is closed. Holds one frame, its plaintext
 * and the message's key until then. A stream whose sink failed is of no further use: no number is sealed twice. Not safe for
 * many threads.
 */
final class FramingStream extends SealingStream {

    private final MessageCipher cipher;
    private final OutputStream message;
    private final byte[] plaintext;
    private final byte[] sealed;
    private int filled;
    private int number = 1;
    private boolean closed;

    /** Behind a header that is written; owns cipher and stream from now on. */
    FramingStream(MessageCipher cipher, OutputStream message, int frameLength) {
        this.cipher = cipher;
        this.message = message;
        this.plaintext = new byte[frameLength];
        this.sealed = new byte[frameLength + MessageBody.FINAL_FRAME_OVERHEAD];
    }

    @Override
    public void write(int oneByte) throws IOException {
        write(new byte[] {(byte) oneByte}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        requireOpen();
        int next = offset;
        int end = offset + length;
        while (next < end) {
            // A full frame waits for more: without it, it is the final one.
            if (filled == plaintext.length) {
                writeFrame();
            }
            int taken = Math.min(end - next, plaintext.length - filled);
            System.arraycopy(bytes, next, plaintext, filled, taken);
            filled += taken;
            next += taken;
        }
    }

    private void writeFrame() throws IOException {
        if (number == MessageBody.MAX_FRAMES) {
            throw new IOException("a message has at most " + MessageBody.MAX_FRAMES + " frames; raise frameLength");
        }
        send(cipher.sealFrame(number, plaintext, 0, filled, sealed, 0));
        number++;
        filled = 0;
    }

    private void send(int length) throws IOException {
        boolean sent = false;
        try {
            message.write(sealed, 0, length);
            sent = true;
        } finally {
            if (!sent) {
                abort();
            }
        }
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("the stream is closed, or failed before");
        }
    }

    @Override
    public void flush() throws IOException {
        message.flush();
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        try (message) {
            send(cipher.sealFinalFrame(number, plaintext, 0, filled, sealed, 0));
        } finally {
            abort();
        }
    }

    @Override
    public void abort() {
        closed = true;
        cipher.close();
        Arrays.fill(plaintext, (byte) 0);
    }
}
