package dev.partywall.cli;

import dev.partywall.cli.output.Format;
import dev.partywall.cli.output.Json;
import dev.partywall.cli.output.Progress;
import dev.partywall.cli.output.Result;
import dev.partywall.cli.settings.OperatorSettings;
import dev.partywall.core.IsolationEventListener;
import dev.partywall.core.TenantId;
import dev.partywall.keyring.BranchKeyVersion;
import dev.partywall.lifecycle.TenantStatus;
import dev.partywall.lifecycle.Tier;
import dev.partywall.policy.PolicyType;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The program. {@code --help} says what it does. */
@Command(
        name = "partywall",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        usageHelpAutoWidth = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "What operators do to tenants.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:Done.",
            "1:Refused, or failed for good.",
            "2:An option, an argument or a setting cannot be used.",
            "3:Failed for now: the same command may succeed later, and goes on where it stopped.",
            "4:What cannot be undone was not confirmed; nothing was done.",
            "5:The linter has findings.",
            "6:Of many tenants or records some failed, or are left."
        },
        subcommands = {
            CreateRegistryCommand.class,
            CreateKeyStoreCommand.class,
            CreateJobStoreCommand.class,
            OnboardCommand.class,
            ListCommand.class,
            ShowCommand.class,
            RotateCommand.class,
            MinimumVersionCommand.class,
            SuspendCommand.class,
            ResumeCommand.class,
            MigrateCommand.class,
            RecoverCommand.class,
            OffboardCommand.class,
            CancelOffboardingCommand.class,
            ShredCommand.class,
            VerifyCertificateCommand.class,
            ReencryptCommand.class,
            LintCommand.class
        })
public final class Partywall {

    private final Surroundings surroundings;
    private Redaction redaction = Redaction.none();

    @Mixin
    private final GlobalOptions options = new GlobalOptions();

    private Partywall(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /**
     * Runs the program and ends the JVM.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        Surroundings surroundings = new Surroundings(
                System.in, System.out, System.err, Terminal.find(), Optional.empty(), Clock.systemUTC());
        System.exit(run(surroundings, arguments));
    }

    /** Runs the program and gives its exit code. */
    static int run(Surroundings surroundings, String... arguments) {
        Partywall program = new Partywall(surroundings);
        try {
            return program.commandLine(arguments).execute(arguments);
        } catch (Error broken) { // such as too little memory, or a library that is missing
            return program.tell(broken);
        }
    }

    private CommandLine commandLine(String... arguments) {
        return new CommandLine(this)
                .setExpandAtFiles(false) // a name that begins with @ is a name
                .registerConverter(TenantId.class, Arguments::tenant)
                .registerConverter(Tier.class, Arguments::tier)
                .registerConverter(Duration.class, Arguments::duration)
                .registerConverter(BranchKeyVersion.class, Arguments::version)
                .registerConverter(PolicyType.class, text -> Arguments.named(PolicyType.class, text))
                .registerConverter(TenantStatus.class, text -> Arguments.named(TenantStatus.class, text))
                .registerConverter(Format.class, text -> Arguments.named(Format.class, text))
                .registerConverter(
                        MigrateCommand.Target.class, text -> Arguments.named(MigrateCommand.Target.class, text))
                .registerConverter(RecordIds.class, RecordIds::of)
                .registerConverter(
                        RecordOptions.KeyType.class, text -> Arguments.named(RecordOptions.KeyType.class, text))
                .registerConverter(
                        LintCommand.Chaining.class, text -> Arguments.named(LintCommand.Chaining.class, text))
                .setOut(new PrintWriter(surroundings.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(surroundings.err(), true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler((refused, given) -> {
                    options.format = Arguments.formatIn(arguments);
                    return tell(refused);
                })
                .setExecutionExceptionHandler((failure, line, parsed) -> tell(failure));
    }

    private int tell(Throwable failure) {
        return new ErrorOutput(surroundings.err(), options.format, options.stackTrace, redaction).tell(failure);
    }

    Surroundings surroundings() {
        return surroundings;
    }

    /** Reads the settings, which not every command needs. */
    OperatorSettings settings() {
        OperatorSettings settings = OperatorSettings.read(Optional.ofNullable(options.settings), options.set);
        redaction = Redaction.of(settings.secrets());
        return settings;
    }

    /** On a terminal, each step of an operation is told when it is done. */
    IsolationEventListener steps() {
        return options.quiet || !surroundings.isTerminal()
                ? IsolationEventListener.none()
                : new StepOutput(surroundings.err());
    }

    Progress progress() {
        return options.quiet
                ? Progress.none()
                : new Progress(surroundings.err(), surroundings.isTerminal(), System::nanoTime);
    }

    /** Prints what a command has to say. */
    int print(Result result) {
        return print(result, ExitCode.DONE);
    }

    /** Prints what a command has to say, and ends it with this code. */
    int print(Result result, int exitCode) {
        surroundings.out().println(options.format == Format.JSON ? Json.of(result.json()) : result.text());
        if (surroundings.out().checkError()) {
            throw new OutputLostException(String.format(
                    Locale.ROOT, "the command ended with exit code %d, and its result could not be written", exitCode));
        }
        return exitCode;
    }
}
