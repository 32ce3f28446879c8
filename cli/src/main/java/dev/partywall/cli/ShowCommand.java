package dev.partywall.cli;

import dev.partywall.cli.output.TenantDetailsResult;
import dev.partywall.keyring.TenantKeyring;
import dev.partywall.lifecycle.TenantRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows a tenant. */
@Command(
        name = "show",
        description = "Shows a tenant, the operation that is under way, and the versions of its branch key.")
final class ShowCommand extends OperatorCommand {

    @Mixin
    private final TenantArgument tenant = new TenantArgument();

    @Override
    int run(Operator operator) {
        TenantRecord record = operator.find(tenant.get());
        try (TenantKeyring keyring = operator.keyring()) {
            return program()
                    .print(new TenantDetailsResult(
                            record,
                            keyring.branchKeys().describe(tenant.get()),
                            program().surroundings().clock().instant()));
        }
    }
}
