package dev.partywall.cli;

import dev.partywall.cli.output.TenantResult;
import dev.partywall.lifecycle.TenantLifecycle;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Begins a tenant's way out. */
@Command(
        name = "offboard",
        description = "Begins a tenant's way out: it is served on, and can be shredded when the grace period is over."
                + " Exports nothing.")
final class OffboardCommand extends OperatorCommand {

    @Mixin
    private final TenantArgument tenant = new TenantArgument();

    @Option(
            names = "--grace",
            required = true,
            paramLabel = "DURATION",
            description = "The grace period from now on, such as 30d.")
    private Duration grace = Duration.ZERO;

    @Option(
            names = "--exported-to",
            paramLabel = "PLACE",
            description = "Where the tenant's data was exported to, for the certificate of its shredding.")
    private @Nullable String exportedTo;

    @Override
    int run(Operator operator) {
        TenantLifecycle.Builder lifecycle = operator.lifecycleBuilder(program().steps());
        String place = exportedTo;
        if (place != null) {
            lifecycle.export(record -> place);
        }
        return program().print(new TenantResult(lifecycle.build().offboard(tenant.get(), grace)));
    }
}
