package dev.partywall.keyring.internal.engine;

import dev.partywall.keyring.internal.cache.BranchKey;
import dev.partywall.keyring.internal.message.MessageBody;
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
     * A stream that seals what is written to it; the message is complete when it is closed, and only then. The header is
     * written before this returns: from then on the branch key is not used.
     */
    OutputStream encryptingStream(BranchKey key, OutputStream message, RecordContext context) throws IOException;

    /** Opens a message whose header and body were found well-formed; whatever else is wrong with it is one refusal. */
    byte[] decrypt(BranchKey key, byte[] message, Claims claims, RecordContext context) throws MessageRefused;

    /**
     * Reads such a message, writing each verified part to {@code plaintext}. Throws {@link IOException} only as the
     * streams do.
     */
    void decrypt(BranchKey key, InputStream message, Claims claims, OutputStream plaintext, RecordContext context)
            throws IOException, MessageRefused;

    /**
     * What a message claims of itself, found well-formed and not verified.
     *
     * @param header its header
     * @param cut how its body is cut
     */
    record Claims(MessageHeader header, MessageBody.Cut cut) {}
}
