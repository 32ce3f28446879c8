package dev.partywall.keyring.internal;

import dev.partywall.core.Tenant;
import dev.partywall.core.TenantId;
import dev.partywall.keyring.InvalidKeySettingException;
import dev.partywall.keyring.internal.cache.Lease;
import dev.partywall.keyring.internal.engine.MessageEngine;
import dev.partywall.keyring.internal.engine.MessageEngine.Claims;
import dev.partywall.keyring.internal.engine.SealingStream;
import dev.partywall.keyring.internal.message.MessageBytes;
import dev.partywall.keyring.internal.message.MessageHeader;
import dev.partywall.keyring.internal.message.MessageRefused;
import dev.partywall.keyring.internal.message.RecordContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;

/**
 * Seals and opens records part by part, from streams and buffers. A message is read twice: to verify all of it, then to
 * release what is in it. Branch keys are held for the header only, for streams may take their time.
 */
final class LongRecords {

    private final HierarchicalTenantKeyring keyring;
    private final MessageOutcomes outcomes;

    LongRecords(HierarchicalTenantKeyring keyring, MessageOutcomes outcomes) {
        this.keyring = keyring;
        this.outcomes = outcomes;
    }

    void encrypt(Tenant tenant, InputStream plaintext, OutputStream message, RecordContext context) throws IOException {
        SealingStream sealing;
        String version;
        try (Lease lease = keyring.active(tenant)) {
            version = lease.key().version();
            sealing = keyring.engine().encryptingStream(lease.key(), new Unclosed(message), context);
        }
        boolean sealed = false;
        try {
            plaintext.transferTo(sealing);
            outcomes.tellEncrypted(context, version);
            // Closing writes the final frame: only a plaintext that was read to its end, and told of, gets one.
            sealing.close();
            sealed = true;
        } finally {
            if (!sealed) {
                sealing.abort();
            }
        }
        message.flush();
    }

    /** Opens a message too long for memory, of which this is the beginning. */
    void decrypt(Tenant tenant, byte[] beginning, InputStream rest, OutputStream plaintext, RecordContext context)
            throws IOException {
        outcomes.<Boolean, IOException>opened(context, () -> {
            MessageHeader header = keyring.requireFor(context, MessageHeader.parse(beginning));
            // All of the message is here before a key is: a stream may take longer than the key may be used.
            try (Spool spool = Spool.of(keyring.settings().spoolFolder(), beginning, rest)) {
                Claims claims = claims(header, spool.bytes(), context);
                release(tenant, claims, spool::read, plaintext, context);
            }
            return true;
        });
    }

    long messageLength(long plaintextLength, RecordContext context) {
        return MessageHeader.length(context) + keyring.engine().maximumBodyLength(plaintextLength);
    }

    void encrypt(Tenant tenant, ByteBuffer plaintext, ByteBuffer message, RecordContext context) {
        requireRoom(tenant.id(), "message", messageLength(plaintext.remaining(), context), message);
        ByteBuffer written = message.duplicate();
        try {
            encrypt(tenant, BufferStreams.reading(plaintext.duplicate()), BufferStreams.writing(written), context);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        plaintext.position(plaintext.limit());
        message.position(written.position());
    }

    void decrypt(Tenant tenant, ByteBuffer message, ByteBuffer plaintext, RecordContext context) {
        ByteBuffer written = plaintext.duplicate();
        outcomes.<Boolean, RuntimeException>opened(context, () -> {
            MessageHeader header = keyring.requireFor(context, MessageHeader.parse(message));
            Claims claims = claims(header, MessageBytes.of(message), context);
            requireRoom(tenant.id(), "plaintext", claims.plaintextLength(), plaintext);
            release(tenant, claims, message, written, context);
            return true;
        });
        message.position(message.limit());
        plaintext.position(written.position());
    }

    private void release(Tenant tenant, Claims claims, ByteBuffer message, ByteBuffer written, RecordContext context)
            throws MessageRefused {
        int begin = written.position();
        boolean released = false;
        try {
            OutputStream plaintext = BufferStreams.writing(written);
            release(tenant, claims, () -> BufferStreams.reading(message.duplicate()), plaintext, context);
            released = true;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        } finally {
            if (!released) {
                // Of a message that was changed after it was verified.
                for (int at = begin; at < written.position(); at++) {
                    written.put(at, (byte) 0);
                }
            }
        }
    }

    private static void requireRoom(TenantId tenant, String what, long length, ByteBuffer buffer) {
        if (buffer.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
        if (buffer.remaining() < length) {
            throw InvalidKeySettingException.tooLarge(
                    tenant,
                    "a " + what + " of " + length + " bytes for a buffer that has room for " + buffer.remaining());
        }
    }

    /** What the message claims, if memory can hold its parts. */
    private <X extends Exception> Claims claims(MessageHeader header, MessageBytes<X> message, RecordContext context)
            throws MessageRefused, X {
        Claims claims = Claims.of(header, message);
        int limit = keyring.settings().streamMemoryLimit();
        if (claims.longestPart() > limit) {
            // A part is verified as a whole, so that is what memory must hold.
            throw InvalidKeySettingException.tooLarge(
                    context.tenant(),
                    "a message with a frame longer than the streamMemoryLimit of " + limit + " bytes; raise it");
        }
        return claims;
    }

    /** Where a message is read from, each time from its beginning. */
    private interface Source {
        InputStream read() throws IOException;
    }

    private void release(Tenant tenant, Claims claims, Source message, OutputStream plaintext, RecordContext context)
            throws IOException, MessageRefused {
        String version = claims.header().branchKeyVersion().toString();
        Lease lease = keyring.version(tenant, version);
        try (MessageEngine.Opening opening = keyring.engine().open(lease, claims, context)) {
            opening.writeTo(message.read(), OutputStream.nullOutputStream());
            outcomes.tellDecrypted(context, version);
            opening.writeTo(message.read(), new ServedOutput(plaintext, () -> keyring.requireServed(tenant.id())));
        }
    }
}
