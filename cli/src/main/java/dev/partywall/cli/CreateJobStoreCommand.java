package dev.partywall.cli;

import dev.partywall.cli.output.DoneResult;
import java.util.Map;
import picocli.CommandLine.Command;

/** Makes the table where re-encryptions keep what they remember. */
@Command(
        name = "create-job-store",
        description = "Makes the table where re-encryptions keep what they remember, where it does not exist.")
final class CreateJobStoreCommand extends OperatorCommand {

    @Override
    int run(Operator operator) {
        operator.createJobs();
        return program().print(new DoneResult(Map.of("jobStore", "READY"), "The job store is there."));
    }
}
