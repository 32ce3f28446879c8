package dev.partywall.examples.records;

import dev.partywall.examples.records.csv.CsvRow;
import dev.partywall.examples.records.report.Expectation;
import dev.partywall.examples.records.report.Measurement;
import dev.partywall.examples.records.report.Progress;
import dev.partywall.examples.records.report.StepResult;
import java.util.List;
import software.amazon.awssdk.core.SdkBytes;

/** Seals every row for its tenant and stores it. */
final class Storing {

    private final Run run;

    Storing(Run run) {
        this.run = run;
    }

    StepResult storeAll() {
        return run.step(
                "Seal and store every record", Expectation.SUCCEED, run.input().rows(), (measured, progress) -> {
                    TenantBatches batches = new TenantBatches(
                            BatchCalls.MAX_WRITES,
                            (tenant, rows) -> run.pool().submit(tenant, () -> store(rows, measured, progress)));
                    run.input().forEach(batches::add);
                    batches.flush();
                });
    }

    private void store(List<CsvRow> rows, Measurement measured, Progress progress) {
        run.table().write(rows.stream().map(this::seal).toList());
        rows.forEach(row -> measured.succeeded());
        progress.add(rows.size());
    }

    private StoredRecord seal(CsvRow row) {
        byte[] message = run.encryptor().encrypt(row.secret(), row.id());
        return new StoredRecord(row.tenant(), row.id(), row.plain(), SdkBytes.fromByteArrayUnsafe(message));
    }
}
