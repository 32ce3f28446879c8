package dev.partywall.lifecycle.reencryption;

import static dev.partywall.lifecycle.reencryption.RecordSourceContract.all;
import static dev.partywall.lifecycle.reencryption.RecordSourceContract.assertFailure;
import static dev.partywall.lifecycle.reencryption.RecordSourceContract.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.partywall.abac.AccessLevel;
import dev.partywall.abac.TenantAccess;
import dev.partywall.abac.TenantCredentials;
import dev.partywall.abac.TenantPolicies;
import dev.partywall.abac.TenantTrust;
import dev.partywall.core.ErrorCode;
import dev.partywall.core.TenantContext;
import dev.partywall.core.TenantId;
import dev.partywall.testing.AwsLab;
import dev.partywall.testing.LabRole;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sts.StsClient;

/** Sources over clients that are scoped to the bound tenant, with the policies of {@link TenantPolicies}: IAM decides, in the lab. */
final class ScopedSourcesTest {

    private static final TenantId ACME = TenantId.of(RecordStore.TENANT);
    private static final TenantId GLOBEX = TenantId.of("globex");

    private final AwsLab lab = AwsLab.start();
    private final DynamoDbRecordStore table = new DynamoDbRecordStore(lab.dynamoDb(), "invoices");
    private final S3RecordStore bucket = new S3RecordStore(lab.s3(), "tenant-files");
    private final LabRole service = lab.role("service").policy("assume", """
                    {"Version":"2012-10-17","Statement":[
                      {"Effect":"Allow","Action":["sts:AssumeRole","sts:TagSession"],"Resource":"*"}]}
                    """).create();
    private final StsClient sts = StsClient.builder()
            .endpointOverride(lab.endpoint())
            .region(lab.region())
            .credentialsProvider(service.session("service").start().credentials())
            .build();
    private final TenantCredentials credentials = TenantCredentials.builder()
            .sts(sts)
            .role(tenants().arn())
            .loadTimeout(Duration.ofMinutes(5)) // a machine may pause for long
            .build();
    private final DynamoDbClient dynamoDb = credentials
            .scope()
            .client(DynamoDbClient.builder().endpointOverride(lab.endpoint()).region(lab.region()));
    private final S3Client s3 = credentials
            .scope()
            .client(S3Client.builder()
                    .endpointOverride(lab.endpoint())
                    .region(lab.region())
                    .forcePathStyle(true));

    private LabRole tenants() {
        TenantPolicies policies = TenantPolicies.create();
        TenantAccess access = TenantAccess.builder()
                .table(
                        "arn:aws:dynamodb:" + lab.region() + ":" + lab.accountId() + ":table/invoices",
                        AccessLevel.READ_WRITE)
                .objects("arn:aws:s3:::tenant-files/{tenant}/*", AccessLevel.READ_WRITE)
                .build();
        return lab.role("tenants")
                .trust(policies.trustPolicy(
                                TenantTrust.builder().role(service.arn()).build())
                        .toJson())
                .policy("own", policies.identityPolicy(access).toJson())
                .create();
    }

    @AfterEach
    void end() {
        dynamoDb.close();
        s3.close();
        credentials.close();
        sts.close();
        lab.close();
    }

    private static void fill(RecordStore store) {
        for (int i = 0; i < 5; i++) {
            store.put("r" + i, message("r", i));
            store.put(GLOBEX.value(), "r" + i, message("theirs", i));
        }
    }

    private static void assertOnlyTheBoundTenant(RecordStore store, RecordSource source) {
        List<StoredRecord> read = TenantContext.call(ACME, () -> all(source, 2));
        assertThat(read).hasSize(5);
        StoredRecord first = read.get(0);
        assertThat(TenantContext.call(ACME, () -> source.replace(first, message("r", 9))))
                .isTrue();
        assertThat(TenantContext.call(ACME, () -> source.replace(first, message("r", 10))))
                .isFalse();
        StoredRecord second = read.get(1);

        assertDenied(() -> TenantContext.call(GLOBEX, () -> all(source, 2)));
        assertDenied(() -> TenantContext.call(GLOBEX, () -> source.find(second.key())));
        assertDenied(() -> TenantContext.call(GLOBEX, () -> source.replace(second, message("r", 11))));
        assertDenied(() -> all(source, 2)); // nobody bound

        assertThat(store.messages(RecordStore.TENANT)).hasSize(5);
        assertThat(store.message("r0")).contains(message("r", 9));
        assertThat(store.message("r1")).contains(message("r", 1));
    }

    private static void assertDenied(Runnable call) {
        assertFailure(call, ErrorCode.RECORD_SOURCE_ACCESS_DENIED, false);
    }

    @Test
    void dynamoDbSource_ofATenant_worksForThatTenantOnly() {
        fill(table);

        assertOnlyTheBoundTenant(table, table.builder(dynamoDb).build());
    }

    @Test
    void s3Source_ofATenant_worksForThatTenantOnly() {
        fill(bucket);

        assertOnlyTheBoundTenant(bucket, bucket.builder(s3).untagged().build());
    }

    /** Rather denied than without its tags. */
    @Test
    void s3Source_thatMayNotReadTags_replacesNothing() {
        fill(bucket);
        RecordSource source = bucket.builder(s3).build();
        StoredRecord record = TenantContext.call(ACME, () -> all(source, 2)).get(0);

        assertDenied(() -> TenantContext.call(ACME, () -> source.replace(record, message("r", 9))));

        assertThat(bucket.message("r0")).contains(message("r", 0));
    }

    /** S3 tells a tenant "denied" of what is not there; the tenant's own listing tells more. */
    @Test
    void s3Source_objectThatIsGone_isGoneForTheTenantToo() {
        fill(bucket);
        RecordSource source = bucket.builder(s3).untagged().build();
        StoredRecord record = TenantContext.call(ACME, () -> all(source, 2)).get(0);
        bucket.remove("r0");

        assertThat(TenantContext.call(ACME, () -> source.find(record.key()))).isEmpty();
        assertThat(TenantContext.call(ACME, () -> source.replace(record, message("r", 9))))
                .isFalse();
        assertThat(bucket.messages(RecordStore.TENANT)).hasSize(4);
    }
}
