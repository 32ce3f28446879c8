package dev.partywall.examples.records;

import dev.partywall.core.TenantId;
import dev.partywall.examples.records.csv.BadInputException;
import dev.partywall.examples.records.csv.CsvInput;
import dev.partywall.examples.records.csv.CsvRow;
import dev.partywall.examples.records.report.Expectation;
import dev.partywall.examples.records.report.StepResult;
import dev.partywall.keyring.BranchKeys;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Makes tables and keys, remembers what it made, and deletes that and nothing else. */
final class Provisioning {

    private final Tables tables;
    private final Settings settings;
    private final CsvInput input;
    private final BranchKeys branchKeys;
    private final Set<TenantId> onboarded = ConcurrentHashMap.newKeySet();
    private boolean madeKeyStore;
    private boolean madeTable;
    private boolean mayHoldRecords;

    Provisioning(Tables tables, Settings settings, CsvInput input, BranchKeys branchKeys) {
        this.tables = tables;
        this.settings = settings;
        this.input = input;
        this.branchKeys = branchKeys;
    }

    /** Refuses to work where somebody else's data could come to harm. Changes nothing. */
    private void requireNothingInTheWay() {
        String table = settings.table();
        if (tables.exists(table)) {
            if (!tables.isRecordsTable(table)) {
                throw new BadInputException("table '" + table + "' has other keys than " + RecordsTable.TENANT + " and "
                        + RecordsTable.ID + "; name another table with --table");
            }
            if (!tables.isEmpty(table)) {
                throw new BadInputException(
                        "table '" + table + "' holds items already and this program works only on an"
                                + " empty one; name another table with --table");
            }
        }
        if (tables.exists(settings.keyStore())) {
            input.rowsByTenant().keySet().forEach(this::requireNoKey);
        }
    }

    private void requireNoKey(TenantId tenant) {
        if (branchKeys.describe(tenant).isPresent()) {
            throw new BadInputException("tenant " + tenant + " has a branch key in key store '" + settings.keyStore()
                    + "' already, and this program rotates and deletes keys; name another table with --key-store");
        }
    }

    StepResult createTables(Run run) {
        return run.step("Create key store and records table", Expectation.SUCCEED, 2, (measured, progress) -> {
            requireNothingInTheWay();
            createKeyStore();
            measured.succeeded();
            createRecordsTable();
            measured.succeeded();
        });
    }

    private void createKeyStore() {
        boolean existed = tables.exists(settings.keyStore());
        branchKeys.createKeyStore();
        madeKeyStore = !existed;
    }

    private void createRecordsTable() {
        if (!tables.exists(settings.table())) {
            tables.createRecordsTable(settings.table());
            madeTable = true; // and to be deleted, even if it is never ready
            tables.awaitReady(settings.table());
        }
        mayHoldRecords = true;
    }

    StepResult onboard(Run run) {
        int tenants = run.tenants().size();
        return run.step(
                "Give each tenant a branch key",
                Expectation.SUCCEED,
                tenants,
                (measured, progress) -> run.tenants()
                        .forEach(tenant -> run.pool().submit(tenant, () -> {
                            branchKeys.create(tenant);
                            onboarded.add(tenant);
                            measured.succeeded();
                            progress.add(1);
                        })));
    }

    /** Deletes what this run made: a table as a whole if the run made it, else what the run put into it. */
    void cleanUp() {
        if (madeTable) {
            tables.delete(settings.table());
        } else if (mayHoldRecords) {
            deleteRecords();
        }
        if (madeKeyStore) {
            tables.delete(settings.keyStore());
        } else {
            onboarded.forEach(branchKeys::delete);
        }
    }

    private void deleteRecords() {
        RecordsTable table = new RecordsTable(settings.table(), tables.dynamoDb());
        TenantBatches batches = new TenantBatches(
                BatchCalls.MAX_WRITES,
                (tenant, rows) ->
                        table.delete(tenant, rows.stream().map(CsvRow::id).toList()));
        input.forEach(batches::add);
        batches.flush();
    }
}
