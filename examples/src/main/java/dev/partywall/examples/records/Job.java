package dev.partywall.examples.records;

import dev.partywall.core.TenantId;
import dev.partywall.examples.records.csv.CsvInput;
import dev.partywall.examples.records.report.Expectation;
import dev.partywall.examples.records.report.Measurement;
import dev.partywall.examples.records.report.ProgressOutput;
import dev.partywall.examples.records.report.Report;
import dev.partywall.examples.records.report.StepResult;
import dev.partywall.keyring.TenantEncryptor;
import dev.partywall.keyring.TenantKeyring;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** The whole run, from a checked file to a report: onboard, store, read, attack, rotate, remove, clean up. */
final class Job {

    private static final String PURPOSE = "records";

    /** Longer than any run, so that each KMS call in the report is due to its step and none to a refresh. */
    private static final Duration TIME_TO_LIVE = Duration.ofHours(24);

    private final Settings settings;
    private final CsvInput input;
    private final AwsConnection aws;
    private final UnaryOperator<Opener> opener;
    private final ProgressOutput output;

    Job(Settings settings, CsvInput input, AwsConnection aws, UnaryOperator<Opener> opener, ProgressOutput output) {
        this.settings = settings;
        this.input = input;
        this.aws = aws;
        this.opener = opener;
        this.output = output;
    }

    Report run() {
        try (TenantKeyring keyring = keyring()) {
            Provisioning provisioning =
                    new Provisioning(new Tables(aws.dynamoDb()), settings, input, keyring.branchKeys());
            return cleaningUp(provisioning, keyring);
        }
    }

    private TenantKeyring keyring() {
        return TenantKeyring.builder()
                .keyStore(settings.keyStore(), aws.dynamoDb())
                .rootKey(aws.rootKeyArn(), aws.kms())
                .timeToLive(TIME_TO_LIVE)
                .build();
    }

    /** Cleans up however the steps end, and does not let trouble in doing so hide what they ended with. */
    private Report cleaningUp(Provisioning provisioning, TenantKeyring keyring) {
        Report report;
        try {
            report = steps(provisioning, keyring);
        } catch (RuntimeException | Error failure) {
            try {
                cleanUp(provisioning);
            } catch (RuntimeException second) {
                failure.addSuppressed(second);
            }
            throw failure;
        }
        return mustCleanUp() ? report.with(cleanUp(provisioning)) : report;
    }

    private Report steps(Provisioning provisioning, TenantKeyring keyring) {
        try (TenantPool pool = new TenantPool(settings.threads())) {
            Run run = run(keyring, pool);
            TenantId first = run.tenants().get(0);
            TenantId last = run.tenants().get(run.tenants().size() - 1);
            Rotating rotating = new Rotating(run, first);
            Removing removing = new Removing(run, last);
            List<StepResult> steps = new ArrayList<>();
            steps.add(provisioning.createTables(run));
            steps.add(provisioning.onboard(run));
            steps.add(new Storing(run).storeAll());
            steps.add(new ReadingBack(run).compareAll());
            steps.addAll(new Attacks(run).tryAll());
            steps.addAll(rotating.rotate());
            List<String> notes = new ArrayList<>(rotating.notes());
            steps.addAll(removing.remove());
            notes.addAll(removing.notes());
            return new Report(steps, notes);
        }
    }

    private Run run(TenantKeyring keyring, TenantPool pool) {
        TenantEncryptor encryptor = keyring.encryptor(PURPOSE);
        return new Run(
                input,
                keyring.branchKeys(),
                encryptor,
                opener.apply(encryptor::decrypt),
                new RecordsTable(settings.table(), aws.dynamoDb()),
                pool,
                aws.counter(),
                output);
    }

    /** The lab vanishes with all that is in it. */
    private boolean mustCleanUp() {
        return settings.account().isPresent() && !settings.keep();
    }

    private StepResult cleanUp(Provisioning provisioning) {
        Measurement measured = new Measurement("Delete what this run made", Expectation.SUCCEED, 1, aws.counter());
        if (mustCleanUp()) {
            measured.during(provisioning::cleanUp);
        }
        measured.succeeded();
        return measured.result();
    }
}
