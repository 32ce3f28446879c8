package dev.partywall.cli;

import dev.partywall.cli.output.Progress;
import dev.partywall.cli.output.ProgressText;
import dev.partywall.cli.output.ReencryptionResult;
import dev.partywall.keyring.TenantKeyring;
import dev.partywall.lifecycle.TenantDirectory;
import dev.partywall.lifecycle.reencryption.RecordSource;
import dev.partywall.lifecycle.reencryption.Reencryption;
import dev.partywall.lifecycle.reencryption.ReencryptionProgress;
import dev.partywall.lifecycle.reencryption.ReencryptionReport;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Rewrites a tenant's records under the newest version of its branch key. */
@Command(
        name = "reencrypt",
        description =
                "Rewrites a tenant's records under the newest version of its branch key. The same command goes on where"
                        + " one stopped, and several may run at once.")
final class ReencryptCommand extends OperatorCommand {

    @Mixin
    private final TenantArgument tenant = new TenantArgument();

    @Option(
            names = "--purpose",
            required = true,
            paramLabel = "PURPOSE",
            description = "The purpose that the records were sealed for.")
    private String purpose = "";

    @ArgGroup(multiplicity = "1")
    private final RecordOptions records = new RecordOptions();

    @Option(
            names = "--record-id",
            paramLabel = "FORM",
            defaultValue = "{key}",
            description =
                    "The record id that a record was sealed for, with {key} for its key. Default: ${DEFAULT-VALUE}")
    private RecordIds recordIds = RecordIds.of("{key}");

    @Option(
            names = "--split-at",
            paramLabel = "KEY",
            description = "Where keys are divided into parts that are worked on at the same time. May be repeated.")
    private List<String> boundaries = List.of();

    @ArgGroup
    private @Nullable Mode mode;

    @Option(
            names = "--parallel",
            paramLabel = "N",
            defaultValue = "4",
            description = "Rewrite so many records at the same time at most. Default: ${DEFAULT-VALUE}")
    private int parallel;

    @Option(
            names = "--per-second",
            paramLabel = "N",
            description = "Rewrite so many records in a second at most. Default: as many as it can.")
    private @Nullable Integer perSecond;

    private static final class Mode {

        @Option(names = "--dry-run", description = "Count what there is to do, and write nothing.")
        private boolean dryRun;

        @Option(names = "--restart", description = "Begin anew, though parts are done already.")
        private boolean restart;

        @Option(names = "--retry-failed", description = "Try the records again that failed, and no others.")
        private boolean retryFailed;
    }

    @Override
    int run(Operator operator) {
        RecordSource source = records.source(operator, tenant.get(), recordIds, boundaries);
        ReencryptionReport report;
        try (TenantDirectory directory = operator.directory();
                TenantKeyring keyring = operator.servingKeyring(directory);
                Progress progress = program().progress()) {
            Reencryption.Builder job = Reencryption.builder()
                    .tenant(operator.find(tenant.get()).toTenant())
                    .keyring(keyring)
                    .purpose(purpose)
                    .source(source)
                    .memory(operator.jobs())
                    .parallelism(parallel)
                    .progress(state -> progress.show(() -> words(state)));
            if (perSecond != null) {
                job.perSecond(perSecond);
            }
            report = perform(job.build());
        }
        return program()
                .print(
                        new ReencryptionResult(tenant.get(), source.name(), report),
                        report.isClean() ? ExitCode.DONE : ExitCode.INCOMPLETE);
    }

    private ReencryptionReport perform(Reencryption job) {
        if (mode == null) {
            return job.run();
        } else if (mode.dryRun) {
            return job.dryRun();
        } else if (mode.restart) {
            return job.restart();
        }
        return mode.retryFailed ? job.retryFailed() : job.run();
    }

    private String words(ReencryptionProgress state) {
        String failed = state.counts().failed() > 0 ? ", " + state.counts().failed() + " failed" : "";
        return ProgressText.of(
                        tenant.get().value(),
                        state.counts().read(),
                        state.total(),
                        state.perSecond(),
                        state.remaining())
                + failed;
    }
}
