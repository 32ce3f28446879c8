package dev.partywall.examples.spark;

import dev.partywall.abac.TenantScope;
import dev.partywall.core.TenantId;
import dev.partywall.keyring.TenantKeyring;
import dev.partywall.lifecycle.reencryption.Reencryption;
import dev.partywall.lifecycle.reencryption.ReencryptionReport;
import java.io.Serializable;
import org.apache.spark.api.java.function.Function;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kms.KmsClient;

/**
 * What an executor does: one partition of the job. Only names travel to it; region and credentials it has from where it runs.
 *
 * <p>Where Spark repeats a task, or a second attempt is at the same partition, the job's memory sees to it: an attempt goes on at the
 * last checkpoint, and of two at once one holds the partition.
 *
 * @param keyStore the table of branch keys
 * @param rootKey the ARN of the root key
 * @param tenant whose records
 * @param purpose what they were sealed for
 * @param database where they are
 */
record PartitionTask(String keyStore, String rootKey, String tenant, String purpose, String database)
        implements Function<String, PartitionTask.Outcome> {

    private static final long serialVersionUID = 1L;

    /**
     * What became of a partition.
     *
     * @param partition its id
     * @param read how many records were read
     * @param rewritten how many were sealed anew
     * @param failed how many are as they were
     * @param complete whether it was gone through to its end
     */
    record Outcome(String partition, long read, long rewritten, long failed, boolean complete) implements Serializable {

        private static final long serialVersionUID = 1L;
    }

    @Override
    public Outcome call(String partition) {
        try (DynamoDbClient dynamoDb = DynamoDbClient.builder()
                        .addPlugin(TenantScope.serviceClient())
                        .build();
                KmsClient kms = KmsClient.builder()
                        .addPlugin(TenantScope.serviceClient())
                        .build();
                TenantKeyring keyring = TenantKeyring.builder()
                        .keyStore(keyStore, dynamoDb)
                        .rootKey(rootKey, kms)
                        .build()) {
            ReencryptionReport report = job(keyring).runPartition(partition);
            return new Outcome(
                    partition,
                    report.counts().read(),
                    report.counts().rewritten(),
                    report.counts().failed(),
                    report.complete());
        }
    }

    /** The job as every process has it; the driver asks it for its partitions. */
    Reencryption job(TenantKeyring keyring) {
        InvoiceDatabase invoices = new InvoiceDatabase(database);
        TenantId id = TenantId.of(tenant);
        return Reencryption.builder()
                .tenant(id)
                .keyring(keyring)
                .purpose(purpose)
                .source(invoices.source(id))
                .memory(invoices.memory())
                .build();
    }
}
