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
            throw InvalidKeySettingException.tooLarge("a plaintext of more than 1 GiB; use the streaming form");
        }
        try (Lease lease = keyring.active(tenant)) {
            byte[] message = keyring.engine().encrypt(lease.key(), plaintext, context);
            tellEncrypted(context, lease);
            return message;
        }
    }

    @Override
    public byte[] decrypt(byte[] message, RecordId recordId, Map<String, String> pairs) {
        Tenant tenant = TenantContext.require();
        RecordContext context = new RecordContext(tenant.id(), purpose, pairs, recordId);
        return opened(context, () -> open(tenant, message, context));
    }

    private byte[] open(Tenant tenant, byte[] message, RecordContext context) throws MessageRefused {
        MessageHeader header = MessageHeader.parse(message);
        header.requireFor(context);
        header.body().requireWellFormed(MessageBytes.of(message));
        try (Lease lease = keyring.version(tenant, header.branchKeyVersion().toString())) {
            byte[] plaintext = keyring.engine().decrypt(lease.key(), message, context);
            tellDecrypted(context, lease);
            return plaintext;
        }
    }

    @Override
    public byte[] encryptString(String text, RecordId recordId) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw InvalidKeySettingException.context("the text holds an unpaired surrogate; pass well-formed text");
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
        byte[] plaintext = decrypt(message, recordId);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(plaintext))
                    .toString();
        } catch (CharacterCodingException notText) {
            TenantId tenant = TenantContext.require().id();
            throw refusal(new RecordContext(tenant, purpose, Map.of(), recordId), ErrorCode.MESSAGE_MALFORMED);
        } finally {
            Arrays.fill(plaintext, (byte) 0);
        }
    }

    @Override
    public void encrypt(InputStream plaintext, OutputStream message, RecordId recordId) throws IOException {
        Tenant tenant = TenantContext.require();
        RecordContext context = new RecordContext(tenant.id(), purpose, Map.of(), recordId);
        try (Lease lease = keyring.active(tenant)) {
            // Closing writes the final frame: only a plaintext that was read to its end gets one.
            @SuppressWarnings("resource")
            OutputStream sealing = keyring.engine().encryptingStream(lease.key(), new Unclosed(message), context);
            // The SDK writes the header at the first write, so without one an empty plaintext would get none.
            sealing.write(new byte[0]);
            plaintext.transferTo(sealing);
            sealing.close();
            message.flush();
            tellEncrypted(context, lease);
        }
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
            MessageHeader header = MessageHeader.parse(beginning);
            header.requireFor(context);
            try (Lease lease = keyring.version(tenant, header.branchKeyVersion().toString());
                    Spool spool = Spool.of(keyring.settings().spoolFolder(), beginning, rest)) {
                header.body().requireWellFormed(spool.bytes());
                keyring.engine().decrypt(lease.key(), spool.read(), OutputStream.nullOutputStream(), context);
                tellDecrypted(context, lease);
                keyring.engine().decrypt(lease.key(), spool.read(), plaintext, context);
                return true;
            }
        });
    }

    @Override
    public List<BatchResult> encryptAll(List<BatchItem> plaintexts) {
        return each(plaintexts, item -> encrypt(item.bytes(), item.recordId()));
    }

    @Override
    public List<BatchResult> decryptAll(List<BatchItem> messages) {
        return each(messages, item -> decrypt(item.bytes(), item.recordId()));
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

    private void tellEncrypted(RecordContext context, Lease lease) {
        keyring.settings()
                .listener()
                .onEvent(new IsolationEvent.RecordEncrypted(
                        keyring.clock().instant(),
                        context.tenant(),
                        purpose,
                        context.recordId().value(),
                        lease.key().version()));
    }

    private void tellDecrypted(RecordContext context, Lease lease) {
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
