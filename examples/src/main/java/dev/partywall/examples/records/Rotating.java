package dev.partywall.examples.records;

import dev.partywall.core.TenantId;
import dev.partywall.examples.records.report.Expectation;
import dev.partywall.examples.records.report.Measurement;
import dev.partywall.examples.records.report.Progress;
import dev.partywall.examples.records.report.StepResult;
import dev.partywall.keyring.BranchKeyDescription;
import dev.partywall.keyring.Rotation;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Gives one tenant a new version of its key: the old records must open as before, new ones be under the new version. */
final class Rotating {

    private final Run run;
    private final TenantId tenant;
    private Optional<BranchKeyDescription> description = Optional.empty();

    Rotating(Run run, TenantId tenant) {
        this.run = run;
        this.tenant = tenant;
    }

    List<StepResult> rotate() {
        List<StepResult> results = new ArrayList<>();
        results.add(
                run.step("Rotate one tenant's key", Expectation.SUCCEED, 1, (measured, progress) -> rotate(measured)));
        results.add(run.step(
                "Open its old records",
                Expectation.SUCCEED,
                run.rowsOf(tenant),
                (measured, progress) -> run.pool().submit(tenant, () -> openAll(measured, progress))));
        results.add(run.step(
                "Seal one anew, store and open it",
                Expectation.SUCCEED,
                1,
                (measured, progress) -> run.pool().submit(tenant, () -> sealAnew(measured))));
        return results;
    }

    private void rotate(Measurement measured) {
        Rotation rotation = run.branchKeys().rotate(tenant);
        run.keyring().evict(tenant); // the operators' keyring is another one
        description = run.branchKeys().describe(tenant);
        if (rotation instanceof Rotation.Rotated && isActive(rotation.active().id())) {
            measured.succeeded();
        } else {
            measured.wrong();
        }
    }

    private void openAll(Measurement measured, Progress progress) {
        run.table().pages(tenant).forEachRemaining(page -> {
            page.forEach(old ->
                    Attempt.open(run.opener(), old.messageBytes(), old.id()).countOpened(measured));
            progress.add(page.size());
        });
    }

    private void sealAnew(Measurement measured) {
        StoredRecord old = anyRecord();
        byte[] plaintext = run.opener().open(old.messageBytes(), old.id());
        byte[] message = run.encryptor().encrypt(plaintext, old.id());
        run.table().write(List.of(old.withMessage(message)));
        StoredRecord anew = run.table().read(tenant, List.of(old.id())).get(old.id());
        if (anew == null || !isUnderNewVersion(old, anew)) {
            measured.wrong();
        } else {
            Attempt.open(run.opener(), anew.messageBytes(), anew.id()).countOpenedAs(plaintext, measured);
        }
    }

    private StoredRecord anyRecord() {
        for (Iterator<List<StoredRecord>> pages = run.table().pages(tenant); pages.hasNext(); ) {
            List<StoredRecord> page = pages.next();
            if (!page.isEmpty()) {
                return page.get(0);
            }
        }
        throw new AwsTroubleException("the records of tenant " + tenant + " have gone from the table");
    }

    private boolean isUnderNewVersion(StoredRecord old, StoredRecord anew) {
        UUID before = SealedMessage.parse(old.messageBytes()).branchKeyVersion();
        UUID after = SealedMessage.parse(anew.messageBytes()).branchKeyVersion();
        return !before.equals(after) && isActive(after);
    }

    private boolean isActive(UUID version) {
        return description.map(key -> key.active().id()).equals(Optional.of(version));
    }

    /** The versions of the key after the rotation, for the report. */
    List<String> notes() {
        return description.map(this::notes).orElse(List.of());
    }

    private List<String> notes(BranchKeyDescription key) {
        List<String> notes = new ArrayList<>();
        notes.add("Rotated the key of tenant " + tenant + ", which has "
                + key.versions().size() + " versions now:");
        key.versions()
                .forEach(version -> notes.add("  " + version.version() + " of " + version.createdAt()
                        + (version.version().equals(key.active()) ? ", active" : "")));
        return notes;
    }
}
