package dev.partywall.examples.records;

import dev.partywall.core.TenantId;
import dev.partywall.examples.records.csv.CsvInput;
import dev.partywall.examples.records.report.CallCounter;
import dev.partywall.examples.records.report.Expectation;
import dev.partywall.examples.records.report.Measurement;
import dev.partywall.examples.records.report.Progress;
import dev.partywall.examples.records.report.ProgressOutput;
import dev.partywall.examples.records.report.StepResult;
import dev.partywall.keyring.BranchKeys;
import dev.partywall.keyring.TenantEncryptor;
import dev.partywall.keyring.TenantKeyring;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * What the steps of a run work with.
 *
 * @param input the checked file
 * @param branchKeys of all tenants, as operators see them
 * @param keyring the tenants'
 * @param encryptor seals for the bound tenant
 * @param opener opens for the bound tenant
 * @param table the shared table, as the bound tenant sees it
 * @param wholeTable the same table for somebody who has all of it
 * @param pool the threads
 * @param counter counts the calls
 * @param output shows progress
 */
record Run(
        CsvInput input,
        BranchKeys branchKeys,
        TenantKeyring keyring,
        TenantEncryptor encryptor,
        Opener opener,
        RecordsTable table,
        RecordsTable wholeTable,
        TenantPool pool,
        CallCounter counter,
        ProgressOutput output) {

    List<TenantId> tenants() {
        return List.copyOf(input.rowsByTenant().keySet());
    }

    long rowsOf(TenantId tenant) {
        return input.rowsByTenant().getOrDefault(tenant, 0L);
    }

    Measurement measurement(String step, Expectation expectation, long planned) {
        return new Measurement(step, expectation, planned, counter);
    }

    Progress progress(Measurement measurement) {
        return output.start(measurement.step(), measurement.planned());
    }

    /** Does a step: the work, and whatever it hands to the pool. */
    StepResult step(String name, Expectation expectation, long planned, BiConsumer<Measurement, Progress> work) {
        Measurement measurement = measurement(name, expectation, planned);
        try (Progress progress = progress(measurement)) {
            measurement.during(() -> {
                work.accept(measurement, progress);
                pool.await();
            });
        }
        return measurement.result();
    }
}
