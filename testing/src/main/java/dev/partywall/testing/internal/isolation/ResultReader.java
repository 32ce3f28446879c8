package dev.partywall.testing.internal.isolation;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/** Walks through a result, however deep, and writes down the texts in it. */
final class ResultReader {

    /** Deeper than any result that a person wrote down. */
    private static final int MAX_DEPTH = 24;

    /** A paginator without an end must not hang the test. */
    private static final int MAX_PARTS = 200_000;

    private final Patience patience;
    private final Transcript transcript = new Transcript();
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private @Nullable Exception failure;
    private int parts;
    private boolean cutShort;

    ResultReader(Duration longest) {
        this.patience = new Patience(longest);
    }

    /** Reads a result to its end, then throws the first failure of a part. */
    void read(@Nullable Object result) throws Exception {
        patience.begin();
        failure = null;
        read(result, 0);
        if (failure != null) {
            throw failure;
        }
    }

    boolean isCutShort() {
        return cutShort || transcript.isCutShort();
    }

    String text() {
        return transcript.text();
    }

    private void read(@Nullable Object part, int depth) throws InterruptedException {
        if (part == null) {
            return;
        }
        if (depth > MAX_DEPTH || ++parts > MAX_PARTS || patience.isOver()) {
            cutShort = true;
            return;
        }
        try {
            if (!transcript.takes(part) && seen.add(part)) {
                readWhole(part, depth + 1);
            }
        } catch (InterruptedException e) {
            throw e;
        } catch (TimeoutException e) {
            cutShort = true;
        } catch (Exception e) {
            note(e);
        }
    }

    /** One part that fails must not hide the next. */
    private void note(Exception e) {
        if (failure == null) {
            failure = e;
        } else if (!failure.equals(e)) {
            failure.addSuppressed(e);
        }
    }

    private void readWhole(Object part, int depth) throws Exception {
        if (part instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                readEntry(entry, depth);
            }
        } else if (part instanceof Map.Entry<?, ?> entry) {
            readEntry(entry, depth);
        } else if (part instanceof SdkPojo pojo) {
            for (SdkField<?> field : pojo.sdkFields()) {
                read(field.getValueOrDefault(pojo), depth);
            }
        } else if (part.getClass().isArray()) {
            for (int i = 0; i < Array.getLength(part); i++) {
                read(Array.get(part, i), depth);
            }
        } else if (part instanceof Throwable thrown) {
            readThrown(thrown, depth);
        } else {
            readLazyOrPlain(part, depth);
        }
    }

    private void readEntry(Map.Entry<?, ?> entry, int depth) throws InterruptedException {
        read(entry.getKey(), depth);
        read(entry.getValue(), depth);
    }

    private void readLazyOrPlain(Object part, int depth) throws Exception {
        if (part instanceof Iterable<?> && !isOfThePlatform(part)) {
            readObject(part, depth); // such as a JSON node: iteration does not show all of it
        }
        if (Lazy.isSequence(part)) {
            try (Lazy.Sequence elements = Lazy.elements(part, patience)) {
                readAll(elements, depth);
            }
        } else if (Lazy.isSingle(part)) {
            read(Lazy.pull(part, patience), depth);
        } else {
            readObject(part, depth);
        }
    }

    private void readAll(Iterator<?> elements, int depth) throws InterruptedException {
        while (parts <= MAX_PARTS && !patience.isOver() && elements.hasNext()) {
            read(elements.next(), depth);
        }
        cutShort |= parts > MAX_PARTS || patience.isOver();
    }

    /** Messages, causes, and what exceptions of the SDK carry beside them. */
    private void readThrown(Throwable thrown, int depth) throws Exception {
        transcript.append(String.valueOf(thrown.getMessage()));
        read(thrown.getCause(), depth);
        read(thrown.getSuppressed(), depth);
        readFields(thrown, Throwable.class, depth);
    }

    private void readObject(Object part, int depth) throws Exception {
        if (part instanceof Record) {
            for (RecordComponent component : part.getClass().getRecordComponents()) {
                component.getAccessor().setAccessible(true);
                read(component.getAccessor().invoke(part), depth);
            }
            return;
        }
        transcript.append(part.toString());
        if (!isOfThePlatform(part) && !(part instanceof SdkClient)) {
            readFields(part, Object.class, depth);
        }
    }

    private static boolean isOfThePlatform(Object part) {
        return part.getClass().getClassLoader() == null || part instanceof Class || part instanceof Thread;
    }

    private void readFields(Object part, Class<?> end, int depth) throws Exception {
        for (Class<?> type = part.getClass(); type != null && type != end; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && type.getClassLoader() != null) {
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
