package dev.partywall.keyring.internal.message;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A message as the list of its fields, in their order; joined, they are the message.
 *
 * <p>Knows the format by itself, so that it can judge the code under test and take messages apart to spoil them. Fields of one
 * pair, encrypted data key or frame have a name with a dot and share what is before the last one. A field {@code x-length} says
 * how many bytes the fields after it take whose names begin with {@code x}.
 */
public final class MessageFields {

    /**
     * A part of a message.
     *
     * @param name what it is, such as {@code context.pair[0].key}
     * @param bytes its bytes
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Field(String name, byte[] bytes) {

        /** Whether its bytes are a number that says something of other fields. */
        public boolean isNumber() {
            return isLength()
                    || (name.matches(".*(count|sequence|marker|frame-size|content-type|version|suite)")
                            && !name.startsWith("edk["));
        }

        /** Whether it tells the length of what follows. */
        public boolean isLength() {
            return name.endsWith("-length");
        }

        /** Whether it is part of a frame or of the content of a message without frames. */
        boolean isOfBody() {
            return name.startsWith("frame[") || name.startsWith("final") || name.startsWith("block");
        }

        /** The pair, encrypted data key or frame that it is part of; its own name if it is part of none. */
        public String unit() {
            int bracket = name.indexOf(']');
            int dot = name.indexOf('.', Math.max(bracket, 0));
            return dot < 0 || name.equals("context.count") ? name : name.substring(0, dot);
        }

        /** Its bytes as an unsigned number, as far as a long holds it. */
        public long number() {
            long number = 0;
            for (byte each : bytes) {
                number = number << 8 | (each & 0xFF);
            }
            return number;
        }

        /** The same field with another number. */
        public Field with(long number) {
            byte[] changed = new byte[bytes.length];
            for (int i = changed.length - 1, shift = 0; i >= 0; i--, shift += 8) {
                changed[i] = shift < 64 ? (byte) (number >> shift) : 0;
            }
            return new Field(name, changed);
        }

        /** The same field with other bytes. */
        public Field with(byte[] others) {
            return new Field(name, others);
        }

        @Override
        public String toString() {
            return name + "(" + bytes.length + ")";
        }
    }

    private final List<Field> fields;

    /** Of these fields. */
    public MessageFields(List<Field> fields) {
        this.fields = List.copyOf(fields);
    }

    /** Takes a message apart that conforms to the specification in every respect that can be seen without a key. */
    public static MessageFields of(byte[] message) {
        return new StrictReader(ByteBuffer.wrap(message)).message();
    }

    /** The same for a header, whatever follows it. */
    public static MessageFields ofHeader(byte[] message) {
        return new StrictReader(ByteBuffer.wrap(message)).headerAlone();
    }

    /** The same for a body. */
    public static MessageFields ofBody(boolean framed, long frameLength, byte[] body) {
        return new StrictReader(ByteBuffer.wrap(body)).bodyAlone(framed, frameLength);
    }

    /** Written anew: the context from its pairs, lengths and counts from what they tell of. */
    public MessageFields canonical() {
        List<Field> anew = new ArrayList<>();
        for (Field field : fields) {
            if (field.name().equals("edk-count")) {
                anew.addAll(SpecMessage.contextFields(SpecMessage.stored(fields)));
            }
            if (!field.name().startsWith("context.")) {
                anew.add(field.isLength() ? field.with(0) : field);
            }
        }
        return new MessageFields(anew).fitted();
    }

    /** The same message with this, cut up as before, for its contents. */
    public MessageFields withContents(byte[] contents) {
        ByteBuffer rest = ByteBuffer.wrap(contents);
        List<Field> changed = new ArrayList<>();
        for (Field field : fields) {
            byte[] bytes = field.bytes();
            if (field.name().endsWith(".content")) {
                bytes = new byte[bytes.length];
                rest.get(bytes);
            }
            changed.add(field.with(bytes));
        }
        return new MessageFields(changed);
    }

    /** The fields, in their order. */
    public List<Field> list() {
        return fields;
    }

    /** The message. */
    public byte[] bytes() {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        fields.forEach(field -> joined.writeBytes(field.bytes()));
        return joined.toByteArray();
    }

    /** The bytes of the first field of this name. */
    public byte[] get(String name) {
        return field(name).bytes();
    }

    /** The same if there is such a field of the same length as what is taken otherwise. */
    byte[] get(String name, byte[] otherwise) {
        return fields.stream()
                .filter(field -> field.name().equals(name) && field.bytes().length == otherwise.length)
                .findFirst()
                .map(Field::bytes)
                .orElse(otherwise);
    }

    /** The first field of this name. */
    public Field field(String name) {
        return fields.stream()
                .filter(field -> field.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no field " + name + " in " + fields));
    }

    /** The same message with other bytes in the fields of this name. */
    public MessageFields with(String name, byte[] bytes) {
        field(name);
        return new MessageFields(fields.stream()
                .map(field -> field.name().equals(name) ? field.with(bytes) : field)
                .toList());
    }

    /** The same message with another number in the fields of this name. */
    public MessageFields with(String name, long number) {
        return with(name, field(name).with(number).bytes());
    }

    /** The same message without the fields of this unit. */
    public MessageFields without(String unit) {
        return new MessageFields(
                fields.stream().filter(field -> !field.unit().equals(unit)).toList());
    }

    /** The fields of a unit. */
    public List<Field> unit(String unit) {
        return fields.stream().filter(field -> field.unit().equals(unit)).toList();
    }

    /** The units whose names begin so, in their order. */
    public List<String> units(String prefix) {
        return fields.stream()
                .map(Field::unit)
                .filter(unit -> unit.startsWith(prefix))
                .distinct()
                .collect(Collectors.toList());
    }

    /** The same message with further fields before the first field that fits. */
    public MessageFields insert(List<Field> further, Predicate<Field> before) {
        List<Field> changed = new ArrayList<>();
        boolean inserted = false;
        for (Field field : fields) {
            if (!inserted && before.test(field)) {
                changed.addAll(further);
                inserted = true;
            }
            changed.add(field);
        }
        if (!inserted) {
            changed.addAll(further);
        }
        return new MessageFields(changed);
    }

    /** The fields up to the authentication of the header, it included. */
    public List<Field> header() {
        return fields.stream().filter(field -> !field.isOfBody()).toList();
    }

    /** The fields after the header. */
    public List<Field> body() {
        return fields.stream().filter(Field::isOfBody).toList();
    }

    /** The same message with every length and count set to what it tells of. */
    public MessageFields fitted() {
        List<Field> fitted = new ArrayList<>(fields);
        for (int i = 0; i < fitted.size(); i++) {
            Field field = fitted.get(i);
            if (field.name().equals("context.count")) {
                fitted.set(i, field.with(count(".key-length")));
            } else if (field.name().equals("edk-count")) {
                fitted.set(i, field.with(count(".provider-length")));
            } else if (field.isLength()) {
                fitted.set(i, field.with(described(i)));
            }
        }
        return new MessageFields(fitted);
    }

    private long count(String suffix) {
        return fields.stream().filter(field -> field.name().endsWith(suffix)).count();
    }

    private long described(int index) {
        String name = fields.get(index).name();
        String prefix = name.substring(0, name.length() - "-length".length());
        long length = 0;
        for (int i = index + 1; i < fields.size() && fields.get(i).name().startsWith(prefix); i++) {
            length += fields.get(i).bytes().length;
        }
        return length;
    }

    @Override
    public String toString() {
        return fields.toString();
    }
}
