package dev.partywall.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** What all commands have. {@code call} does the work and gives the exit code. */
@Command(
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        usageHelpAutoWidth = true)
abstract class ProgramCommand implements Callable<Integer> {

    @ParentCommand
    private @Nullable Partywall program;

    final Partywall program() {
        return Objects.requireNonNull(program);
    }
}
