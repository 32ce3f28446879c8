package dev.partywall.cli;

import dev.partywall.cli.output.Progress;
import dev.partywall.cli.output.ProgressText;
import dev.partywall.cli.output.RotationReportResult;
import dev.partywall.cli.output.RotationResult;
import dev.partywall.core.IsolationEvent;
import dev.partywall.core.IsolationEventListener;
import dev.partywall.core.TenantId;
import dev.partywall.lifecycle.RotationReport;
import dev.partywall.lifecycle.RotationSchedule;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a new version of one tenant's branch key, or of all that are old enough. */
@Command(
        name = "rotate",
        description = "Makes a new version of a tenant's branch key, or of those of all served tenants that are due.")
final class RotateCommand extends OperatorCommand {

    @ArgGroup(multiplicity = "1")
    private final Which which = new Which();

    private static final class Which {

        @Parameters(paramLabel = "TENANT", description = "The tenant's id.")
        private @Nullable TenantId tenant;

        @ArgGroup(exclusive = false)
        private @Nullable Due due;
    }

    private static final class Due {

        @Option(
                names = "--due",
                required = true,
                paramLabel = "AGE",
                description = "The age of an active version from which on it is due, such as 90d.")
        private Duration age = Duration.ZERO;

        @Option(
                names = "--per-second",
                paramLabel = "N",
                defaultValue = "10",
                description = "Look at so many tenants in a second at most. Default: ${DEFAULT-VALUE}")
        private int perSecond;

        @Option(
                names = "--parallel",
                paramLabel = "N",
                defaultValue = "4",
                description = "Rotate so many at the same time at most. Default: ${DEFAULT-VALUE}")
        private int parallel;
    }

    @Override
    int run(Operator operator) {
        return which.due == null ? rotate(operator) : rotateDue(operator, which.due);
    }

    private int rotate(Operator operator) {
        TenantId tenant = Objects.requireNonNull(which.tenant);
        return program()
                .print(new RotationResult(
                        tenant,
                        operator.lifecycle(IsolationEventListener.none()).rotate(tenant)));
    }

    private int rotateDue(Operator operator, Due due) {
        RotationSchedule schedule = new RotationSchedule(due.age, due.perSecond, due.parallel);
        RotationReport report;
        try (Progress progress = program().progress()) {
            report = operator.lifecycle(new Counter(progress)).rotateDue(schedule);
        }
        return program()
                .print(new RotationReportResult(report), report.isComplete() ? ExitCode.DONE : ExitCode.INCOMPLETE);
    }

    /** Shows how many branch keys have a new version. */
    private static final class Counter implements IsolationEventListener {

        private final Progress progress;
        private final AtomicLong rotated = new AtomicLong();
        private final long start = System.nanoTime();

        private Counter(Progress progress) {
            this.progress = progress;
        }

        @Override
        public void onEvent(IsolationEvent event) {
            if (event instanceof IsolationEvent.BranchKeyRotated) {
                long done = rotated.incrementAndGet();
                progress.show(() -> ProgressText.of(
                        "rotate", done, OptionalLong.empty(), done / elapsedSeconds(), Optional.empty()));
            }
        }

        private double elapsedSeconds() {
            return Math.max(1, System.nanoTime() - start) / 1e9;
        }
    }
}
