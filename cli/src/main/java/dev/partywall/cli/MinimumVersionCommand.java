package dev.partywall.cli;

import dev.partywall.cli.output.TenantResult;
import dev.partywall.keyring.BranchKeyVersion;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Has nodes refuse messages under older versions of a branch key. */
@Command(
        name = "minimum-version",
        description = "Has nodes refuse messages under older versions of the branch key than this. Nothing is deleted.")
final class MinimumVersionCommand extends OperatorCommand {

    @Mixin
    private final TenantArgument tenant = new TenantArgument();

    @Parameters(paramLabel = "VERSION", description = "The oldest version that opens messages: a UUID, see 'show'.")
    private @Nullable BranchKeyVersion version;

    @Override
    int run(Operator operator) {
        return program()
                .print(new TenantResult(operator.lifecycle(program().steps())
                        .requireMinimumVersion(tenant.get(), Objects.requireNonNull(version))));
    }
}
