package dev.partywall.keyring.internal;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.IsolationEvent;
import dev.partywall.core.Tenant;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.core.TenantIsolationException;
import dev.partywall.keyring.BatchItem;
import dev.partywall.keyring.BatchResult;
import dev.partywall.keyring.DecryptionRefusedException;
import dev.partywall.keyring.InvalidKeySettingException;
import dev.partywall.keyring.KeyUnavailableException;
import dev.partywall.keyring.RecordId;
import dev.partywall.keyring.TenantEncryptor;
import dev.partywall.keyring.internal.cache.Lease;
import dev.partywall.keyring.internal.engine.MessageEngine.Claims;
import dev.partywall.keyring.internal.message.MessageBytes;
import dev.partywall.keyring.internal.message.MessageHeader;
import dev.partywall.keyring.internal.message.MessageRefused;
import dev.partywall.keyring.internal.message.RecordContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Seals and opens for the bound tenant. The order is the contract: tenant, then arguments, then the message's own claims,
 * and only then a key.
 */
final class SealingTenantEncryptor implements TenantEncryptor {

    /** What an array, with the overhead of its frames, can hold in one message. */
    private static final int MAX_PLAINTEXT = 1 << 30;

    private final String purpose;
    private final HierarchicalTenantKeyring keyring;

    SealingTenantEncryptor(String purpose, HierarchicalTenantKeyring keyring) {
        this.purpose = purpose;
        this.keyring = keyring;
    }

    @Override
    public String purpose() {
        return purpose;
    }

    @Override
    public byte[] encrypt(byte[] plaintext, RecordId recordId, Map<String, String> pairs) {
        Tenant tenant = TenantContext.require();
        RecordContext context = new RecordContext(tenant.id(), purpose, pairs, recordId);
        if (plaintext.length > MAX_PLAINTEXT) {
            throw InvalidKeySettingException.tooLarge(
                    tenant.id(), "a plaintext of more than 1 GiB; use the streaming form");
        }
        try (Lease lease = keyring.active(tenant)) {
            byte[] message = keyring.engine().encrypt(lease.key(), plaintext, context);
            tellEncrypted(context, lease.key().version());
            return message;
        }
    }

    @Override
    public byte[] decrypt(byte[] message, RecordId recordId, Map<String, String> pairs) {
        return decrypt(message, recordId, pairs, plaintext -> plaintext);
    }

    /** Opens a message and reads what is in it; refused is what cannot be read, too. */
    private <T> T decrypt(byte[] message, RecordId recordId, Map<String, String> pairs, Reading<T> reading) {
        Tenant tenant = TenantContext.require();
        RecordContext context = new RecordContext(tenant.id(), purpose, pairs, recordId);
        return opened(context, () -> {
            Claims claims = requireMessage(message, MessageBytes.of(message), context);
            return open(tenant, message, claims, context, reading);
        });
    }

    private <T> T open(Tenant tenant, byte[] message, Claims claims, RecordContext context, Reading<T> reading)
            throws MessageRefused {
        try (Lease lease = lease(tenant, claims)) {
            T read = reading.read(keyring.engine().decrypt(lease.key(), message, claims, context));
            tellDecrypted(context, lease);
            return read;
        }
    }

    /** What the message claims, if that is what is to be opened. */
    private static <X extends Exception> Claims requireMessage(
            byte[] beginning, MessageBytes<X> message, RecordContext context) throws MessageRefused, X {
        MessageHeader header = requireHeader(beginning, context);
        return new Claims(header, header.body().requireWellFormed(message));
    }

    private static MessageHeader requireHeader(byte[] beginning, RecordContext context) throws MessageRefused {
        MessageHeader header = MessageHeader.parse(beginning);
        header.requireFor(context);
        return header;
    }

    private Lease lease(Tenant tenant, Claims claims) {
        return keyring.version(tenant, claims.header().branchKeyVersion().toString());
    }

    @Override
    public byte[] encryptString(String text, RecordId recordId) {
        Tenant tenant = TenantContext.require();
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw InvalidKeySettingException.context(
                    tenant.id(), "the text holds an unpaired surrogate; pass well-formed text");
        }
        byte[] plaintext = text.getBytes(StandardCharsets.UTF_8);
        try {
            return encrypt(plaintext, recordId);
        } finally {
            Arrays.fill(plaintext, (byte) 0);
        }
    }

    @Override
    public String decryptString(byte[] message, RecordId recordId) {
        return decrypt(message, recordId, Map.of(), SealingTenantEncryptor::text);
    }

    private static String text(byte[] plaintext) throws MessageRefused {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(plaintext))
                    .toString();
        } catch (CharacterCodingException notText) {
            throw new MessageRefused(ErrorCode.MESSAGE_MALFORMED);
        } finally {
            Arrays.fill(plaintext, (byte) 0);
        }
    }

    @Override
    public void encrypt(InputStream plaintext, OutputStream message, RecordId recordId) throws IOException {
        Tenant tenant = TenantContext.require();
        RecordContext context = new RecordContext(tenant.id(), purpose, Map.of(), recordId);
        OutputStream sealing;
        String version;
        // A stream may take its time: the key is held for the header only.
        try (Lease lease = keyring.active(tenant)) {
            version = lease.key().version();
            sealing = keyring.engine().encryptingStream(lease.key(), new Unclosed(message), context);
        }
        plaintext.transferTo(sealing);
        tellEncrypted(context, version);
        // Closing writes the final frame: only a plaintext that was read to its end, and told of, gets one.
        sealing.close();
        message.flush();
    }

    @Override
    public void decrypt(InputStream message, OutputStream plaintext, RecordId recordId) throws IOException {
        Tenant tenant = TenantContext.require();
        int limit = keyring.settings().streamMemoryLimit();
        byte[] beginning = message.readNBytes(limit + 1);
        if (beginning.length <= limit) {
            byte[] opened = decrypt(beginning, recordId);
            plaintext.write(opened);
            Arrays.fill(opened, (byte) 0);
        } else {
            decryptLong(tenant, beginning, message, plaintext, recordId);
        }
        plaintext.flush();
    }

    private void decryptLong(
            Tenant tenant, byte[] beginning, InputStream rest, OutputStream plaintext, RecordId recordId)
            throws IOException {
        RecordContext context = new RecordContext(tenant.id(), purpose, Map.of(), recordId);
        this.<Boolean, IOException>opened(context, () -> {
            requireHeader(beginning, context);
            // All of the message is here before a key is: a stream may take longer than the key may be used.
            try (Spool spool = Spool.of(keyring.settings().spoolFolder(), beginning, rest)) {
                Claims claims = requireMessage(beginning, spool.bytes(), context);
                requireShortParts(tenant.id(), claims);
                release(tenant, claims, spool::read, plaintext, context);
            }
            return true;
        });
    }

    /** A part is verified as a whole, so that is what memory must hold. */
    private void requireShortParts(TenantId tenant, Claims claims) {
        int limit = keyring.settings().streamMemoryLimit();
        if (claims.header().body().longestPart(claims.cut()) > limit) {
            throw InvalidKeySettingException.tooLarge(
                    tenant,
                    "a message with a frame longer than the streamMemoryLimit of " + limit + " bytes; raise it");
        }
    }

    /** Where a message is read from, each time from its beginning. */
    private interface Source<X extends Exception> {
        InputStream read() throws X;
    }

    /** Verifies all of a message, then reads it again and releases what is in it. */
    private void release(
            Tenant tenant, Claims claims, Source<IOException> message, OutputStream plaintext, RecordContext context)
            throws IOException, MessageRefused {
        try (Lease lease = lease(tenant, claims)) {
            keyring.engine().decrypt(lease.key(), message.read(), claims, OutputStream.nullOutputStream(), context);
            tellDecrypted(context, lease);
            keyring.engine().decrypt(lease.key(), message.read(), claims, plaintext, context);
        }
    }

    @Override
    public long messageLength(long plaintextLength, RecordId recordId) {
        Tenant tenant = TenantContext.require();
        return messageLength(plaintextLength, new RecordContext(tenant.id(), purpose, Map.of(), recordId));
    }

    private long messageLength(long plaintextLength, RecordContext context) {
        return MessageHeader.length(context) + keyring.engine().maximumBodyLength(plaintextLength);
    }

    @Override
    public void encrypt(ByteBuffer plaintext, ByteBuffer message, RecordId recordId) {
        Tenant tenant = TenantContext.require();
        RecordContext context = new RecordContext(tenant.id(), purpose, Map.of(), recordId);
        requireRoom(tenant.id(), "message", messageLength(plaintext.remaining(), context), message);
        ByteBuffer written = message.duplicate();
        try {
            encrypt(BufferStreams.reading(plaintext.duplicate()), BufferStreams.writing(written), recordId);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        plaintext.position(plaintext.limit());
        message.position(written.position());
    }

    @Override
    public void decrypt(ByteBuffer message, ByteBuffer plaintext, RecordId recordId) {
        Tenant tenant = TenantContext.require();
        RecordContext context = new RecordContext(tenant.id(), purpose, Map.of(), recordId);
        ByteBuffer written = plaintext.duplicate();
        this.<Boolean, RuntimeException>opened(context, () -> {
            Claims claims = requireMessage(beginning(message), MessageBytes.of(message), context);
            requireShortParts(tenant.id(), claims);
            long length = claims.header().body().plaintextLength(claims.cut());
            requireRoom(tenant.id(), "plaintext", length, plaintext);
            try {
                release(
                        tenant,
                        claims,
                        () -> BufferStreams.reading(message.duplicate()),
                        BufferStreams.writing(written),
                        context);
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
            return true;
        });
        message.position(message.limit());
        plaintext.position(written.position());
    }

    /** A copy, so that the header that is checked is the one that is used, whatever becomes of the buffer. */
    private static byte[] beginning(ByteBuffer message) {
        byte[] beginning = new byte[Math.min(message.remaining(), MessageHeader.MAX_LENGTH)];
        message.duplicate().get(beginning);
        return beginning;
    }

    private static void requireRoom(TenantId tenant, String what, long length, ByteBuffer buffer) {
        if (buffer.remaining() < length) {
            throw InvalidKeySettingException.tooLarge(
                    tenant,
                    "a " + what + " of " + length + " bytes for a buffer that has room for " + buffer.remaining());
        }
    }

    @Override
    public List<BatchResult> encryptAll(List<BatchItem> plaintexts) {
        return each(plaintexts, item -> encrypt(item.bytes(), item.recordId()));
    }

    @Override
    public List<BatchResult> decryptAll(List<BatchItem> messages) {
        Tenant tenant = TenantContext.require();
        return new BatchDecryption(keyring.prefetch(), item -> read(tenant, item)).open(tenant, messages);
    }

    private BatchDecryption.Message read(Tenant tenant, BatchItem item) {
        RecordContext context = new RecordContext(tenant.id(), purpose, Map.of(), item.recordId());
        try {
            Claims claims = requireMessage(item.bytes(), MessageBytes.of(item.bytes()), context);
            return new BatchDecryption.Message(
                    Optional.of(claims.header().branchKeyVersion().toString()),
                    noKey -> opened(context, () -> {
                        if (noKey.isPresent()) {
                            throw noKey.get().forAnotherCaller();
                        }
                        return open(tenant, item.bytes(), claims, context, plaintext -> plaintext);
                    }));
        } catch (MessageRefused refused) {
            return BatchDecryption.Message.refused(() -> refusal(context, refused.code()));
        }
    }

    private static List<BatchResult> each(List<BatchItem> items, Function<BatchItem, byte[]> work) {
        TenantContext.require();
        return items.stream().map(item -> one(item, work)).toList();
    }

    private static BatchResult one(BatchItem item, Function<BatchItem, byte[]> work) {
        try {
            return BatchResult.succeeded(item.recordId(), work.apply(item));
        } catch (TenantIsolationException failure) {
            return BatchResult.failed(item.recordId(), failure);
        }
    }

    private interface Reading<T> {
        T read(byte[] plaintext) throws MessageRefused;
    }

    private interface Opening<T, X extends Exception> {
        T open() throws MessageRefused, X;
    }

    /** Makes the one opaque exception of whatever is wrong with a message. */
    private <T, X extends Exception> T opened(RecordContext context, Opening<T, X> opening) throws X {
        try {
            return opening.open();
        } catch (MessageRefused refused) {
            throw refusal(context, refused.code());
        } catch (KeyUnavailableException failure) {
            throw isTheMessagesFault(failure.code()) ? refusal(context, failure.code()) : failure;
        }
    }

    /** A version that does not exist, or a key that does not belong where it lies, is as good as changed bytes. */
    private static boolean isTheMessagesFault(ErrorCode code) {
        return code == ErrorCode.BRANCH_KEY_VERSION_UNKNOWN || code == ErrorCode.KEY_STORE_TAMPERED;
    }

    private DecryptionRefusedException refusal(RecordContext context, ErrorCode code) {
        keyring.settings()
                .listener()
                .onEvent(new IsolationEvent.DecryptionRefused(
                        keyring.clock().instant(),
                        context.tenant(),
                        purpose,
                        context.recordId().value(),
                        code));
        return new DecryptionRefusedException(code, context.tenant());
    }

    private void tellEncrypted(RecordContext context, String version) {
        if (keyring.settings().isListening()) {
            keyring.settings()
                    .listener()
                    .onEvent(new IsolationEvent.RecordEncrypted(
                            keyring.clock().instant(),
                            context.tenant(),
                            purpose,
                            context.recordId().value(),
                            version));
        }
    }

    private void tellDecrypted(RecordContext context, Lease lease) {
        if (keyring.settings().isListening()) {
            keyring.settings()
                    .listener()
                    .onEvent(new IsolationEvent.RecordDecrypted(
                            keyring.clock().instant(),
                            context.tenant(),
                            purpose,
                            context.recordId().value(),
                            lease.key().version()));
        }
    }
}
