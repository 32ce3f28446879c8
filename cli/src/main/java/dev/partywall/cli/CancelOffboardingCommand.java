package dev.partywall.cli;

import dev.partywall.cli.output.TenantResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Takes an offboarding back. */
@Command(name = "cancel-offboarding", description = "Takes an offboarding back, until the shredding begins.")
final class CancelOffboardingCommand extends OperatorCommand {

    @Mixin
    private final TenantArgument tenant = new TenantArgument();

    @Override
    int run(Operator operator) {
        return program()
                .print(new TenantResult(operator.lifecycle(program().steps()).cancelOffboarding(tenant.get())));
    }
}
