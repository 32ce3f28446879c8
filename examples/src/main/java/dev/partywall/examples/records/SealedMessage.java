package dev.partywall.examples.records;

import dev.partywall.core.TenantId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A message taken apart, as an attacker would who knows the format: the parts can be exchanged and put together again.
 *
 * @see <a href="https://docs.aws.amazon.com/encryption-sdk/latest/developer-guide/message-format.html">AWS Encryption
 *     SDK message format, version 2</a>
 */
final class SealedMessage {

    /** Version 1, algorithm suite 2, message id 32. */
    private static final int START_LENGTH = 35;

    /** Content type 1, frame length 4, key commitment 32, authentication tag 16. */
    private static final int END_LENGTH = 53;

    /** Where the branch key's version stands in the encrypted data key: after salt 16 and IV 12. */
    private static final int VERSION_OFFSET = 28;

    private final byte[] start;
    private final Map<String, String> context;
    private final byte[] provider;
    private final String branchKeyId;
    private final byte[] dataKey;
    private final byte[] end;
    private final byte[] body;

    private SealedMessage(
            byte[] start,
            Map<String, String> context,
            byte[] provider,
            String branchKeyId,
            byte[] dataKey,
            byte[] end,
            byte[] body) {
        this.start = start;
        this.context = context;
        this.provider = provider;
        this.branchKeyId = branchKeyId;
        this.dataKey = dataKey;
        this.end = end;
        this.body = body;
    }

    /** Takes a message apart that has one encrypted data key. */
    static SealedMessage parse(byte[] message) {
        ByteBuffer in = ByteBuffer.wrap(message);
        byte[] start = take(in, START_LENGTH);
        Map<String, String> context = context(ByteBuffer.wrap(takeCounted(in)));
        in.getShort(); // how many encrypted data keys
        byte[] provider = takeCounted(in);
        String branchKeyId = new String(takeCounted(in), StandardCharsets.UTF_8);
        byte[] dataKey = takeCounted(in);
        return new SealedMessage(
                start, context, provider, branchKeyId, dataKey, take(in, END_LENGTH), take(in, in.remaining()));
    }

    private static Map<String, String> context(ByteBuffer in) {
        Map<String, String> pairs = new TreeMap<>();
        for (int left = in.getShort(); left > 0; left--) {
            String name = new String(takeCounted(in), StandardCharsets.UTF_8);
            pairs.put(name, new String(takeCounted(in), StandardCharsets.UTF_8));
        }
        return pairs;
    }

    private static byte[] takeCounted(ByteBuffer in) {
        return take(in, Short.toUnsignedInt(in.getShort()));
    }

    private static byte[] take(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    /** Which version of the tenant's branch key it is sealed under. */
    UUID branchKeyVersion() {
        ByteBuffer version = ByteBuffer.wrap(dataKey, VERSION_OFFSET, 16);
        return new UUID(version.getLong(), version.getLong());
    }

    /** The same message with another tenant's name wherever it names one. */
    SealedMessage namedFor(TenantId tenant) {
        Map<String, String> pairs = new TreeMap<>(context);
        pairs.put("tenant", tenant.value());
        return new SealedMessage(start, pairs, provider, tenant.value(), dataKey, end, body);
    }

    /** The same message with another version of the branch key. */
    SealedMessage versioned(UUID version) {
        byte[] changed = dataKey.clone();
        ByteBuffer.wrap(changed, VERSION_OFFSET, 16)
                .putLong(version.getMostSignificantBits())
                .putLong(version.getLeastSignificantBits());
        return new SealedMessage(start, context, provider, branchKeyId, changed, end, body);
    }

    /** This message's header in front of another's body. */
    SealedMessage withBodyOf(SealedMessage other) {
        return new SealedMessage(start, context, provider, branchKeyId, dataKey, end, other.body);
    }

    /** The message put together. */
    byte[] bytes() {
        return new MessageWriter()
                .raw(start)
                .counted(contextBytes())
                .number(1)
                .counted(provider)
                .counted(utf8(branchKeyId))
                .counted(dataKey)
                .raw(end)
                .raw(body)
                .bytes();
    }

    private byte[] contextBytes() {
        MessageWriter out = new MessageWriter().number(context.size());
        context.forEach((name, value) -> out.counted(utf8(name)).counted(utf8(value)));
        return out.bytes();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
