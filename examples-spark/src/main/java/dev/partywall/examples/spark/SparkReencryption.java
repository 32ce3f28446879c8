package dev.partywall.examples.spark;

import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.examples.spark.PartitionTask.Outcome;
import dev.partywall.keyring.TenantEncryptor;
import dev.partywall.keyring.TenantKeyring;
import dev.partywall.testing.AwsLab;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** A tenant's branch key is rotated, and Spark rewrites its invoices under the new version: two tasks at a time, here. */
public final class SparkReencryption {

    static final TenantId ACME = TenantId.of("acme");
    static final TenantId GLOBEX = TenantId.of("globex");
    static final int INVOICES = 1_000;

    private static final String KEY_STORE = "tenant-keys";
    private static final String PURPOSE = "invoices";

    private final TenantKeyring keyring;
    private final InvoiceDatabase invoices;
    private final PartitionTask task;

    private SparkReencryption(TenantKeyring keyring, String rootKey, String url) {
        this.keyring = keyring;
        this.invoices = new InvoiceDatabase(url);
        this.task = new PartitionTask(KEY_STORE, rootKey, ACME.value(), PURPOSE, url);
    }

    /**
     * What the program did.
     *
     * @param first what became of each partition
     * @param second the same of a second run, which finds nothing to do
     * @param versions how many of acme's invoices are under each version of its branch key at the end
     * @param newest the newest version
     * @param others how many of another tenant's invoices are under each version
     */
    record Result(
            List<Outcome> first,
            List<Outcome> second,
            Map<String, Integer> versions,
            String newest,
            Map<String, Integer> others) {}

    /**
     * Runs the program in a lab and a temporary folder.
     *
     * @param arguments none
     * @throws Exception if something fails
     */
    public static void main(String[] arguments) throws Exception {
        run(System.out);
    }

    static Result run(PrintStream out) throws IOException, SQLException {
        Path folder = Files.createTempDirectory("partywall-spark");
        try (AwsLab lab = AwsLab.start()) {
            String rootKey = lab.createKey();
            try (SdkSettings settings = SdkSettings.of(lab);
                    TenantKeyring keyring = TenantKeyring.builder()
                            .keyStore(KEY_STORE, lab.dynamoDb())
                            .rootKey(rootKey, lab.kms())
                            .build()) {
                String url = "jdbc:h2:file:" + folder.resolve("invoices");
                return new SparkReencryption(keyring, rootKey, url).reencrypt(out);
            }
        } finally {
            delete(folder);
        }
    }

    private Result reencrypt(PrintStream out) throws SQLException {
        TenantEncryptor encryptor = keyring.encryptor(PURPOSE);
        keyring.branchKeys().createKeyStore();
        invoices.create();
        for (TenantId tenant : List.of(ACME, GLOBEX)) {
            keyring.branchKeys().create(tenant);
            seal(tenant, encryptor);
        }
        String newest = keyring.branchKeys().rotate(ACME).active().toString();
        out.println("acme's branch key is rotated; " + INVOICES + " invoices are under the version before");

        SparkConf local =
                new SparkConf().setMaster("local[2]").setAppName("reencryption").set("spark.ui.enabled", "false");
        try (JavaSparkContext spark = new JavaSparkContext(local)) {
            List<Outcome> first = tasks(spark);
            first.forEach(out::println);
            List<Outcome> second = tasks(spark);
            out.println("a second run rewrites "
                    + second.stream().mapToLong(Outcome::rewritten).sum());
            keyring.evict(ACME);
            return new Result(first, second, versions(ACME, encryptor), newest, versions(GLOBEX, encryptor));
        }
    }

    /** One task for each partition; a task that fails for good fails the action. */
    private List<Outcome> tasks(JavaSparkContext spark) {
        List<String> partitions = task.job(keyring).partitions();
        return spark.parallelize(partitions, partitions.size()).map(task).collect();
    }

    private void seal(TenantId tenant, TenantEncryptor encryptor) throws SQLException {
        TenantContext.run(tenant, () -> invoices.insert(tenant, INVOICES, encryptor));
    }

    private Map<String, Integer> versions(TenantId tenant, TenantEncryptor encryptor) throws SQLException {
        return TenantContext.call(tenant, () -> invoices.versions(tenant, encryptor));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(SparkReencryption::deleteOne);
        }
    }

    private static void deleteOne(Path file) {
        try {
            Files.delete(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
