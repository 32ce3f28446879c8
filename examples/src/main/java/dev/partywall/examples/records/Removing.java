package dev.partywall.examples.records;

import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantId;
import dev.partywall.examples.records.report.Expectation;
import dev.partywall.examples.records.report.Measurement;
import dev.partywall.examples.records.report.Progress;
import dev.partywall.examples.records.report.StepResult;
import dev.partywall.keyring.KeyUnavailableException;
import dev.partywall.keyring.RecordId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Deletes one tenant's key: its records must be gone for good, and the others' untouched. */
final class Removing {

    private final Run run;
    private final TenantId tenant;

    Removing(Run run, TenantId tenant) {
        this.run = run;
        this.tenant = tenant;
    }

    List<StepResult> remove() {
        long own = run.rowsOf(tenant);
        long others = run.input().rows() - own;
        List<StepResult> results = new ArrayList<>();
        results.add(
                run.step("Delete one tenant's key", Expectation.SUCCEED, 1, (measured, progress) -> delete(measured)));
        results.add(run.step(
                "Open its records",
                Expectation.BE_GONE,
                own,
                (measured, progress) -> run.pool().submit(tenant, () -> openOwn(measured, progress))));
        results.add(run.step(
                "Seal a new one for it",
                Expectation.BE_GONE,
                1,
                (measured, progress) -> run.pool().submit(tenant, () -> seal(measured))));
        results.add(run.step("Open all others' records", Expectation.SUCCEED, others, this::openOthers));
        return results;
    }

    private void delete(Measurement measured) {
        int rows = run.branchKeys().delete(tenant);
        run.keyring().evict(tenant); // the operators' keyring is another one
        if (rows > 0 && run.branchKeys().describe(tenant).isEmpty()) {
            measured.succeeded();
        } else {
            measured.wrong();
        }
    }

    private void openOwn(Measurement measured, Progress progress) {
        run.table().pages(tenant).forEachRemaining(page -> {
            page.forEach(lost ->
                    Attempt.open(run.opener(), lost.messageBytes(), lost.id()).countGone(measured));
            progress.add(page.size());
        });
    }

    private void seal(Measurement measured) {
        try {
            run.encryptor().encrypt(new byte[0], RecordId.of("after-removal"));
            measured.succeeded();
        } catch (KeyUnavailableException unavailable) {
            if (unavailable.code() != ErrorCode.BRANCH_KEY_MISSING) {
                throw unavailable;
            }
            measured.refused(unavailable.code());
        }
    }

    private void openOthers(Measurement measured, Progress progress) {
        run.wholeTable()
                .pages()
                .forEachRemaining(page -> page.stream()
                        .filter(stored -> !stored.tenant().equals(tenant))
                        .collect(Collectors.groupingBy(StoredRecord::tenant))
                        .forEach((owner, own) -> run.pool().submit(owner, () -> openAll(own, measured, progress))));
    }

    private void openAll(List<StoredRecord> own, Measurement measured, Progress progress) {
        own.forEach(stored ->
                Attempt.open(run.opener(), stored.messageBytes(), stored.id()).countOpened(measured));
        progress.add(own.size());
    }

    /** For the report. */
    List<String> notes() {
        return List.of("Deleted the key of tenant " + tenant + ": its records are in the table and can never be opened"
                + " again.");
    }
}
