package dev.partywall.keyring.internal.engine;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantId;
import dev.partywall.keyring.DataKeyReuse;
import dev.partywall.keyring.RecordId;
import dev.partywall.keyring.SealingEngine;
import dev.partywall.keyring.internal.cache.BranchKey;
import dev.partywall.keyring.internal.cache.Leases;
import dev.partywall.keyring.internal.engine.MessageEngine.Claims;
import dev.partywall.keyring.internal.engine.jca.JcaEngine;
import dev.partywall.keyring.internal.engine.sdk.EncryptionSdkEngine;
import dev.partywall.keyring.internal.message.MessageBytes;
import dev.partywall.keyring.internal.message.MessageFields;
import dev.partywall.keyring.internal.message.MessageHeader;
import dev.partywall.keyring.internal.message.MessageRefused;
import dev.partywall.keyring.internal.message.RecordContext;
import dev.partywall.keyring.internal.message.SpecMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** An engine with one branch key at hand and no key store: what the library does between the bound tenant and the key. */
public final class EngineBench {

    /** Whose records. */
    public static final TenantId TENANT = TenantId.of("acme");

    /** What for. */
    public static final String PURPOSE = "invoices";

    /** Which record. */
    public static final RecordId RECORD = RecordId.of("invoice-1");

    private static final UUID VERSION = new UUID(0x0123456789ABCDEFL, 0x89ABCDEF01234567L);

    private final MessageEngine engine;
    private final byte[] branchKey = bytes(1, BranchKey.LENGTH);
    private final BranchKey key = new BranchKey(TENANT, VERSION.toString(), branchKey.clone());
    private final RecordContext context = new RecordContext(TENANT, PURPOSE, Map.of(), RECORD);

    /** With the library's own engine. */
    public EngineBench() {
        this(SealingEngine.JCA, 4096);
    }

    /** With the library's own engine, which reuses data keys. */
    public EngineBench(DataKeyReuse reuse) {
        this.engine = new JcaEngine(null, 4096, reuse, System::nanoTime);
    }

    /** With an engine that cuts plaintexts into frames of this length. */
    public EngineBench(SealingEngine engine, int frameLength) {
        this.engine = switch (engine) {
            case JCA -> new JcaEngine(null, frameLength, null, System::nanoTime);
            case ENCRYPTION_SDK -> new EncryptionSdkEngine("tenant-keys", frameLength);
        };
    }

    /** Seals with further pairs in the stored context. */
    public byte[] seal(byte[] plaintext, Map<String, String> pairs) {
        return engine.encrypt(key, plaintext, new RecordContext(TENANT, PURPOSE, pairs, RECORD));
    }

    /** Opens a message as the library does for a bound tenant, short of asking the key store for another version. */
    public byte[] open(byte[] message) throws MessageRefused {
        MessageHeader header = MessageHeader.parse(message);
        header.requireFor(context);
        Claims claims = Claims.of(header, MessageBytes.of(message));
        if (!header.branchKeyVersion().equals(VERSION)) {
            throw new MessageRefused(ErrorCode.BRANCH_KEY_VERSION_UNKNOWN);
        }
        byte[] opened;
        try {
            opened = engine.decrypt(key, message, claims, context);
        } catch (MessageRefused refused) {
            requireRefusedInParts(message, claims, refused);
            throw refused;
        }
        if (!Arrays.equals(opened, openInParts(message, claims))) {
            throw new AssertionError("opened part by part it is something else");
        }
        return opened;
    }

    private byte[] openInParts(byte[] message, Claims claims) throws MessageRefused {
        ByteArrayOutputStream plaintext = new ByteArrayOutputStream();
        try (MessageEngine.Opening opening = engine.open(Leases.on(key), claims, context)) {
            opening.writeTo(new ByteArrayInputStream(message), plaintext);
            return plaintext.toByteArray();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private void requireRefusedInParts(byte[] message, Claims claims, MessageRefused refused) {
        try {
            openInParts(message, claims);
        } catch (MessageRefused alike) {
            if (alike.code() == refused.code()) {
                return;
            }
        }
        throw new AssertionError("refused as a whole, and not part by part", refused);
    }

    /** Everything random that is in a message which this bench sealed. */
    public SpecMessage secretsOf(byte[] message) {
        return SpecMessage.of(MessageFields.of(message), TENANT.value(), branchKey, Map.of("record", RECORD.value()));
    }

    /** The version of the branch key, as bytes. */
    public byte[] version() {
        return ByteBuffer.allocate(16)
                .putLong(VERSION.getMostSignificantBits())
                .putLong(VERSION.getLeastSignificantBits())
                .array();
    }

    /** Fixed randomness, for a message written by the specification's own writer. */
    public SpecMessage secrets(int seed) {
        return new SpecMessage(
                TENANT.value(),
                VERSION,
                branchKey,
                bytes(10L + seed, 32),
                bytes(20L + seed, 32),
                bytes(30L + seed, 16),
                bytes(40L + seed, 12),
                Map.of("record", RECORD.value()));
    }

    /** The stored context with further pairs. */
    public static Map<String, String> stored(Map<String, String> pairs) {
        Map<String, String> stored = new HashMap<>(pairs);
        stored.put("tenant", TENANT.value());
        stored.put("purpose", PURPOSE);
        return stored;
    }

    /** Bytes that are the same each time. */
    public static byte[] bytes(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
