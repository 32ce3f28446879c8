package dev.partywall.cli;

import dev.partywall.cli.output.DoneResult;
import java.util.Map;
import picocli.CommandLine.Command;

/** Makes the registry's tables. */
@Command(name = "create-registry", description = "Makes the registry's tables where they do not exist.")
final class CreateRegistryCommand extends OperatorCommand {

    @Override
    int run(Operator operator) {
        operator.createRegistry();
        return program().print(new DoneResult(Map.of("registry", "READY"), "The registry is there."));
    }
}
