package dev.partywall.cli;

import dev.partywall.cli.output.SuspensionResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Stops serving a tenant. */
@Command(name = "suspend", description = "Stops serving a tenant; nothing is deleted, and 'resume' takes it back.")
final class SuspendCommand extends OperatorCommand {

    @Mixin
    private final TenantArgument tenant = new TenantArgument();

    @Override
    int run(Operator operator) {
        return program()
                .print(new SuspensionResult(
                        operator.lifecycle(program().steps()).suspend(tenant.get())));
    }
}
