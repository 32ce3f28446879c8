package dev.partywall.testing.internal.isolation;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.BaseStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.BytesWrapper;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/**
 * All that a caller can see of a result: texts and bytes, however deep, of what is lazy too. Reading drains iterators,
 * streams and futures on the calling thread, as a caller would.
 */
final class Visible {

    /** Deeper than any result that a person wrote down. */
    private static final int MAX_DEPTH = 24;

    /** A paginator without an end must not hang the test. */
    private static final int MAX_PARTS = 200_000;

    private static final int MAX_BYTES = 64 * 1024 * 1024;
    private static final long PATIENCE_SECONDS = 30;

    private final StringBuilder text = new StringBuilder();
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private int parts;
    private boolean cutShort;

    private Visible() {}

    /** Nothing yet. */
    static Visible empty() {
        return new Visible();
    }

    /** Reads a result to its end. */
    static Visible of(@Nullable Object result) throws Exception {
        Visible visible = new Visible();
        visible.add(result);
        return visible;
    }

    /** Reads one more result. What was read of it before it failed stays. */
    void add(@Nullable Object result) throws Exception {
        read(result, 0);
    }

    /** Whether there was more than could be read: that a text was not seen then says nothing. */
    boolean isCutShort() {
        return cutShort;
    }

    /** Whether the text can be seen, in any case, plainly, in hexadecimal digits or within Base64. */
    boolean shows(String secret) {
        String all = text.toString();
        String folded = all.toLowerCase(Locale.ROOT);
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        return folded.contains(secret.toLowerCase(Locale.ROOT))
                || folded.contains(HexFormat.of().formatHex(bytes))
                || withinBase64(secret).anyMatch(all::contains);
    }

    /** What is always the same of a text's Base64, wherever in the encoded text it stands. */
    private static Stream<String> withinBase64(String secret) {
        return IntStream.range(0, 3).mapToObj(offset -> {
            byte[] shifted = (" ".repeat(offset) + secret).getBytes(StandardCharsets.UTF_8);
            String encoded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
            return encoded.substring(offset == 0 ? 0 : 4, encoded.length() - 2);
        });
    }

    private void read(@Nullable Object part, int depth) throws Exception {
        if (part == null) {
            return;
        }
        if (depth > MAX_DEPTH || ++parts > MAX_PARTS) {
            cutShort = true;
            return;
        }
        if (part instanceof CharSequence || part instanceof Number || part instanceof Boolean || part instanceof Enum) {
            append(part.toString());
        } else if (!readBytes(part) && seen.add(part) && !readContainer(part, depth + 1)) {
            readObject(part, depth + 1);
        }
    }

    private void append(String value) {
        text.append(value).append('\n');
    }

    private boolean readBytes(Object part) throws IOException {
        if (part instanceof byte[] bytes) {
            readEncoded(bytes);
        } else if (part instanceof char[] characters) {
            append(new String(characters));
        } else if (part instanceof ByteBuffer buffer) {
            append(StandardCharsets.UTF_8.decode(buffer.duplicate()).toString());
        } else if (part instanceof BytesWrapper bytes) {
            readEncoded(bytes.asByteArray());
        } else if (part instanceof InputStream stream) {
            readEncoded(stream.readNBytes(MAX_BYTES));
            cutShort |= stream.read() >= 0;
        } else {
            return false;
        }
        return true;
    }

    /** Bytes as text and, if they are that, as what is compressed in them. */
    private void readEncoded(byte[] bytes) throws IOException {
        append(new String(bytes, StandardCharsets.UTF_8));
        if (bytes.length > 2 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b) {
            try (InputStream plain = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
                append(new String(plain.readNBytes(MAX_BYTES), StandardCharsets.UTF_8));
            } catch (ZipException | EOFException e) {
                append("compressed?"); // it only looked so: its bytes were read as they are
            }
        }
    }

    private boolean readContainer(Object part, int depth) throws Exception {
        if (part instanceof Optional<?> optional) {
            read(optional.orElse(null), depth);
        } else if (part instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                read(entry.getKey(), depth);
                read(entry.getValue(), depth);
            }
        } else if (part instanceof SdkPojo pojo) {
            for (SdkField<?> field : pojo.sdkFields()) {
                read(field.getValueOrDefault(pojo), depth);
            }
        } else if (part instanceof Iterable<?> iterable) {
            readAll(iterable.iterator(), depth);
        } else if (part instanceof Iterator<?> iterator) {
            readAll(iterator, depth);
        } else if (part instanceof BaseStream<?, ?> stream) {
            readAll(stream.iterator(), depth);
        } else if (part.getClass().isArray()) {
            for (int i = 0; i < Array.getLength(part); i++) {
                read(Array.get(part, i), depth);
            }
        } else {
            return readLazy(part, depth);
        }
        return true;
    }

    private boolean readLazy(Object part, int depth) throws Exception {
        if (part instanceof Map.Entry<?, ?> entry) {
            read(entry.getKey(), depth);
            read(entry.getValue(), depth);
        } else if (part instanceof AtomicReference<?> reference) {
            read(reference.get(), depth);
        } else if (part instanceof Throwable failure) {
            readFailure(failure, depth);
        } else if (part instanceof CompletionStage<?> stage) {
            read(stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS), depth);
        } else if (part instanceof Future<?> future) {
            read(future.get(PATIENCE_SECONDS, TimeUnit.SECONDS), depth);
        } else {
            return false;
        }
        return true;
    }

    /** Messages, causes, and what exceptions of the SDK carry beside them. */
    private void readFailure(Throwable failure, int depth) throws Exception {
        append(String.valueOf(failure.getMessage()));
        read(failure.getCause(), depth);
        read(failure.getSuppressed(), depth);
        for (Class<?> type = failure.getClass(); type != null && type != Throwable.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && type.getClassLoader() != null) {
                    readField(failure, field, depth);
                }
            }
        }
    }

    private void readAll(Iterator<?> iterator, int depth) throws Exception {
        while (parts <= MAX_PARTS && iterator.hasNext()) {
            read(iterator.next(), depth);
        }
        cutShort |= parts > MAX_PARTS;
    }

    private void readObject(Object part, int depth) throws Exception {
        if (part instanceof Record) {
            for (RecordComponent component : part.getClass().getRecordComponents()) {
                component.getAccessor().setAccessible(true);
                read(component.getAccessor().invoke(part), depth);
            }
        } else if (isOfThePlatform(part)) {
            append(part.toString());
        } else {
            readFields(part, depth);
        }
    }

    private static boolean isOfThePlatform(Object part) {
        return part.getClass().getClassLoader() == null || part instanceof Class || part instanceof Thread;
    }

    private void readFields(Object part, int depth) throws Exception {
        append(part.toString());
        for (Class<?> type = part.getClass(); type != null && type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    readField(part, field, depth);
                }
            }
        }
    }

    private void readField(Object part, Field field, int depth) throws Exception {
        try {
            field.setAccessible(true);
        } catch (InaccessibleObjectException e) {
            return; // a closed module: what its toString() shows was read
        }
        read(field.get(part), depth);
    }
}
