package dev.partywall.keyring.internal.engine;

import dev.partywall.keyring.internal.cache.BranchKey;
import dev.partywall.keyring.internal.cache.Lease;
import dev.partywall.keyring.internal.message.MessageBody;
import dev.partywall.keyring.internal.message.MessageBytes;
import dev.partywall.keyring.internal.message.MessageHeader;
import dev.partywall.keyring.internal.message.MessageRefused;
import dev.partywall.keyring.internal.message.RecordContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Seals and opens messages under a branch key that is leased for as long as the call takes.
 *
 * <p>Safe for many threads.
 */
public interface MessageEngine {

    /** How long the body of a sealed plaintext is at most. */
    long maximumBodyLength(long plaintextLength);

    /** Seals a record. */
    byte[] encrypt(BranchKey key, byte[] plaintext, RecordContext context);

    /**
     * A stream that seals what is written to it. The header is written before this returns: from then on the branch key is
     * not used.
     */
    SealingStream encryptingStream(BranchKey key, OutputStream message, RecordContext context) throws IOException;

    /** Opens a message whose header and body were found well-formed; whatever else is wrong with it is one refusal. */
    byte[] decrypt(BranchKey key, byte[] message, Claims claims, RecordContext context) throws MessageRefused;

    /**
     * Begins to open such a message, which may then be read more than once. The lease is the opening's from now on, and is
     * given back as soon as the branch key is no longer needed.
     */
    Opening open(Lease lease, Claims claims, RecordContext context) throws MessageRefused;

    /** A message being opened; closed by whoever began it. */
    interface Opening extends AutoCloseable {

        /**
         * Reads the message from its beginning, writing each verified part to {@code plaintext}. Throws {@link IOException}
         * only as the streams do.
         */
        void writeTo(InputStream message, OutputStream plaintext) throws IOException, MessageRefused;

        @Override
        void close();
    }

    /**
     * What a message claims of itself, found well-formed and not verified.
     *
     * @param header its header
     * @param cut how its body is cut
     */
    record Claims(MessageHeader header, MessageBody.Cut cut) {

        /** What a message with this header claims; refuses one whose body is not as the header and its length say. */
        public static <X extends Exception> Claims of(MessageHeader header, MessageBytes<X> message)
                throws MessageRefused, X {
            return new Claims(header, header.body().requireWellFormed(message));
        }

        /** How long the plaintext is, if this is true. */
        public long plaintextLength() {
            return header.body().plaintextLength(cut);
        }

        /** The longest part that is opened at once. */
        public long longestPart() {
            return header.body().longestPart(cut);
        }
    }
}
