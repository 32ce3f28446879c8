package dev.partywall.cli;

import dev.partywall.cli.output.DoneResult;
import java.util.Map;
import picocli.CommandLine.Command;

/** Makes the key store's table. */
@Command(name = "create-key-store", description = "Makes the table of the branch keys where it does not exist.")
final class CreateKeyStoreCommand extends OperatorCommand {

    @Override
    int run(Operator operator) {
        operator.createKeyStore();
        return program()
                .print(new DoneResult(
                        Map.of("keyStore", operator.keyStore()), "Table " + operator.keyStore() + " is there."));
    }
}
