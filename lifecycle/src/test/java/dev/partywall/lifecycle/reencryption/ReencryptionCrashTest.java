package dev.partywall.lifecycle.reencryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.partywall.abac.TenantScope;
import dev.partywall.core.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kms.KmsClient;

/** A re-encryption whose process ends at any of its calls to AWS, before or after the call took effect, is finished by the next. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ReencryptionCrashTest {

    private static final String TABLE = "invoices";
    private static final int RECORDS = 8;

    /** No sign of life comes in between the calls of a process that is to end at one of them. */
    private static final Duration LONG = Duration.ofMinutes(10);

    /** Of how many calls one is a crash: 1 for all of them. */
    private final int stride = Integer.getInteger("partywall.crash.stride", 4);

    private final int offset =
            Integer.getInteger("partywall.seed", ThreadLocalRandom.current().nextInt(stride));
    private final ReencryptionLab lab = new ReencryptionLab();

    @AfterAll
    void close() {
        lab.close();
    }

    /** A process that is gone at one call: from then on none of its threads gets anything done. */
    private static final class End implements ExecutionInterceptor {

        /** No code that handles failures may take this for one. */
        private static final class Crash extends Error {
            private static final long serialVersionUID = 1L;
        }

        private final List<String> names = new CopyOnWriteArrayList<>();
        private final int at;
        private volatile boolean gone;

        /** After the call with this number; at 0 before the first, never below that. */
        End(int at) {
            this.at = at;
            this.gone = at == 0;
        }

        @Override
        public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
            require();
            names.add(attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME));
        }

        @Override
        public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
            gone |= at > 0 && names.size() >= at;
            require();
        }

        private void require() {
            if (gone) {
                throw new Crash();
            }
        }
    }

    @Test
    void run_crashesAtAnyCall_isFinishedByTheNextProcess() {
        lab.createTable(TABLE, "part", "id");
        End never = new End(-1);
        TenantId whole = prepare();
        assertThat(job(whole, never, LONG).run().isClean()).isTrue();
        System.out.println("ReencryptionCrashTest: -Dpartywall.seed=" + offset + ": " + never.names);
        assertThat(never.names).hasSizeGreaterThan(RECORDS + 10);

        int crashes = 0;
        for (int at = offset % stride; at < never.names.size(); at += stride) {
            crash(prepare(), new End(at));
            crashes++;
        }
        assertThat(crashes).isPositive();
    }

    private void crash(TenantId tenant, End end) {
        Throwable ended = catchThrowable(() -> job(tenant, end, LONG).run());
        assertThat(ended).as("after %s", end.names).isInstanceOf(End.Crash.class);

        ReencryptionReport report =
                job(tenant, new End(-1), Duration.ofMillis(200)).run();

        assertThat(report.isClean()).as("after %s", end.names).isTrue();
        assertThat(report.counts().read()).isEqualTo(RECORDS);
        DynamoDbRecords records = records(tenant, lab.aws().dynamoDb());
        for (int i = 0; i < RECORDS; i++) {
            byte[] message = records.find(key(i)).orElseThrow().message();
            assertThat(lab.open(tenant, key(i), message)).isEqualTo("text " + i);
            assertThat(lab.versionOf(tenant, key(i), message)).isEqualTo(lab.active(tenant));
        }
    }

    private TenantId prepare() {
        TenantId tenant = lab.newTenant();
        DynamoDbRecords records = records(tenant, lab.aws().dynamoDb());
        for (int i = 0; i < RECORDS; i++) {
            records.put(key(i), lab.seal(tenant, key(i), "text " + i));
        }
        lab.rotate(tenant);
        return tenant;
    }

    private static String key(int number) {
        return (number % 2 == 0 ? "a" : "b") + number;
    }

    private static DynamoDbRecords records(TenantId tenant, DynamoDbClient client) {
        return new DynamoDbRecords(TABLE, tenant.value(), client);
    }

    /** By one thread, so that its calls come in the same order each time. */
    private Reencryption job(TenantId tenant, End end, Duration lease) {
        DynamoDbClient dynamoDb = client(DynamoDbClient.builder(), end);
        KmsClient kms = client(KmsClient.builder(), end);
        return lab.job(tenant)
                .keyring(ReencryptionLab.keyring(dynamoDb, kms, lab.rootKey()))
                .source(records(tenant, dynamoDb))
                .memory(new ShortLease(DynamoDbJobStore.of(ReencryptionLab.JOBS, dynamoDb)))
                .parallelism(1)
                .pageSize(3)
                .attempts(1)
                .lease(lease)
                .build();
    }

    private <B extends AwsClientBuilder<B, C>, C> C client(B builder, End end) {
        return builder.endpointOverride(lab.aws().endpoint())
                .region(lab.aws().region())
                .credentialsProvider(lab.aws().credentials())
                .overrideConfiguration(configuration -> configuration.addExecutionInterceptor(end))
                .addPlugin(TenantScope.serviceClient())
                .build();
    }
}
