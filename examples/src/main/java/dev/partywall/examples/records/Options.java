package dev.partywall.examples.records;

import dev.partywall.examples.records.csv.BadInputException;
import dev.partywall.examples.records.csv.CsvColumns;
import dev.partywall.examples.records.csv.CsvFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The command line's options as they were given. */
final class Options {

    @Option(
            names = "--csv",
            paramLabel = "PATH",
            description = "The CSV file: UTF-8, comma-separated, column names in the first line."
                    + " Default: a sample of support tickets.")
    private @Nullable Path csv;

    @Option(
            names = "--tenant-column",
            paramLabel = "NAME",
            defaultValue = "tenant",
            description = "The column that says whose record it is. Default: ${DEFAULT-VALUE}")
    private String tenantColumn = "";

    @Option(
            names = "--id-column",
            paramLabel = "NAME",
            defaultValue = "id",
            description = "The column that tells a tenant's records apart. Default: ${DEFAULT-VALUE}")
    private String idColumn = "";

    @Option(
            names = "--secret-columns",
            paramLabel = "NAME",
            split = ",",
            defaultValue = "customer_email,iban,notes",
            description = "The columns to seal, separated by commas; all others are stored in plain text."
                    + " Default: ${DEFAULT-VALUE}")
    private List<String> secretColumns = List.of();

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "How many threads work, 1 to 64. Default: one for each processor.")
    private int threads = Math.min(64, Runtime.getRuntime().availableProcessors());

    @Option(
            names = "--key-store",
            paramLabel = "TABLE",
            defaultValue = "partywall-example-keys",
            description = "The DynamoDB table of the tenants' keys. Default: ${DEFAULT-VALUE}")
    private String keyStore = "";

    @Option(
            names = "--table",
            paramLabel = "TABLE",
            defaultValue = "partywall-example-records",
            description = "The DynamoDB table of the records; made if it does not exist, otherwise it must be empty."
                    + " Default: ${DEFAULT-VALUE}")
    private String table = "";

    @Option(
            names = "--aws",
            description = "Work in a real AWS account, with the default credential chain, instead of in the lab."
                    + " What the run makes there is deleted at the end.")
    private boolean aws;

    @Option(
            names = "--root-key",
            paramLabel = "ARN",
            description = "With --aws, required: the symmetric KMS key that wraps the tenants' keys. It is used, never"
                    + " changed.")
    private @Nullable String rootKey;

    @Option(
            names = "--tenant-role",
            paramLabel = "ARN",
            description = "With --aws, required: the role that all tenants share, each with sessions of its own."
                    + " --show-policies says what it needs.")
    private @Nullable String tenantRole;

    @Option(
            names = "--show-policies",
            description =
                    "With --aws: print the policies of the tenants' role, for these tables and this root key, and do"
                            + " nothing else.")
    private boolean showPolicies;

    @Option(
            names = "--region",
            paramLabel = "REGION",
            description = "With --aws: the Region of the tables. Default: the root key's.")
    private @Nullable String region;

    @Option(names = "--keep", description = "With --aws: leave the tables and keys that the run made.")
    private boolean keep;

    Settings settings() {
        requireTogether();
        return new Settings(
                csv == null ? CsvFile.sample() : CsvFile.of(csv),
                new CsvColumns(tenantColumn, idColumn, secretColumns),
                account(),
                keyStore,
                table,
                threads,
                keep);
    }

    /** The policies to show instead of a run, if they are wanted. */
    Optional<String> policies(Settings settings) {
        return showPolicies
                ? settings.account().map(account -> RecordsAccess.forPeople(account, settings))
                : Optional.empty();
    }

    private void requireTogether() {
        if (aws && rootKey == null) {
            throw new BadInputException("--aws needs --root-key, the ARN of a symmetric KMS key");
        }
        if (aws && tenantRole == null && !showPolicies) {
            throw new BadInputException("--aws needs --tenant-role, the ARN of the role that all tenants share;"
                    + " --show-policies prints its policies");
        }
        if (!aws && (rootKey != null || tenantRole != null || region != null || keep || showPolicies)) {
            throw new BadInputException("--root-key, --tenant-role, --show-policies, --region and --keep mean something"
                    + " with --aws only; add it");
        }
    }

    private Optional<Settings.Account> account() {
        return rootKey == null
                ? Optional.empty()
                : Optional.of(
                        Settings.Account.of(rootKey, Optional.ofNullable(tenantRole), Optional.ofNullable(region)));
    }
}
