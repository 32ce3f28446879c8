package dev.partywall.cli;

import dev.partywall.cli.output.RecoveryResult;
import dev.partywall.lifecycle.TenantLifecycle;
import dev.partywall.lifecycle.TenantLifecycle.Recovered;
import java.util.List;
import picocli.CommandLine.Command;

/** Finishes operations of processes that are gone. */
@Command(name = "recover", description = "Finishes every operation that stands in the registry.")
final class RecoverCommand extends OperatorCommand {

    @Override
    int run(Operator operator) {
        TenantLifecycle.Builder lifecycle = operator.lifecycleBuilder(program().steps());
        operator.certificateSigner().ifPresent(lifecycle::certificates);
        List<Recovered> recovered = lifecycle.build().recover();
        boolean isComplete = recovered.stream().allMatch(one -> one.failure().isEmpty());
        return program().print(new RecoveryResult(recovered), isComplete ? ExitCode.DONE : ExitCode.INCOMPLETE);
    }
}
