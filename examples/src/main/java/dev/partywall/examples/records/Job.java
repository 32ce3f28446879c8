package dev.partywall.examples.records;

import dev.partywall.core.TenantId;
import dev.partywall.examples.records.csv.CsvInput;
import dev.partywall.examples.records.report.Expectation;
import dev.partywall.examples.records.report.Measurement;
import dev.partywall.examples.records.report.ProgressOutput;
import dev.partywall.examples.records.report.Report;
import dev.partywall.examples.records.report.StepResult;
import dev.partywall.keyring.BranchKeys;
import dev.partywall.keyring.TenantEncryptor;
import dev.partywall.keyring.TenantKeyring;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** The whole run, from a checked file to a report: onboard, store, read, attack, rotate, remove, clean up. */
final class Job {

    private static final String PURPOSE = "records";

    /** Longer than any run; the tenants' keys are loaded anew with each of their sessions, which last an hour. */
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
        try (TenantKeyring operators = keyring(aws.operator()).build();
                TenantKeyring tenants = keyring(aws.tenants())
                        .credentials(aws.credentials().provider())
                        .build()) {
            Provisioning provisioning =
                    new Provisioning(new Tables(aws.operator().dynamoDb()), settings, input, operators.branchKeys());
            return cleaningUp(provisioning, operators.branchKeys(), tenants);
        }
    }

    private TenantKeyring.Builder keyring(Clients clients) {
        return TenantKeyring.builder()
                .keyStore(settings.keyStore(), clients.dynamoDb())
                .rootKey(aws.rootKeyArn(), clients.kms())
                .timeToLive(TIME_TO_LIVE);
    }

    /** Cleans up however the steps end, and does not let trouble in doing so hide what they ended with. */
    private Report cleaningUp(Provisioning provisioning, BranchKeys branchKeys, TenantKeyring keyring) {
        Report report;
        try {
            report = steps(provisioning, branchKeys, keyring);
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

    private Report steps(Provisioning provisioning, BranchKeys branchKeys, TenantKeyring keyring) {
        try (TenantPool pool = new TenantPool(settings.threads())) {
            Run run = run(branchKeys, keyring, pool);
            TenantId first = run.tenants().get(0);
            TenantId last = run.tenants().get(run.tenants().size() - 1);
            Rotating rotating = new Rotating(run, first);
            Removing removing = new Removing(run, last);
            List<StepResult> steps = new ArrayList<>();
            steps.add(provisioning.createTables(run));
            steps.add(provisioning.onboard(run));
            steps.add(new Storing(run).storeAll());
            steps.add(new ReadingBack(run).compareAll());
            Attacks attacks = new Attacks(run);
            steps.addAll(attacks.tryAll());
            steps.addAll(new Detours(run, aws, settings, attacks.oneOfEach()).tryAll());
            steps.addAll(rotating.rotate());
            List<String> notes = new ArrayList<>(rotating.notes());
            steps.addAll(removing.remove());
            notes.addAll(removing.notes());
            return new Report(steps, notes);
        }
    }

    private Run run(BranchKeys branchKeys, TenantKeyring keyring, TenantPool pool) {
        TenantEncryptor encryptor = keyring.encryptor(PURPOSE);
        return new Run(
                input,
                branchKeys,
                keyring,
                encryptor,
                opener.apply(encryptor::decrypt),
                new RecordsTable(settings.table(), aws.tenants().dynamoDb()),
                new RecordsTable(settings.table(), aws.operator().dynamoDb()),
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
