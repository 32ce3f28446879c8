package dev.partywall.keyring.internal.engine.jca;

import dev.partywall.core.ErrorCode;
import dev.partywall.keyring.internal.engine.MessageEngine;
import dev.partywall.keyring.internal.message.MessageBody;
import dev.partywall.keyring.internal.message.MessageRefused;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Opens the parts of a message one by one, each verified before it is written. Holds the message's key, one part and its
 * plaintext. Not safe for many threads.
 */
final class BodyReader implements MessageEngine.Opening {

    private final MessageCipher cipher;
    private final MessageEngine.Claims claims;
    private final byte[] sealed;
    private final byte[] plaintext;

    /** For a message whose header is verified, and whose body was found to be as claimed; owns the cipher from now on. */
    BodyReader(MessageCipher cipher, MessageEngine.Claims claims) {
        int longest = Math.toIntExact(claims.longestPart());
        this.cipher = cipher;
        this.claims = claims;
        this.sealed = new byte[longest + MessageBody.FINAL_FRAME_OVERHEAD];
        this.plaintext = new byte[longest];
    }

    @Override
    public void writeTo(InputStream message, OutputStream out) throws IOException, MessageRefused {
        skipHeader(message);
        if (claims.header().body().framed()) {
            writeFrames(message, out);
        } else {
            writeBlock(message, out);
        }
    }

    private void skipHeader(InputStream message) throws IOException, MessageRefused {
        try {
            message.skipNBytes(claims.header().length());
        } catch (EOFException shorter) {
            throw new MessageRefused(ErrorCode.MESSAGE_NOT_AUTHENTIC);
        }
    }

    private void writeFrames(InputStream message, OutputStream out) throws IOException, MessageRefused {
        int length = (int) claims.header().body().frameLength();
        int number = 1;
        for (; number <= claims.cut().frames(); number++) {
            read(message, MessageBody.FRAME_OVERHEAD + length);
            cipher.openFrame(number, sealed, 0, length, plaintext, 0);
            out.write(plaintext, 0, length);
        }
        int last = (int) claims.cut().lastLength();
        read(message, MessageBody.FINAL_FRAME_OVERHEAD + last);
        cipher.openFinalFrame(number, sealed, 0, last, plaintext, 0);
        out.write(plaintext, 0, last);
    }

    private void writeBlock(InputStream message, OutputStream out) throws IOException, MessageRefused {
        int length = (int) claims.cut().lastLength();
        read(message, MessageBody.BLOCK_OVERHEAD + length);
        cipher.openBlock(sealed, 0, length, plaintext, 0);
        out.write(plaintext, 0, length);
    }

    private void read(InputStream message, int length) throws IOException, MessageRefused {
        if (message.readNBytes(sealed, 0, length) < length) {
            throw new MessageRefused(ErrorCode.MESSAGE_NOT_AUTHENTIC);
        }
    }

    @Override
    public void close() {
        cipher.close();
        Arrays.fill(plaintext, (byte) 0);
    }
}
