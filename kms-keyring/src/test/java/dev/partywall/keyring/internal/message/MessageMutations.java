package dev.partywall.keyring.internal.message;

import dev.partywall.keyring.internal.message.MessageFields.Field;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Spoils messages at random, knowing their format: fields, pairs, encrypted data keys and frames are swapped, doubled, dropped
 * and taken from other messages; lengths, counts and numbers changed, and half of the time made to fit again.
 */
public final class MessageMutations {

    private static final long[] NUMBERS = {
        0,
        1,
        2,
        3,
        0x7F,
        0x80,
        0xFF,
        0x100,
        0x7FFF,
        0x8000,
        0xFFFF,
        0x7FFF_FFFFL,
        0x8000_0000L,
        0xFFFF_FFFEL,
        0xFFFF_FFFFL,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        -1,
        -8,
        (1L << 36) - 32,
        (1L << 36) - 31
    };
    private static final int[] SUITES = {0x0000, 0x0014, 0x0078, 0x0178, 0x0378, 0x0478, 0x0578, 0x0479, 0x7804};

    private final Random random;
    private final List<MessageFields> messages;

    private List<Field> fields = new ArrayList<>();

    /** Over these messages, all well-formed. */
    public MessageMutations(Random random, List<MessageFields> messages) {
        this.random = random;
        this.messages = List.copyOf(messages);
    }

    /** A message changed by one to three mutations. */
    public MessageFields next() {
        fields = new ArrayList<>(any(messages).list());
        int mutations = 1 + random.nextInt(3);
        for (int i = 0; i < mutations; i++) {
            any(structural()).run();
        }
        MessageFields changed = new MessageFields(fields);
        return random.nextBoolean() ? changed.fitted() : changed;
    }

    /** A message changed in its bytes, at times. */
    public byte[] nextBytes() {
        byte[] message = next().bytes();
        return random.nextInt(4) > 0 ? message : any(raw(message)).get();
    }

    private List<Runnable> structural() {
        return List.of(
                this::swapFields,
                this::swapUnits,
                this::shuffleUnits,
                this::doubleField,
                this::doubleUnit,
                this::dropField,
                this::dropUnit,
                this::foreignField,
                this::foreignUnit,
                this::foreignHeader,
                this::foreignFrames,
                this::changeNumber,
                this::changeNumber,
                this::nudgeNumber,
                this::changeBytes,
                this::changeLengthOfBytes,
                this::emptyBytes,
                this::renumber,
                this::changeContentType,
                this::convertBody,
                this::finalToRegular,
                this::regularToFinal,
                this::changeSuite,
                this::repartition,
                this::splitPair);
    }

    private void swapFields() {
        Collections.swap(fields, index(), index());
    }

    private void swapUnits() {
        String first = anyUnit();
        String second = anyUnit();
        List<Field> firstFields = unit(first);
        List<Field> secondFields = unit(second);
        if (!first.equals(second)) {
            replaceUnit(first, secondFields);
            // The fields of the first now stand where the second's stood, and those of the second in both places.
            int at = lastIndexOf(second) - secondFields.size() + 1;
            if (at >= 0) {
                fields.subList(at, at + secondFields.size()).clear();
                fields.addAll(at, firstFields);
            }
        }
    }

    private void shuffleUnits() {
        List<String> units =
                new ArrayList<>(new MessageFields(fields).units(random.nextBoolean() ? "frame[" : "context.pair["));
        List<List<Field>> contents =
                new ArrayList<>(units.stream().map(this::unit).toList());
        Collections.shuffle(contents, random);
        List<Field> shuffled = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < fields.size(); i++) {
            int unit = units.indexOf(fields.get(i).unit());
            if (unit < 0) {
                shuffled.add(fields.get(i));
            } else if (i == 0 || !fields.get(i - 1).unit().equals(fields.get(i).unit())) {
                shuffled.addAll(contents.get(next++ % contents.size()));
            }
        }
        fields = shuffled;
    }

    private void doubleField() {
        fields.add(index(), fields.get(index()));
    }

    private void doubleUnit() {
        String unit = anyUnit();
        fields.addAll(random.nextBoolean() ? lastIndexOf(unit) + 1 : index(), unit(unit));
    }

    private void dropField() {
        if (fields.size() > 1) {
            fields.remove(index());
        }
    }

    private void dropUnit() {
        String unit = anyUnit();
        List<Field> rest =
                fields.stream().filter(field -> !field.unit().equals(unit)).toList();
        if (!rest.isEmpty()) {
            fields = new ArrayList<>(rest);
        }
    }

    private void foreignField() {
        Field foreign = any(any(messages).list());
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).name().equals(foreign.name())) {
                fields.set(i, foreign);
            }
        }
    }

    private void foreignUnit() {
        MessageFields other = any(messages);
        String unit = any(other.list()).unit();
        if (lastIndexOf(unit) >= 0 && random.nextBoolean()) {
            replaceUnit(unit, other.unit(unit));
        } else {
            fields.addAll(index(), other.unit(unit));
        }
    }

    private void foreignHeader() {
        List<Field> spliced = new ArrayList<>(any(messages).header());
        spliced.addAll(new MessageFields(fields).body());
        fields = spliced;
    }

    private void foreignFrames() {
        MessageFields other = any(messages);
        List<Field> spliced = new ArrayList<>(fields.subList(0, index() + 1));
        int from = random.nextInt(other.list().size());
        spliced.addAll(other.list().subList(from, other.list().size()));
        fields = spliced;
    }

    private void changeNumber() {
        int index = anyNumber();
        fields.set(index, fields.get(index).with(NUMBERS[random.nextInt(NUMBERS.length)]));
    }

    private void nudgeNumber() {
        int index = anyNumber();
        Field field = fields.get(index);
        fields.set(index, field.with(field.number() + (random.nextBoolean() ? 1L : -1L) * (1 + random.nextInt(40))));
    }

    private void changeBytes() {
        int index = index();
        byte[] bytes = fields.get(index).bytes().clone();
        for (int i = random.nextInt(4); bytes.length > 0 && i >= 0; i--) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        fields.set(index, fields.get(index).with(bytes));
    }

    private void changeLengthOfBytes() {
        int index = index();
        byte[] bytes = fields.get(index).bytes();
        int length = Math.max(0, bytes.length + random.nextInt(40) - 20);
        fields.set(index, fields.get(index).with(Arrays.copyOf(bytes, length)));
    }

    private void emptyBytes() {
        int index = index();
        fields.set(index, fields.get(index).with(new byte[0]));
    }

    /** All sequence numbers moved by the same, with their IVs. */
    private void renumber() {
        long by = random.nextInt(5) - 2L;
        for (int i = 0; i + 1 < fields.size(); i++) {
            Field field = fields.get(i);
            if (field.name().endsWith(".sequence")) {
                fields.set(i, field.with(field.number() + by));
                fields.set(i + 1, fields.get(i + 1).with(field.number() + by));
            }
        }
    }

    private void changeContentType() {
        set("content-type", random.nextInt(4));
    }

    /** A framed body of one frame made a non-framed one, or the other way round, with all that belongs to it. */
    private void convertBody() {
        boolean framed = lastIndexOf("final") >= 0;
        List<Field> body = unit(framed ? "final" : "block");
        List<Field> converted = new ArrayList<>();
        if (!framed) {
            converted.add(new Field("final.marker", new byte[4]).with(-1));
            converted.add(new Field("final.sequence", new byte[4]).with(1));
        }
        for (Field field : body) {
            String name = field.name().substring(field.name().indexOf('.'));
            if (name.equals(".content-length")) {
                converted.add(new Field(framed ? "block" + name : "final" + name, new byte[framed ? 8 : 4])
                        .with(field.number()));
            } else if (!name.equals(".marker") && !name.equals(".sequence")) {
                converted.add(new Field((framed ? "block" : "final") + name, field.bytes()));
            }
        }
        replaceUnit(framed ? "final" : "block", converted);
        set("content-type", framed ? 1 : 2);
        set("frame-size", framed && random.nextBoolean() ? 0 : 4096);
    }

    private void finalToRegular() {
        List<Field> regular = unit("final").stream()
                .filter(field -> !field.name().matches("final\\.(marker|content-length)"))
                .map(field -> new Field(field.name().replace("final", "frame[9]"), field.bytes()))
                .toList();
        replaceUnit("final", regular);
    }

    private void regularToFinal() {
        List<String> frames = new MessageFields(fields).units("frame[");
        if (frames.isEmpty()) {
            return;
        }
        String frame = any(frames);
        List<Field> last = new ArrayList<>();
        last.add(new Field("final.marker", new byte[4]).with(-1));
        for (Field field : unit(frame)) {
            if (field.name().endsWith(".content")) {
                last.add(new Field("final.content-length", new byte[4]).with(field.bytes().length));
            }
            last.add(new Field(field.name().replace(frame, "final"), field.bytes()));
        }
        int end = lastIndexOf(frame);
        fields = new ArrayList<>(fields.subList(0, end + 1));
        replaceUnit(frame, last);
    }

    private void changeSuite() {
        set("suite", SUITES[random.nextInt(SUITES.length)]);
        if (random.nextBoolean()) {
            // The header of version 1: a type, a message id of 16 bytes, reserved bytes and a length of the IV.
            set("version", 1);
            fields.replaceAll(field -> field.name().equals("message-id")
                    ? field.with(Arrays.copyOf(field.bytes(), 16))
                    : field.name().equals("content-type")
                            ? field.with(ByteBuffer.allocate(6)
                                    .put(0, Arrays.copyOf(field.bytes(), 1))
                                    .put(5, (byte) 12)
                                    .array())
                            : field);
        }
    }

    /** The bytes of the body cut into frames of another length. */
    private void repartition() {
        set("frame-size", 1 + random.nextInt(100));
        if (random.nextBoolean()) {
            fields.replaceAll(
                    field -> field.name().startsWith("frame[") && field.name().endsWith(".content")
                            ? field.with(Arrays.copyOf(field.bytes(), random.nextInt(100)))
                            : field);
        }
    }

    /** A byte moved from a key to its value: the same text, other pairs. */
    private void splitPair() {
        for (int i = 0; i + 2 < fields.size(); i++) {
            byte[] key = fields.get(i).bytes();
            byte[] value = fields.get(i + 2).bytes();
            if (fields.get(i).name().endsWith(".key") && key.length > 1 && value.length > 0) {
                fields.set(i, fields.get(i).with(Arrays.copyOf(key, key.length - 1)));
                byte[] longer = new byte[value.length + 1];
                longer[0] = key[key.length - 1];
                System.arraycopy(value, 0, longer, 1, value.length);
                fields.set(i + 2, fields.get(i + 2).with(longer));
                return;
            }
        }
    }

    private List<Supplier<byte[]>> raw(byte[] message) {
        int at = random.nextInt(message.length + 1);
        int to = at + random.nextInt(message.length - at + 1);
        return List.of(
                () -> Arrays.copyOf(message, at),
                () -> Arrays.copyOf(message, message.length + 1 + random.nextInt(64)),
                () -> Arrays.copyOfRange(message, at, message.length),
                () -> joined(Arrays.copyOf(message, at), Arrays.copyOfRange(message, to, message.length)),
                () -> joined(Arrays.copyOf(message, to), Arrays.copyOfRange(message, at, message.length)),
                () -> joined(message, any(messages).bytes()),
                () -> joined(any(messages).bytes(), message));
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    private void set(String name, long number) {
        fields.replaceAll(field -> field.name().equals(name) ? field.with(number) : field);
    }

    private void replaceUnit(String unit, List<Field> with) {
        int last = lastIndexOf(unit);
        if (last < 0) {
            return;
        }
        List<Field> replaced = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            if (!fields.get(i).unit().equals(unit)) {
                replaced.add(fields.get(i));
            } else if (i == last) {
                replaced.addAll(with);
            }
        }
        fields = replaced.isEmpty() ? fields : replaced;
    }

    private int lastIndexOf(String unit) {
        for (int i = fields.size() - 1; i >= 0; i--) {
            if (fields.get(i).unit().equals(unit)) {
                return i;
            }
        }
        return -1;
    }

    private List<Field> unit(String unit) {
        return fields.stream().filter(field -> field.unit().equals(unit)).toList();
    }

    private String anyUnit() {
        return fields.get(index()).unit();
    }

    private int anyNumber() {
        int start = index();
        for (int i = 0; i < fields.size(); i++) {
            int index = (start + i) % fields.size();
            if (fields.get(index).isNumber()) {
                return index;
            }
        }
        return start;
    }

    private int index() {
        return random.nextInt(fields.size());
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
