package dev.partywall.lifecycle.reencryption;

import dev.partywall.abac.TenantScope;
import dev.partywall.core.TenantId;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.jdbcx.JdbcConnectionPool;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kms.KmsClient;

/**
 * A process that re-encrypts and is halted at one of its writes, before or after it: no handler, no hook and no finally block
 * runs. Arguments: endpoint, Region, root key, tenant, URL of the records, how many, in how many partitions, the number of the write, whether
 * to halt before it.
 */
final class ReencryptionProgram {

    static final int HALTED = 42;
    static final Duration LEASE = Duration.ofSeconds(1);

    private ReencryptionProgram() {}

    public static void main(String[] arguments) {
        Region region = Region.of(arguments[1]);
        URI endpoint = URI.create(arguments[0]);
        DynamoDbClient dynamoDb = client(DynamoDbClient.builder(), endpoint, region);
        KmsClient kms = client(KmsClient.builder(), endpoint, region);
        JdbcConnectionPool pool = JdbcConnectionPool.create(arguments[4], "sa", "");
        pool.setMaxConnections(20);
        SqlRecords records = new SqlRecords(pool, Integer.parseInt(arguments[5]), Integer.parseInt(arguments[6]));
        ReencryptionReport report = Reencryption.builder()
                .tenant(TenantId.of(arguments[3]))
                .keyring(ReencryptionLab.keyring(dynamoDb, kms, arguments[2]))
                .purpose(ReencryptionLab.PURPOSE)
                .source(new Halting(records, Integer.parseInt(arguments[7]), Boolean.parseBoolean(arguments[8])))
                .memory(DynamoDbJobStore.of(ReencryptionLab.JOBS, dynamoDb))
                .lease(LEASE)
                .progress(System.out::println)
                .build()
                .run();
        System.out.println(report);
        System.exit(report.isClean() ? 0 : 1);
    }

    private static <B extends AwsClientBuilder<B, C>, C> C client(B builder, URI endpoint, Region region) {
        return builder.endpointOverride(endpoint)
                .region(region)
                .addPlugin(TenantScope.serviceClient())
                .build();
    }

    private static final class Halting extends WrappedSource {

        private final int at;
        private final boolean before;
        private final AtomicInteger writes = new AtomicInteger();

        Halting(RecordSource records, int at, boolean before) {
            super(records);
            this.at = at;
            this.before = before;
        }

        @Override
        public boolean replace(StoredRecord read, byte[] message) {
            boolean isLast = writes.incrementAndGet() == at;
            if (isLast && before) {
                Runtime.getRuntime().halt(HALTED);
            }
            boolean replaced = super.replace(read, message);
            if (isLast) {
                Runtime.getRuntime().halt(HALTED);
            }
            return replaced;
        }
    }
}
