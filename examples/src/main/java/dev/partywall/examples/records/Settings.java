package dev.partywall.examples.records;

import dev.partywall.examples.records.csv.BadInputException;
import dev.partywall.examples.records.csv.CsvColumns;
import dev.partywall.examples.records.csv.CsvFile;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.regions.Region;

/**
 * What the options say, checked.
 *
 * @param csv the file
 * @param columns which column is what
 * @param account the account to work in, or empty for the lab
 * @param keyStore the table of the branch key store
 * @param table the table of the records
 * @param threads how many work
 * @param keep whether what the run made stays in the account
 */
record Settings(
        CsvFile csv,
        CsvColumns columns,
        Optional<Account> account,
        String keyStore,
        String table,
        int threads,
        boolean keep) {

    private static final Pattern TABLE = Pattern.compile("[A-Za-z0-9_.-]{3,255}");
    private static final int MAX_THREADS = 64;

    /** Checks names and numbers. */
    Settings {
        requireTableName("--key-store", keyStore);
        requireTableName("--table", table);
        if (keyStore.equals(table)) {
            throw new BadInputException("--key-store and --table name the same table; give each its own");
        }
        if (threads < 1 || threads > MAX_THREADS) {
            throw new BadInputException("--threads is 1 to " + MAX_THREADS);
        }
    }

    private static void requireTableName(String option, String name) {
        if (!TABLE.matcher(name).matches()) {
            throw new BadInputException(option + " is the name of a table: 3 to 255 characters of A-Z a-z 0-9 _ . -");
        }
    }

    /** Where the run works, in words. */
    String place() {
        return account.map(real -> "account " + real.accountId() + ", " + real.region())
                .orElse("the lab inside this JVM; nothing leaves this machine");
    }

    /**
     * A real account.
     *
     * @param rootKeyArn the root key
     * @param tenantRoleArn the role that all tenants share
     * @param accountId the root key's account
     * @param keyRegion the root key's Region
     * @param region the tables' Region
     */
    record Account(String rootKeyArn, String tenantRoleArn, String accountId, Region keyRegion, Region region) {

        private static final Pattern KEY_ARN =
                Pattern.compile("arn:aws[a-z-]*:kms:(?<region>[a-z0-9-]+):(?<account>[0-9]{12}):key/[A-Za-z0-9-]+");

        private static final Pattern ROLE_ARN =
                Pattern.compile("arn:aws[a-z-]*:iam::[0-9]{12}:role/[\\w+=,.@/-]{1,512}");

        /** Reads the options; without a role, a name for it. */
        static Account of(String rootKeyArn, Optional<String> tenantRoleArn, Optional<String> region) {
            Matcher arn = KEY_ARN.matcher(rootKeyArn);
            if (!arn.matches()) {
                throw new BadInputException("--root-key is the ARN of a symmetric KMS key, such as"
                        + " arn:aws:kms:eu-central-1:111122223333:key/..., not an alias");
            }
            String keyRegion = arn.group("region");
            String role = tenantRoleArn.orElse(roleArn(rootKeyArn, "partywall-example-tenants"));
            if (!ROLE_ARN.matcher(role).matches()) {
                throw new BadInputException("--tenant-role is the ARN of a role, such as"
                        + " arn:aws:iam::111122223333:role/partywall-example-tenants");
            }
            return new Account(
                    rootKeyArn, role, arn.group("account"), Region.of(keyRegion), Region.of(region.orElse(keyRegion)));
        }

        /** A role of this account. */
        String roleArn(String name) {
            return roleArn(rootKeyArn, name);
        }

        private static String roleArn(String rootKeyArn, String name) {
            String[] parts = rootKeyArn.split(":", 6);
            return "arn:%s:iam::%s:role/%s".formatted(parts[1], parts[4], name);
        }
    }
}
