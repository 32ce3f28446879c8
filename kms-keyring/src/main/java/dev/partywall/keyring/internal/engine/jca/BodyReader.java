package dev.partywall.keyring.internal.engine.jca;

import dev.partywall.core.ErrorCode;
import dev.partywall.keyring.internal.engine.MessageEngine.Claims;
import dev.partywall.keyring.internal.message.MessageBody;
import dev.partywall.keyring.internal.message.MessageRefused;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/** Opens the parts of a message one by one, each verified before it is written. Holds one part and its plaintext. */
final class BodyReader {

    private final MessageCipher cipher;
    private final InputStream message;
    private final Claims claims;
    private final byte[] sealed;
    private final byte[] plaintext;

    /** For a message from its beginning, whose form was found to be as claimed. */
    BodyReader(MessageCipher cipher, InputStream message, Claims claims) {
        this.cipher = cipher;
        this.message = message;
        this.claims = claims;
        int longest = Math.toIntExact(claims.header().body().longestPart(claims.cut()));
        this.sealed = new byte[longest + MessageBody.FINAL_FRAME_OVERHEAD];
        this.plaintext = new byte[longest];
    }

    void writeTo(OutputStream out) throws IOException, MessageRefused {
        try {
            message.skipNBytes(claims.header().length());
            if (claims.header().body().framed()) {
                writeFrames(out);
            } else {
                writeBlock(out);
            }
        } catch (EOFException shorter) {
            throw new MessageRefused(ErrorCode.MESSAGE_NOT_AUTHENTIC);
        } finally {
            Arrays.fill(plaintext, (byte) 0);
        }
    }

    private void writeFrames(OutputStream out) throws IOException, MessageRefused {
        int length = (int) claims.header().body().frameLength();
        int number = 1;
        for (; number <= claims.cut().frames(); number++) {
            read(MessageBody.FRAME_OVERHEAD + length);
            cipher.openFrame(number, sealed, 0, length, plaintext, 0);
            out.write(plaintext, 0, length);
        }
        int last = (int) claims.cut().lastLength();
        read(MessageBody.FINAL_FRAME_OVERHEAD + last);
        cipher.openFinalFrame(number, sealed, 0, last, plaintext, 0);
        out.write(plaintext, 0, last);
    }

    private void writeBlock(OutputStream out) throws IOException, MessageRefused {
        int length = (int) claims.cut().lastLength();
        read(MessageBody.BLOCK_OVERHEAD + length);
        cipher.openBlock(sealed, 0, length, plaintext, 0);
        out.write(plaintext, 0, length);
    }

    private void read(int length) throws IOException {
        if (message.readNBytes(sealed, 0, length) < length) {
            throw new EOFException();
        }
    }
}
