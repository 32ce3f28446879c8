package dev.partywall.keyring.internal;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.Tenant;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantIsolationException;
import dev.partywall.keyring.BatchItem;
import dev.partywall.keyring.BatchResult;
import dev.partywall.keyring.BranchKeyVersion;
import dev.partywall.keyring.InvalidKeySettingException;
import dev.partywall.keyring.KeyUnavailableException;
import dev.partywall.keyring.RecordId;
import dev.partywall.keyring.TenantEncryptor;
import dev.partywall.keyring.internal.cache.Lease;
import dev.partywall.keyring.internal.engine.MessageEngine.Claims;
import dev.partywall.keyring.internal.message.MessageBody;
import dev.partywall.keyring.internal.message.MessageBytes;
import dev.partywall.keyring.internal.message.MessageHeader;
import dev.partywall.keyring.internal.message.MessageRefused;
import dev.partywall.keyring.internal.message.RecordContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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

    /** Far beyond what anyone streams, and far from the end of what a number holds. */
    private static final long MAX_STREAM = 1L << 50;

    private final String purpose;
    private final HierarchicalTenantKeyring keyring;
    private final MessageOutcomes outcomes;
    private final LongRecords longRecords;

    SealingTenantEncryptor(String purpose, HierarchicalTenantKeyring keyring) {
        this.purpose = purpose;
        this.keyring = keyring;
        this.outcomes = new MessageOutcomes(keyring);
        this.longRecords = new LongRecords(keyring, outcomes);
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
            outcomes.tellEncrypted(context, lease.key().version());
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
        return outcomes.opened(context, () -> {
            Claims claims = claims(message, context);
            return open(keyring.version(tenant, version(claims)), message, claims, context, reading);
        });
    }

    private static String version(Claims claims) {
        return claims.header().branchKeyVersion().toString();
    }

    private <T> T open(Lease leased, byte[] message, Claims claims, RecordContext context, Reading<T> reading)
            throws MessageRefused {
        try (Lease lease = leased) {
            T read = reading.read(keyring.engine().decrypt(lease.key(), message, claims, context));
            outcomes.tellDecrypted(context, lease.key().version());
            return read;
        }
    }

    /** What the message claims, if that is what is to be opened. */
    private Claims claims(byte[] message, RecordContext context) throws MessageRefused {
        MessageHeader header = keyring.requireFor(context, MessageHeader.parse(message));
        return Claims.of(header, MessageBytes.of(message));
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
        longRecords.encrypt(tenant, plaintext, message, context(tenant, recordId));
    }

    @Override
    public void decrypt(InputStream message, OutputStream plaintext, RecordId recordId) throws IOException {
        Tenant tenant = TenantContext.require();
        int limit = keyring.settings().streamMemoryLimit();
        byte[] beginning = message.readNBytes(limit + 1);
        if (beginning.length <= limit) {
            writeOpened(decrypt(beginning, recordId), plaintext);
        } else {
            longRecords.decrypt(tenant, beginning, message, plaintext, context(tenant, recordId));
        }
        plaintext.flush();
    }

    private static void writeOpened(byte[] opened, OutputStream plaintext) throws IOException {
        try {
            plaintext.write(opened);
        } finally {
            Arrays.fill(opened, (byte) 0);
        }
    }

    @Override
    public byte[] reencrypt(byte[] message, RecordId recordId) {
        Tenant tenant = TenantContext.require();
        RecordContext context = context(tenant, recordId);
        // A copy: the pairs must be those of the very bytes that are verified, whatever becomes of the caller's.
        byte[] copy = message.clone();
        try (OpenedRecord opened = new OpenedRecord()) {
            outcomes.opened(context, () -> {
                Claims claims = claims(copy, context);
                Lease lease = keyring.version(tenant, version(claims));
                return open(lease, copy, claims, context, read -> opened.hold(read, claims.header()));
            });
            return encrypt(opened.plaintext(), recordId, opened.furtherPairs());
        }
    }

    @Override
    public BranchKeyVersion branchKeyVersion(byte[] message, RecordId recordId) {
        RecordContext context = context(TenantContext.require(), recordId);
        return outcomes.opened(context, () -> {
            MessageHeader header = MessageHeader.parse(message);
            header.requireFor(context);
            return new BranchKeyVersion(header.branchKeyVersion());
        });
    }

    @Override
    public long messageLength(long plaintextLength, RecordId recordId) {
        Tenant tenant = TenantContext.require();
        if (plaintextLength < 0 || plaintextLength > longestStream()) {
            throw InvalidKeySettingException.tooLarge(tenant.id(), "a plaintext of " + plaintextLength + " bytes");
        }
        return longRecords.messageLength(plaintextLength, context(tenant, recordId));
    }

    private long longestStream() {
        return Math.min(
                MAX_STREAM, (long) MessageBody.MAX_FRAMES * keyring.settings().frameLength());
    }

    @Override
    public void encrypt(ByteBuffer plaintext, ByteBuffer message, RecordId recordId) {
        Tenant tenant = TenantContext.require();
        longRecords.encrypt(tenant, plaintext, message, context(tenant, recordId));
    }

    @Override
    public void decrypt(ByteBuffer message, ByteBuffer plaintext, RecordId recordId) {
        Tenant tenant = TenantContext.require();
        longRecords.decrypt(tenant, message, plaintext, context(tenant, recordId));
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
        RecordContext context = context(tenant, item.recordId());
        try {
            Claims claims = claims(item.bytes(), context);
            String version = version(claims);
            return new BatchDecryption.Message(
                    Optional.of(version),
                    noKeys -> outcomes.opened(
                            context,
                            () -> open(lease(tenant, version, noKeys), item.bytes(), claims, context, read -> read)));
        } catch (MessageRefused refused) {
            return BatchDecryption.Message.refused(() -> outcomes.refusal(context, refused.code()));
        }
    }

    /** A lease, unless there was none for an item before: those that need the same key do not wait for it again. */
    private Lease lease(Tenant tenant, String version, Map<String, KeyUnavailableException> noKeys) {
        KeyUnavailableException known = noKeys.get(version);
        if (known != null) {
            throw known.forAnotherCaller();
        }
        try {
            return keyring.version(tenant, version);
        } catch (KeyUnavailableException noKey) {
            noKeys.put(version, noKey);
            throw noKey;
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

    private RecordContext context(Tenant tenant, RecordId recordId) {
        return new RecordContext(tenant.id(), purpose, Map.of(), recordId);
    }

    private interface Reading<T> {
        T read(byte[] plaintext) throws MessageRefused;
    }
}
