package dev.partywall.cli;

import dev.partywall.cli.output.TenantResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Serves a suspended tenant again. */
@Command(name = "resume", description = "Serves a suspended tenant again.")
final class ResumeCommand extends OperatorCommand {

    @Mixin
    private final TenantArgument tenant = new TenantArgument();

    @Override
    int run(Operator operator) {
        return program()
                .print(new TenantResult(operator.lifecycle(program().steps()).resume(tenant.get())));
    }
}
