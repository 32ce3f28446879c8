package dev.partywall.lifecycle.internal.source;

import dev.partywall.lifecycle.reencryption.IteratorRecordSource.Replacement;
import dev.partywall.lifecycle.reencryption.RecordPage;
import dev.partywall.lifecycle.reencryption.RecordSource;
import dev.partywall.lifecycle.reencryption.StoredRecord;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Records that are counted as they come. The iterator of the last page is kept, for the next page mostly follows it. */
public final class IteratedRecords implements RecordSource {

    private static final String PARTITION = "all";
    private static final Pattern POSITION = Pattern.compile("[1-9][0-9]{0,17}");

    private final String name;
    private final Supplier<? extends Iterator<StoredRecord>> iterators;
    private final Function<String, Optional<StoredRecord>> find;
    private final Replacement replacement;
    private final SourceFailures failures;
    private @Nullable Iterator<StoredRecord> current;
    private long position;

    /** What the functions give. */
    public IteratedRecords(
            String name,
            Supplier<? extends Iterator<StoredRecord>> iterators,
            Function<String, Optional<StoredRecord>> find,
            Replacement replacement) {
        this.name = SourceName.require(name);
        this.iterators = Objects.requireNonNull(iterators, "iterators");
        this.find = Objects.requireNonNull(find, "find");
        this.replacement = Objects.requireNonNull(replacement, "replacement");
        this.failures = new SourceFailures("source '" + name + "'");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> partitions() {
        return List.of(PARTITION);
    }

    @Override
    public synchronized RecordPage read(String partition, Optional<String> after, int limit) {
        if (!partition.equals(PARTITION)) {
            throw failures.unknownPartition(partition);
        }
        long wanted = after.map(this::position).orElse(0L);
        try {
            return page(at(wanted), limit);
        } catch (UncheckedIOException broken) {
            RuntimeException typed = failures.unavailable(true, broken);
            dropAfter(typed);
            throw typed;
        } catch (RuntimeException | Error failure) {
            dropAfter(failure);
            throw failure;
        }
    }

    private void dropAfter(Throwable failure) {
        try {
            drop();
        } catch (RuntimeException second) {
            failure.addSuppressed(second);
        }
    }

    private RecordPage page(Iterator<StoredRecord> iterator, int limit) {
        List<StoredRecord> records = new ArrayList<>();
        while (records.size() < limit && iterator.hasNext()) {
            records.add(iterator.next());
            position++;
        }
        if (records.size() < limit) {
            drop();
            return new RecordPage(records, Optional.empty());
        }
        return new RecordPage(records, Optional.of(Long.toString(position)));
    }

    private long position(String text) {
        if (!POSITION.matcher(text).matches()) {
            throw failures.unknownPlace();
        }
        return Long.parseLong(text);
    }

    /** The iterator that has given so many records. */
    private Iterator<StoredRecord> at(long wanted) {
        if (current != null && position == wanted) {
            return current;
        }
        drop();
        Iterator<StoredRecord> iterator = iterators.get();
        current = iterator;
        position = 0;
        while (position < wanted) {
            if (!iterator.hasNext()) {
                throw failures.unusable(
                        "gave " + position + " records, and had given " + wanted
                                + " before; each iterator must give the same records in the same order",
                        null);
            }
            iterator.next();
            position++;
        }
        return iterator;
    }

    private void drop() {
        Iterator<StoredRecord> former = current;
        current = null;
        if (former instanceof AutoCloseable closeable) {
            close(closeable);
        }
    }

    private void close(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (RuntimeException failure) {
            throw failure;
        } catch (Exception failure) {
            throw failures.unavailable(true, failure);
        }
    }

    @Override
    public Optional<StoredRecord> find(String key) {
        return calling(() -> find.apply(key));
    }

    @Override
    public boolean replace(StoredRecord read, byte[] message) {
        return calling(() -> replacement.replace(read, message));
    }

    private <T> T calling(Supplier<T> call) {
        try {
            return call.get();
        } catch (UncheckedIOException broken) {
            throw failures.unavailable(true, broken);
        }
    }
}
