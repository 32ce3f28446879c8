package dev.partywall.examples.records;

import dev.partywall.examples.records.csv.CsvInput;
import dev.partywall.examples.records.report.Progress;
import dev.partywall.examples.records.report.ProgressOutput;
import dev.partywall.examples.records.report.Report;
import dev.partywall.examples.records.report.ReportText;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The program. {@code --help} says what it does. */
@Command(
        name = "tenant-records",
        mixinStandardHelpOptions = false,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "",
            "Shows that tenants who share a DynamoDB table cannot open each other's records.",
            "",
            "Takes the records of any CSV file, gives each tenant in it a key of its own, seals every record and stores it,"
                    + " each tenant in sessions of its own of one role that all share. Then it opens each record as its"
                    + " owner and tries whatever must not work: every tenant on every other tenant's records, forged"
                    + " headers, records moved to another id, calls to AWS that go around the keyring. It rotates one"
                    + " tenant's key, deletes another's, and ends with a table of what was tried and what stopped it.",
            "",
        },
        footer = {
            "",
            "Examples:",
            "  tenant-records",
            "  tenant-records --csv invoices.csv --tenant-column customer --id-column no --secret-columns iban",
            "  tenant-records --aws --root-key arn:aws:kms:eu-central-1:111122223333:key/... --show-policies",
            "  tenant-records --aws --root-key arn:aws:kms:eu-central-1:111122223333:key/..."
                    + " --tenant-role arn:aws:iam::111122223333:role/...",
            "",
            "A run with --aws that is interrupted leaves its tables behind; it names them when it begins.",
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:Every record opened for its owner alone.",
            "1:The wall did not hold: something opened that must not, or did not open that must.",
            "2:An option or the file cannot be used; nothing was made.",
            "3:The run could not finish, because of AWS or otherwise."
        })
public final class TenantRecords implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    private final Options options = new Options();

    @SuppressWarnings("UnusedVariable") // picocli shows the help and does not run the program
    @CommandLine.Option(names = "--help", usageHelp = true, description = "Show this text.")
    private boolean help;

    private TenantRecords(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /**
     * What the program touches besides files.
     *
     * @param out for results
     * @param err for problems and progress
     * @param terminal whether {@code err} is a terminal
     * @param connector connects to AWS
     * @param opener stands between the checks and the encryptor; tests break it to see the checks fail
     */
    record Surroundings(
            PrintStream out,
            PrintStream err,
            boolean terminal,
            Function<Settings, AwsConnection> connector,
            UnaryOperator<Opener> opener) {}

    /**
     * Runs the program and ends the JVM.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        System.exit(run(
                new Surroundings(System.out, System.err, isTerminal(), AwsConnection::open, UnaryOperator.identity()),
                arguments));
    }

    @SuppressWarnings("SystemConsoleNull") // right with the console that the property names
    private static boolean isTerminal() {
        // JDK 22 to 24 have another console by default, which is there even where no terminal is.
        System.setProperty("jdk.console", "java.base");
        return System.console() != null;
    }

    /** Runs the program and gives its exit code. */
    static int run(Surroundings surroundings, String... arguments) {
        try {
            return commandLine(surroundings).execute(arguments);
        } catch (Error broken) { // such as too little memory: not what exit code 1 is for
            return Failures.tell(broken, surroundings.err());
        }
    }

    private static CommandLine commandLine(Surroundings surroundings) {
        return new CommandLine(new TenantRecords(surroundings))
                .setOut(new PrintWriter(surroundings.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(surroundings.err(), true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler((refused, given) -> Failures.tell(refused, surroundings.err()))
                .setExecutionExceptionHandler((failure, line, parsed) -> Failures.tell(failure, surroundings.err()));
    }

    @Override
    public Integer call() {
        Settings settings = options.settings();
        Optional<String> policies = options.policies(settings);
        return policies.isPresent() ? show(policies.get()) : run(settings);
    }

    private int show(String text) {
        surroundings.out().println(text);
        return CommandLine.ExitCode.OK;
    }

    private int run(Settings settings) {
        ProgressOutput progress = new ProgressOutput(surroundings.err(), surroundings.terminal(), System::nanoTime);
        CsvInput input = check(settings, progress);
        introduce(settings, input);
        try (AwsConnection aws = surroundings.connector().apply(settings)) {
            Report report = new Job(settings, input, aws, surroundings.opener(), progress).run();
            surroundings.out().println(ReportText.of(report));
            return report.isGood() ? CommandLine.ExitCode.OK : Failures.WALL_DOWN;
        }
    }

    /** The whole file, before anything is made anywhere. */
    private static CsvInput check(Settings settings, ProgressOutput output) {
        try (Progress progress = output.start("Check " + settings.csv(), 0)) {
            CsvInput input = CsvInput.check(settings.csv(), settings.columns(), () -> progress.add(1));
            input.requireNoPlainColumn(RecordsTable.ATTRIBUTES);
            return input;
        }
    }

    private void introduce(Settings settings, CsvInput input) {
        surroundings
                .out()
                .printf(
                        Locale.ROOT,
                        "Records  %s: %,d of %,d tenants%nSecret   %s%nIn       %s%nTables   %s (keys), %s (records)%nTenants  sessions of one role, tagged with the tenant%n%n",
                        input,
                        input.rows(),
                        input.rowsByTenant().size(),
                        String.join(", ", settings.columns().secret()),
                        settings.place(),
                        settings.keyStore(),
                        settings.table());
    }
}
