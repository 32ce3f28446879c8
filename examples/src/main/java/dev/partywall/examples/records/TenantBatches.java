package dev.partywall.examples.records;

import dev.partywall.core.TenantId;
import dev.partywall.examples.records.csv.CsvRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Gathers rows that come in any order into batches of one tenant each, in bounded memory. */
final class TenantBatches {

    /** So many bytes of rows wait at most, however many tenants there are. */
    private static final long MAX_WAITING_BYTES = 32L << 20;

    private final int batchSize;
    private final BiConsumer<TenantId, List<CsvRow>> sink;
    private final Map<TenantId, List<CsvRow>> waiting = new LinkedHashMap<>();
    private long waitingBytes;

    TenantBatches(int batchSize, BiConsumer<TenantId, List<CsvRow>> sink) {
        this.batchSize = batchSize;
        this.sink = sink;
    }

    void add(CsvRow row) {
        List<CsvRow> batch = waiting.computeIfAbsent(row.tenant(), tenant -> new ArrayList<>());
        batch.add(row);
        waitingBytes += row.size();
        if (batch.size() == batchSize) {
            waiting.remove(row.tenant());
            waitingBytes -= batch.stream().mapToLong(CsvRow::size).sum();
            sink.accept(row.tenant(), batch);
        } else if (waitingBytes > MAX_WAITING_BYTES) {
            flush();
        }
    }

    /** Hands over all that waits. */
    void flush() {
        waiting.forEach(sink);
        waiting.clear();
        waitingBytes = 0;
    }
}
