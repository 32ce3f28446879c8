package dev.partywall.lifecycle.reencryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.partywall.core.ErrorCode;
import dev.partywall.keyring.RecordId;
import dev.partywall.lifecycle.InvalidLifecycleSettingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class IteratorRecordSourceTest extends RecordSourceContract {

    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();

    @Override
    RecordStore create() {
        return new FixedRecordStore();
    }

    /** An iterator that says when it is closed. */
    private class File implements Iterator<StoredRecord>, AutoCloseable {

        private final Iterator<StoredRecord> records;

        File(int count) {
            opened.incrementAndGet();
            this.records = IntStream.range(0, count)
                    .mapToObj(i -> StoredRecord.of("k" + i, RecordId.of("r" + i), new byte[] {1}))
                    .iterator();
        }

        @Override
        public boolean hasNext() {
            return records.hasNext();
        }

        @Override
        public StoredRecord next() {
            return records.next();
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    private static RecordSource source(Supplier<Iterator<StoredRecord>> iterators) {
        return IteratorRecordSource.of("files", iterators, key -> Optional.empty(), (read, message) -> false);
    }

    @Test
    void read_pageAfterPage_goesThroughOnce() {
        RecordSource source = source(() -> new File(10));

        assertThat(all(source, 3)).hasSize(10);

        assertThat(opened).hasValue(1);
        assertThat(closed).hasValue(1);
    }

    @Test
    void read_fromAPositionAgain_beginsAnewAndClosesTheFormer() {
        RecordSource source = source(() -> new File(10));
        String second = source.read("all", Optional.empty(), 4).next().orElseThrow();
        RecordPage page = source.read("all", Optional.of(second), 4);

        RecordPage again = source.read("all", Optional.of(second), 4);

        assertThat(again.records()).extracting(StoredRecord::key).containsExactly("k4", "k5", "k6", "k7");
        assertThat(again.next()).isEqualTo(page.next());
        assertThat(opened).hasValue(2);
        assertThat(closed).hasValue(1);
    }

    @Test
    void read_fewerRecordsThanBefore_isRefused() {
        RecordSource source = source(() -> new File(3));

        assertUnusable(() -> source.read("all", Optional.of("4"), 1));

        assertThat(closed).hasValue(1);
    }

    @Test
    void read_brokenFile_isRetryableAndBeginsAnew() {
        RecordSource source = source(() -> new File(3) {
            @Override
            public StoredRecord next() {
                if (opened.get() == 1) {
                    throw new UncheckedIOException(new IOException("disk"));
                }
                return super.next();
            }
        });

        assertFailure(() -> source.read("all", Optional.empty(), 2), ErrorCode.RECORD_SOURCE_UNAVAILABLE, true);

        assertThat(closed).hasValue(1);
        assertThat(source.read("all", Optional.empty(), 2).records()).hasSize(2);
    }

    @Test
    void functions_thatFail_areTypedWhereItIsTheStore() {
        RecordSource source = IteratorRecordSource.of(
                "files",
                List.<StoredRecord>of()::iterator,
                key -> {
                    throw new UncheckedIOException(new IOException("disk"));
                },
                (read, message) -> {
                    throw new IllegalStateException("the caller's own");
                });

        assertFailure(() -> source.find("k"), ErrorCode.RECORD_SOURCE_UNAVAILABLE, true);
        assertThatThrownBy(() -> source.replace(StoredRecord.of("k", RecordId.of("r"), new byte[0]), new byte[0]))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void name_thatIsNone_isRefused() {
        assertThatThrownBy(() -> IteratorRecordSource.of(
                        "two words",
                        List.<StoredRecord>of()::iterator,
                        key -> Optional.empty(),
                        (read, message) -> false))
                .isInstanceOf(InvalidLifecycleSettingException.class)
                .hasMessageContaining("name");
    }
}
