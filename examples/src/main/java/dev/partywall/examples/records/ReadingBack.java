package dev.partywall.examples.records;

import dev.partywall.core.TenantId;
import dev.partywall.examples.records.csv.CsvRow;
import dev.partywall.examples.records.report.Expectation;
import dev.partywall.examples.records.report.Measurement;
import dev.partywall.examples.records.report.Progress;
import dev.partywall.examples.records.report.StepResult;
import dev.partywall.keyring.RecordId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the file once more and finds every row again: stored, in plain text what is plain, and opening for its owner. */
final class ReadingBack {

    private final Run run;

    ReadingBack(Run run) {
        this.run = run;
    }

    StepResult compareAll() {
        return run.step(
                "Open every record as its owner",
                Expectation.SUCCEED,
                run.input().rows(),
                (measured, progress) -> {
                    TenantBatches batches = new TenantBatches(
                            BatchCalls.MAX_READS,
                            (tenant, rows) ->
                                    run.pool().submit(tenant, () -> compare(tenant, rows, measured, progress)));
                    run.input().forEach(batches::add);
                    batches.flush();
                });
    }

    private void compare(TenantId tenant, List<CsvRow> rows, Measurement measured, Progress progress) {
        Map<RecordId, StoredRecord> stored =
                run.table().read(tenant, rows.stream().map(CsvRow::id).toList());
        rows.forEach(row -> compare(row, stored.get(row.id()), measured));
        progress.add(rows.size());
    }

    private void compare(CsvRow row, @Nullable StoredRecord stored, Measurement measured) {
        if (stored == null || !stored.plain().equals(row.plain())) {
            measured.wrong();
        } else {
            Attempt.open(run.opener(), stored.messageBytes(), row.id()).countOpenedAs(row.secret(), measured);
        }
    }
}
