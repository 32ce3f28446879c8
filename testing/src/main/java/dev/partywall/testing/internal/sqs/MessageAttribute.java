package dev.partywall.testing.internal.sqs;

import dev.partywall.testing.internal.wire.Members;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/**
 * An attribute of a message
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html).
 *
 * @param type {@code String}, {@code Number} or {@code Binary}, with a custom label after a dot
 * @param value its value as bytes
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record MessageAttribute(String type, byte[] value) {

    private static final int MAX_ATTRIBUTES = 10;
    private static final int MAX_NAME = 256;

    /** The attributes in a member of a request, by name. */
    static Map<String, MessageAttribute> in(Members request, String member) {
        Map<String, MessageAttribute> attributes = new TreeMap<>();
        request.structuresByName(member).forEach((name, attribute) -> {
            requireName(name);
            attributes.put(name, parse(name, attribute));
        });
        if (attributes.size() > MAX_ATTRIBUTES) {
            throw SqsErrors.invalidParameter(
                    "Number of message attributes [" + attributes.size() + "] exceeds the allowed maximum [10].");
        }
        return attributes;
    }

    private static void requireName(String name) {
        boolean fits = name.length() <= MAX_NAME && name.matches("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");
        boolean reserved = name.regionMatches(true, 0, "AWS.", 0, 4) || name.regionMatches(true, 0, "Amazon.", 0, 7);
        if (!fits || reserved) {
            throw SqsErrors.invalidParameter("The message attribute name '" + name + "' is invalid.");
        }
    }

    private static MessageAttribute parse(String name, Members attribute) {
        String type = attribute.required("DataType", 1, MAX_NAME);
        if (!type.matches("(String|Number|Binary)(\\..+)?")) {
            throw SqsErrors.invalidParameter(
                    "The message attribute '" + name + "' has an invalid message attribute type,"
                            + " the set of supported type prefixes is Binary, Number, and String.");
        }
        byte[] value = type.startsWith("Binary")
                ? attribute.bytes("BinaryValue")
                : attribute.text("StringValue").map(MessageAttribute::utf8).orElse(null);
        if (value == null || value.length == 0) {
            throw SqsErrors.invalidParameter(
                    "The message attribute '" + name + "' must contain a non-empty value of its" + " type.");
        }
        return new MessageAttribute(type, value);
    }

    private boolean isBinary() {
        return type.startsWith("Binary");
    }

    String text() {
        return new String(value, StandardCharsets.UTF_8);
    }

    int size(String name) {
        return utf8(name).length + utf8(type).length + value.length;
    }

    Map<String, Object> answer() {
        return isBinary()
                ? Map.of("DataType", type, "BinaryValue", Base64.getEncoder().encodeToString(value))
                : Map.of("DataType", type, "StringValue", text());
    }

    /** The sum that clients check: over names, types and values in the order of the names, each behind its length. */
    static String digest(Map<String, MessageAttribute> attributes) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        new TreeMap<>(attributes).forEach((name, attribute) -> {
            writePart(all, utf8(name));
            writePart(all, utf8(attribute.type()));
            all.write(attribute.isBinary() ? 2 : 1);
            writePart(all, attribute.value());
        });
        return Md5.of(all.toByteArray());
    }

    private static void writePart(ByteArrayOutputStream all, byte[] part) {
        all.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
        all.writeBytes(part);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "MessageAttribute[" + type + "]";
    }
}
