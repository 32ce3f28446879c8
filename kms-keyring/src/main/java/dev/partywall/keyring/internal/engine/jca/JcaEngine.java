package dev.partywall.keyring.internal.engine.jca;

import dev.partywall.keyring.DataKeyReuse;
import dev.partywall.keyring.internal.cache.BranchKey;
import dev.partywall.keyring.internal.cache.Lease;
import dev.partywall.keyring.internal.engine.MessageEngine;
import dev.partywall.keyring.internal.engine.SealingStream;
import dev.partywall.keyring.internal.message.MessageBody;
import dev.partywall.keyring.internal.message.MessageBody.Cut;
import dev.partywall.keyring.internal.message.MessageHeader;
import dev.partywall.keyring.internal.message.MessageRefused;
import dev.partywall.keyring.internal.message.RecordContext;
import java.io.IOException;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Seals and opens with the Java Cryptography Architecture alone, at little more than the cost of the cryptography.
 *
 * <p><b>Guarantees.</b> What it writes, any AWS Encryption SDK reads, and the reverse. Ciphers and digests are made for one
 * operation and shared with nobody; our own copies of data keys, wrapping keys and message keys are overwritten before the
 * operation ends, however it ends, but for data keys that the keyring was told to reuse; what a provider made of them goes
 * with its cipher. Nothing is kept per thread. No byte of plaintext is given out before the frame that holds it is verified,
 * and of an array none before the message is.
 */
public final class JcaEngine implements MessageEngine {

    private final Algorithms algorithms = Algorithms.installed();
    private final DataKeys dataKeys;
    private final int frameLength;

    /**
     * An engine that cuts plaintexts into frames.
     *
     * @param random the caller's generator, or none for generators of our own
     * @param frameLength bytes of content in each frame but the last
     * @param reuse how far data keys are reused, or not at all
     * @param clockNanos measures their age
     */
    public JcaEngine(
            @Nullable SecureRandom random, int frameLength, @Nullable DataKeyReuse reuse, LongSupplier clockNanos) {
        this.dataKeys = new DataKeys(algorithms, Randomness.of(random), reuse, clockNanos);
        this.frameLength = frameLength;
    }

    /** Exactly. */
    @Override
    public long maximumBodyLength(long plaintextLength) {
        return Cut.of(plaintextLength, frameLength).bodyLength(frameLength);
    }

    @Override
    public byte[] encrypt(BranchKey key, byte[] plaintext, RecordContext context) {
        MessageHeader header =
                MessageHeader.draft(context, frameLength, Math.toIntExact(maximumBodyLength(plaintext.length)));
        AesGcm aesGcm = algorithms.aesGcm(key.tenant());
        try (OperationKey dataKey = dataKeys.forSealing(aesGcm, key, header, context, plaintext.length);
                MessageCipher cipher = begin(aesGcm, dataKey, header, context)) {
            sealBody(cipher, plaintext, header);
            return header.bytes();
        } catch (RuntimeException bug) {
            throw Broken.provider(key.tenant(), bug);
        }
    }

    private void sealBody(MessageCipher cipher, byte[] plaintext, MessageHeader header) {
        Cut cut = Cut.of(plaintext.length, frameLength);
        int at = header.length();
        int offset = 0;
        int number = 1;
        for (; number <= cut.frames(); number++) {
            at = cipher.sealFrame(number, plaintext, offset, frameLength, header.bytes(), at);
            offset += frameLength;
        }
        cipher.sealFinalFrame(number, plaintext, offset, (int) cut.lastLength(), header.bytes(), at);
    }

    @Override
    public SealingStream encryptingStream(BranchKey key, OutputStream message, RecordContext context)
            throws IOException {
        MessageHeader header = MessageHeader.draft(context, frameLength, 0);
        FramingStream stream = Secret.handOver(
                beginStream(key, header, context), cipher -> new FramingStream(cipher, message, frameLength));
        try {
            message.write(header.bytes());
            return stream;
        } catch (IOException | RuntimeException | Error failure) {
            stream.abort();
            throw failure;
        }
    }

    private MessageCipher beginStream(BranchKey key, MessageHeader header, RecordContext context) {
        AesGcm aesGcm = algorithms.aesGcm(key.tenant());
        try (OperationKey dataKey = dataKeys.own(aesGcm, key, header, context)) {
            return begin(aesGcm, dataKey, header, context);
        } catch (RuntimeException bug) {
            throw Broken.provider(key.tenant(), bug);
        }
    }

    /** Fills in what is left of a header: commitment and tag. */
    private MessageCipher begin(AesGcm aesGcm, OperationKey dataKey, MessageHeader header, RecordContext context) {
        MessageKeys keys = MessageKeys.derive(algorithms, dataKey, header);
        return Secret.handOver(new MessageCipher(aesGcm, keys.messageKey(), header), cipher -> {
            keys.commit(header);
            cipher.sealHeader(context);
            return cipher;
        });
    }

    @Override
    public byte[] decrypt(BranchKey key, byte[] message, Claims claims, RecordContext context) throws MessageRefused {
        byte[] plaintext = new byte[Math.toIntExact(claims.plaintextLength())];
        boolean opened = false;
        try (MessageCipher cipher = open(key, claims.header(), context)) {
            openBody(cipher, message, claims, plaintext);
            opened = true;
            return plaintext;
        } catch (RuntimeException bug) {
            throw Broken.provider(key.tenant(), bug);
        } finally {
            if (!opened) {
                Arrays.fill(plaintext, (byte) 0);
            }
        }
    }

    private static void openBody(MessageCipher cipher, byte[] message, Claims claims, byte[] plaintext)
            throws MessageRefused {
        MessageBody body = claims.header().body();
        int at = claims.header().length();
        int last = (int) claims.cut().lastLength();
        if (!body.framed()) {
            cipher.openBlock(message, at, last, plaintext, 0);
            return;
        }
        int length = (int) body.frameLength();
        int offset = 0;
        int number = 1;
        for (; number <= claims.cut().frames(); number++) {
            cipher.openFrame(number, message, at, length, plaintext, offset);
            at += MessageBody.FRAME_OVERHEAD + length;
            offset += length;
        }
        cipher.openFinalFrame(number, message, at, last, plaintext, offset);
    }

    @Override
    public Opening open(Lease lease, Claims claims, RecordContext context) throws MessageRefused {
        BranchKey key = lease.key();
        try (lease) {
            return Secret.handOver(open(key, claims.header(), context), cipher -> new BodyReader(cipher, claims));
        } catch (RuntimeException bug) {
            throw Broken.provider(key.tenant(), bug);
        }
    }

    /** Verifies commitment and header: from then on it is the message's key. */
    private MessageCipher open(BranchKey key, MessageHeader header, RecordContext context) throws MessageRefused {
        AesGcm aesGcm = algorithms.aesGcm(key.tenant());
        try (OperationKey dataKey = dataKeys.forOpening(aesGcm, key, header, context)) {
            MessageKeys keys = MessageKeys.derive(algorithms, dataKey, header);
            return Secret.handOver(new MessageCipher(aesGcm, keys.messageKey(), header), cipher -> {
                keys.requireCommitment(header);
                cipher.requireHeader(context);
                return cipher;
            });
        }
    }
}
