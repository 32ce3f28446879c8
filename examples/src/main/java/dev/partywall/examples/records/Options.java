package dev.partywall.examples.records;

import dev.partywall.examples.records.csv.BadInputException;
import dev.partywall.examples.records.csv.CsvColumns;
import dev.partywall.examples.records.csv.CsvFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
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
            description = "The DynamoDB table of the tenants' keys. Default: a new name.")
    private @Nullable String keyStore;

    @Option(
            names = "--table",
            paramLabel = "TABLE",
            description = "The DynamoDB table of the records; made if it does not exist, otherwise it must be empty."
                    + " Default: a new name.")
    private @Nullable String table;

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
            names = "--region",
            paramLabel = "REGION",
            description = "With --aws: the Region of the tables. Default: the root key's.")
    private @Nullable String region;

    @Option(names = "--keep", description = "With --aws: leave the tables and keys that the run made.")
    private boolean keep;

    Settings settings() {
        requireTogether();
        String suffix = aws ? "-" + UUID.randomUUID().toString().substring(0, 8) : "";
        return new Settings(
                csv == null ? CsvFile.sample() : CsvFile.of(csv),
                new CsvColumns(tenantColumn, idColumn, secretColumns),
                account(),
                keyStore == null ? "partywall-example-keys" + suffix : keyStore,
                table == null ? "partywall-example-records" + suffix : table,
                threads,
                keep);
    }

    private void requireTogether() {
        if (aws && rootKey == null) {
            throw new BadInputException("--aws needs --root-key, the ARN of a symmetric KMS key");
        }
        if (!aws && (rootKey != null || region != null || keep)) {
            throw new BadInputException("--root-key, --region and --keep mean something with --aws only; add it");
        }
    }

    private Optional<Settings.Account> account() {
        return rootKey == null
                ? Optional.empty()
                : Optional.of(Settings.Account.of(rootKey, Optional.ofNullable(region)));
    }
}
